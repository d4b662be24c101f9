"""What an answer does (product D4, D6, E7, H3, H5, J1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.answers import AnswerState, CancellationMode, Choice, NoticeKind, Wish, may, standing
from app.domain.appointments import Appointment, Confirmation, Lifecycle


class EffectKind(StrEnum):
    """What becomes of an answer; kept with it."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    REQUEST_CANCEL = "request_cancel"
    REQUEST_MOVE = "request_move"
    LATE_NOTICE = "late_notice"
    UNDO = "undo"
    REPEAT = "repeat"
    CONFLICT = "conflict"
    REFUSE = "refuse"


class Refused(StrEnum):
    """Why an answer was not taken; nothing was changed."""

    NOT_ON_LINK = "not_on_link"
    CHANGED = "changed"
    PAST = "past"
    CANCELLED = "cancelled"
    DEADLINE_PASSED = "deadline_passed"
    TIME_TAKEN = "time_taken"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The family's standing answer for the child: who gave it, for which version, what it did."""

    contact_id: int | None
    version: int
    kind: EffectKind


@dataclass(frozen=True, slots=True)
class Asked:
    """One child's question as an answer finds it.

    ``seen_version`` is what the page showed; ``time_free`` whether a cancelled child's time can
    still be had again (H3); ``earlier`` is ``None`` when nobody answered yet.
    """

    appointment: Appointment
    seen_version: int
    on_link: bool = True
    earlier: Earlier | None = None
    time_free: bool = True


@dataclass(frozen=True, slots=True)
class Effect:
    """What to write down. ``choice`` is stored with the answer; ``lifecycle`` and ``confirmation``
    are what the appointment becomes, ``None`` where it stays. ``stops_messages`` ends every
    further automated message for the appointment (D6). An UNDO ends the notice it undoes."""

    kind: EffectKind
    choice: Choice | None = None
    notice: NoticeKind | None = None
    lifecycle: Lifecycle | None = None
    confirmation: Confirmation | None = None
    stops_messages: bool = False
    refused: Refused | None = None


_CONFIRM = Effect(EffectKind.CONFIRM, Choice.COMING, confirmation=Confirmation.CONFIRMED)
_CANCEL = Effect(
    EffectKind.CANCEL, Choice.CANT, NoticeKind.CANCELLED, lifecycle=Lifecycle.CANCELLED, stops_messages=True
)
_REQUEST_CANCEL = Effect(
    EffectKind.REQUEST_CANCEL,
    Choice.CANT,
    NoticeKind.CANCEL_REQUESTED,
    confirmation=Confirmation.CANCEL_REQUESTED,
    stops_messages=True,
)
_REQUEST_MOVE = Effect(EffectKind.REQUEST_MOVE, Choice.MOVE, NoticeKind.MOVE_REQUESTED)
_LATE_NOTICE = Effect(EffectKind.LATE_NOTICE, Choice.CANT, NoticeKind.LATE)
_UNDO = Effect(
    EffectKind.UNDO, Choice.COMING, lifecycle=Lifecycle.SCHEDULED, confirmation=Confirmation.CONFIRMED
)

_SAYS_COMING = frozenset({EffectKind.CONFIRM, EffectKind.UNDO})
_ENDED = frozenset({AnswerState.CANCELLED_BY_PARENT, AnswerState.CANCEL_REQUESTED})


def _unanswerable(asked: Asked, state: AnswerState) -> Refused | None:
    """Nothing can be answered here, whatever is wished."""
    if not asked.on_link:
        return Refused.NOT_ON_LINK
    if asked.seen_version != asked.appointment.version:
        return Refused.CHANGED
    return Refused.PAST if state is AnswerState.PAST else None


def _impossible(wish: Wish, state: AnswerState) -> Refused:
    """Why a wish that the page does not offer now cannot be met.

    A late notice while cancelling is still possible, or an undo of nothing, comes from a page
    that is no longer true: it is shown again.
    """
    if state in (AnswerState.GONE, AnswerState.CANCELLED_BY_PRACTICE):
        return Refused.CANCELLED
    if wish is Wish.LATE or (wish is Wish.UNDO and state is AnswerState.ASK):
        return Refused.CHANGED
    return Refused.DEADLINE_PASSED


def _effect(wish: Wish, state: AnswerState, mode: CancellationMode) -> Effect:
    """What the wish does when it is possible and nobody said otherwise."""
    if wish is Wish.MOVE:
        return _REQUEST_MOVE
    if wish is Wish.LATE:
        return _LATE_NOTICE
    if wish is Wish.CANT:
        return _CANCEL if mode is CancellationMode.AUTOMATIC else _REQUEST_CANCEL
    return _UNDO if state in _ENDED else _CONFIRM


def _standing_answer(asked: Asked) -> Earlier | None:
    """The earlier answer, if it was given for the time the appointment has now."""
    earlier = asked.earlier
    return earlier if earlier and earlier.version == asked.appointment.version else None


def _repeats(effect: Effect, asked: Asked, state: AnswerState) -> bool:
    """Has this already been said? Double taps, the back button and a second parent who agrees
    change nothing and tell the department nothing new."""
    if effect.choice is Choice.CANT and state in _ENDED:
        return True
    earlier = _standing_answer(asked)
    if effect is _CONFIRM:
        # After "I can't come" or "another time" a confirmed visit is still news to the office.
        taken_back = earlier is not None and earlier.kind not in _SAYS_COMING
        return state is AnswerState.CONFIRMED and not taken_back
    return earlier is not None and earlier.kind is effect.kind


def _conflicts(effect: Effect, contact_id: int, asked: Asked) -> bool:
    """Did another contact answer the opposite (H5)? Then the first answer stands and staff decide."""
    earlier = _standing_answer(asked)
    if earlier is None or earlier.contact_id in (None, contact_id):
        return False
    return (earlier.kind in _SAYS_COMING) is not (effect.choice is Choice.COMING)


def _refuse(refused: Refused) -> Effect:
    return Effect(EffectKind.REFUSE, refused=refused)


def decide(
    wish: Wish, contact_id: int, asked: Asked, mode: CancellationMode, deadline_hours: int, now: datetime
) -> Effect:
    """What one contact's wish for one child does at ``now`` (UTC), the moment the server got it (D6).

    The same contact may change its own answer; another contact's opposite answer is a conflict:
    nothing is overwritten, and a notice asks staff to sort it out (H5).
    """
    state = standing(asked.appointment, now)
    refused = _unanswerable(asked, state)
    if refused is not None:
        return _refuse(refused)
    effect = _effect(wish, state, mode)
    if _repeats(effect, asked, state):
        return Effect(EffectKind.REPEAT, effect.choice)
    if wish not in may(asked.appointment, deadline_hours, now):
        return _refuse(_impossible(wish, state))
    if _conflicts(effect, contact_id, asked):
        return Effect(EffectKind.CONFLICT, effect.choice, NoticeKind.CONFLICT)
    taken = state is AnswerState.CANCELLED_BY_PARENT and effect is _UNDO and not asked.time_free
    return _refuse(Refused.TIME_TAKEN) if taken else effect
