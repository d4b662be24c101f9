"""What a pressed key means in a phone call: a step that ends, or a question more (product I2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.domain.answers import AnswerState, Wish
from app.domain.call_state import EVERYONE, Call, CallChild, CallState, Question
from app.domain.languages import Language

MOST_UNHEARD = 2
"""A question is repeated twice, then the call says goodbye."""

MOST_TURNS = 20
"""However many keys are pressed, a call ends."""

MOST_NAMED = 6
"""With more children there are not enough keys to name them, beside those that always mean the same."""

_CONFIRM, _CANT, _REPEAT, _SWITCH = "1", "2", "3", "8"
_YES, _BACK = "1", "2"
_OVER = frozenset({AnswerState.PAST, AnswerState.CANCELLED_BY_PRACTICE, AnswerState.GONE})


class Meaning(StrEnum):
    """What a key was understood as; kept with it."""

    SILENCE = "silence"
    WRONG_KEY = "wrong_key"
    REPEAT = "repeat"
    SWITCH_LANGUAGE = "switch_language"
    COMING = "coming"
    CANNOT_COME = "cannot_come"
    CHOSE_CHILD = "chose_child"
    SURE = "sure"
    BACK = "back"
    TALK = "talk"
    STOP_CALLS = "stop_calls"
    CHANGED = "changed"
    SETTLED = "settled"
    ENOUGH = "enough"


# What these keys do, whatever was asked.
_ALWAYS = {"0": Meaning.TALK, "9": Meaning.STOP_CALLS}


@dataclass(frozen=True, slots=True)
class Move:
    """What a key does. ``wishes`` by appointment are to be answered; ``state`` is where the call is then."""

    meaning: Meaning
    state: CallState
    wishes: Mapping[int, Wish] = field(default_factory=dict)


def next_move(call: Call, state: CallState, keys: str) -> Move:
    """``keys`` are what was pressed, empty for silence. A call that goes round in circles is ended."""
    here = replace(state, turns=state.turns + 1)
    if keys in _ALWAYS:
        return Move(_ALWAYS[keys], here)
    if here.turns > MOST_TURNS:
        return Move(Meaning.ENOUGH, here)
    return _overtaken(call, here, keys) or _answered(call, here, keys) or _unheard(here, keys)


def _overtaken(call: Call, here: CallState, keys: str) -> Move | None:
    """The schedule changed while the call went on."""
    if call.versions != here.versions and call.children:
        return Move(Meaning.CHANGED, replace(_menu(here), versions=call.versions))
    over = here.versions and all(each.state in _OVER for each in call.children)
    # Saying yes a second time is not silenced by what the first did: a report may come twice.
    nothing_left = here.question is Question.SURE and keys != _YES and not _cancelling(call, here)
    return Move(Meaning.SETTLED, here) if over or nothing_left else None


def _answered(call: Call, here: CallState, keys: str) -> Move | None:
    heard = replace(here, unheard=0)
    if keys == _SWITCH:
        return Move(Meaning.SWITCH_LANGUAGE, replace(heard, language=other(here.language)))
    return _ANSWERS[here.question](call, heard, keys)


def other(language: Language) -> Language:
    """The language that key 8 switches to."""
    return Language.SPANISH if language is Language.ENGLISH else Language.ENGLISH


def _unheard(here: CallState, keys: str) -> Move:
    if here.unheard >= MOST_UNHEARD:
        return Move(Meaning.ENOUGH, here)
    meaning = Meaning.WRONG_KEY if keys else Meaning.SILENCE
    return Move(meaning, replace(here, unheard=here.unheard + 1))


def _menu(here: CallState) -> CallState:
    return replace(here, question=Question.MENU, chosen=EVERYONE, unheard=0)


def _from_menu(call: Call, here: CallState, keys: str) -> Move | None:
    if keys == _REPEAT:
        return Move(Meaning.REPEAT, here)
    if keys == _CONFIRM and call.children:
        return Move(Meaning.COMING, here, _coming(call))
    if keys == _CANT and call.children:
        return _cannot(call, here)
    return None


def _coming(call: Call) -> dict[int, Wish]:
    return {each.appointment_id: Wish.COMING for each in call.children if Wish.COMING in each.may}


def _cannot(call: Call, here: CallState) -> Move:
    if len(call.children) == 1:
        return _choose(call, here, call.children[0].appointment_id, Meaning.CANNOT_COME)
    if len(call.children) > MOST_NAMED:
        return Move(Meaning.TALK, here)
    return Move(Meaning.CANNOT_COME, replace(here, question=Question.WHO))


def _from_who(call: Call, here: CallState, keys: str) -> Move | None:
    choices = [*(each.appointment_id for each in call.children), EVERYONE]
    keyed = {str(number): chosen for number, chosen in enumerate(choices, start=1)}
    return _choose(call, here, keyed[keys], Meaning.CHOSE_CHILD) if keys in keyed else None


def _choose(call: Call, here: CallState, chosen: int, meaning: Meaning) -> Move:
    """Ask whether it is sure, or say how things stand where nothing can be cancelled any more."""
    asked = replace(here, question=Question.SURE, chosen=chosen)
    return Move(meaning if _cancelling(call, asked) else Meaning.SETTLED, asked)


def _from_sure(call: Call, here: CallState, keys: str) -> Move | None:
    if keys == _YES:
        return Move(Meaning.SURE, here, _cancelling(call, here))
    if keys == _BACK:
        return Move(Meaning.BACK, _menu(here))
    return Move(Meaning.REPEAT, here) if keys == _REPEAT else None


def _cancelling(call: Call, state: CallState) -> dict[int, Wish]:
    wishes = {each.appointment_id: cancel_wish(each) for each in call.chosen(state)}
    return {appointment_id: wish for appointment_id, wish in wishes.items() if wish}


def cancel_wish(child: CallChild) -> Wish | None:
    """How "can't come" is said for a child now: up to the deadline, after it, or not at all (D6).

    What is cancelled, or asked to be, is not said again.
    """
    if child.state in (AnswerState.CANCELLED_BY_PARENT, AnswerState.CANCEL_REQUESTED):
        return None
    return next((wish for wish in (Wish.CANT, Wish.LATE) if wish in child.may), None)


_ANSWERS = {Question.MENU: _from_menu, Question.WHO: _from_who, Question.SURE: _from_sure}
