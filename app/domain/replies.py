"""What a text that came in does (product I1): it acts only where nothing is left to guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from app.domain.answers import AnswerState, Wish
from app.domain.reply_reading import Meaning, Reading


class Step(StrEnum):
    """What is done about a reply. READ leaves it to a person; NOTHING needs nobody."""

    ANSWER = "answer"
    WHICH_CHILD = "which_child"
    WHICH_VISIT = "which_visit"
    LINK = "link"
    MOVED = "moved"
    STOP = "stop"
    STOP_AND_TELL = "stop_and_tell"
    START = "start"
    HELP = "help"
    WRONG_NUMBER = "wrong_number"
    READ = "read"
    NOTHING = "nothing"


QUESTIONS = frozenset({Step.WHICH_CHILD, Step.WHICH_VISIT})
"""What asks the family something: after one of these the link follows, never a second question."""


@dataclass(frozen=True, slots=True)
class OpenChild:
    """One child of a visit that was asked about. ``moved`` says that the family knows an older time only."""

    appointment_id: int
    state: AnswerState
    may: frozenset[Wish]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that the family was sent a link for; ``children`` in the order of the message."""

    link_id: int
    children: tuple[OpenChild, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """``visit`` is the one meant, or the next one where several may be; ``wishes`` by appointment."""

    step: Step
    visit: OpenVisit | None = None
    wishes: Mapping[int, Wish] = field(default_factory=dict)


_PLAIN = {
    Meaning.STOP: Step.STOP,
    Meaning.CANCEL_WORD: Step.STOP_AND_TELL,
    Meaning.START: Step.START,
    Meaning.HELP: Step.HELP,
    Meaning.WRONG_NUMBER: Step.WRONG_NUMBER,
    Meaning.THANKS: Step.NOTHING,
}
_UNANSWERED = frozenset({AnswerState.ASK})
_CONFIRMED = frozenset({AnswerState.CONFIRMED})
_CALLED_OFF = frozenset({AnswerState.CANCELLED_BY_PARENT, AnswerState.CANCEL_REQUESTED})


def respond(reading: Reading, visits: Sequence[OpenVisit], asked_before: bool) -> Action:
    """``visits`` are those ahead, the next one first; ``asked_before`` says that our last text to this number
    asked which child or visit is meant.

    A reply acts only if exactly one visit matches; otherwise one question, else the link.
    """
    decide = _DECISIONS.get(reading.meaning)
    if decide is None:
        return Action(_PLAIN.get(reading.meaning, Step.READ), visits[0] if visits else None)
    action = decide(reading, visits)
    if action.step in QUESTIONS and asked_before:
        return Action(Step.LINK, action.visit)
    return action


def _confirm(_: Reading, visits: Sequence[OpenVisit]) -> Action:
    """What waits for an answer comes first; else what stands, else what was called off."""
    for states in (_UNANSWERED, _CONFIRMED, _CALLED_OFF):
        matching = _with(visits, states)
        if matching:
            return _one(matching, partial(_say_coming, states))
    return Action(Step.READ)


def _say_coming(states: frozenset[AnswerState], visit: OpenVisit) -> Action:
    meant = [child for child in visit.children if child.state in states]
    if states is _CONFIRMED and _with([visit], _CALLED_OFF):
        # One child stands and one was called off: a second "yes" may mean either.
        return Action(Step.LINK, visit)
    return _answer(visit, meant, Wish.COMING)


def _cancel(_: Reading, visits: Sequence[OpenVisit]) -> Action:
    matching = _with(visits, _UNANSWERED | _CONFIRMED) or _with(visits, _CALLED_OFF)
    return _one(matching, _say_cant) if matching else Action(Step.READ)


def _say_cant(visit: OpenVisit) -> Action:
    # A child called off before counts too: this "no" may be about the other one.
    meant = [child for child in visit.children if child.state in _UNANSWERED | _CONFIRMED | _CALLED_OFF]
    return Action(Step.WHICH_CHILD, visit) if len(meant) > 1 else _answer(visit, meant, Wish.CANT)


def _cancel_child(reading: Reading, visits: Sequence[OpenVisit]) -> Action:
    matching = [each for each in visits if len(each.children) >= reading.child]
    if not matching:
        return Action(Step.LINK, visits[0]) if visits else Action(Step.READ)
    return _one(matching, partial(_say_this_cant, reading.child - 1))


def _say_this_cant(place: int, visit: OpenVisit) -> Action:
    return _answer(visit, [visit.children[place]], Wish.CANT)


def _one(matching: Sequence[OpenVisit], act: Callable[[OpenVisit], Action]) -> Action:
    return act(matching[0]) if len(matching) == 1 else Action(Step.WHICH_VISIT, matching[0])


def _with(visits: Sequence[OpenVisit], states: frozenset[AnswerState]) -> list[OpenVisit]:
    """Those with at least one child in one of the states."""
    return [each for each in visits if any(child.state in states for child in each.children)]


def _answer(visit: OpenVisit, children: Sequence[OpenChild], wish: Wish) -> Action:
    if any(child.moved for child in children):
        return Action(Step.MOVED, visit)
    return Action(Step.ANSWER, visit, {child.appointment_id: _possible(child, wish) for child in children})


def _possible(child: OpenChild, wish: Wish) -> Wish:
    """After the deadline "can't come" is told to the office and leaves the schedule as it is (D6)."""
    return Wish.LATE if wish is Wish.CANT and Wish.LATE in child.may else wish


_DECISIONS: Mapping[Meaning, Callable[[Reading, Sequence[OpenVisit]], Action]] = {
    Meaning.CONFIRM: _confirm,
    Meaning.CANCEL: _cancel,
    Meaning.CANCEL_CHILD: _cancel_child,
}
