"""What a parent may answer now, and how long a link lives (product D4, D6, H1, H3, H5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle


class Choice(StrEnum):
    """An answer for one child, as the form names it (contract: ``answer-<appointment id>``)."""

    COMING = "coming"
    CANT = "cant"
    MOVE = "move"


class CancellationMode(StrEnum):
    """What a parent's "can't come" does to the schedule (D4)."""

    AUTOMATIC = "automatic"
    BY_REQUEST = "by_request"


class NoticeKind(StrEnum):
    """What a department is told (J1).

    MAYBE_CANCEL: wrote CANCEL, which stops texts, and may have meant the visit (I1). WRONG_PERSON: says
    that this is not their child (H5). TIME_TAKEN: a family on the waitlist took a freed time (J4). All
    three leave the schedule as it is.
    """

    CANCELLED = "cancelled"
    CANCEL_REQUESTED = "cancel_requested"
    LATE = "late"
    MOVE_REQUESTED = "move_requested"
    CONFLICT = "conflict"
    MAYBE_CANCEL = "maybe_cancel"
    WRONG_PERSON = "wrong_person"
    TIME_TAKEN = "time_taken"


class NoticeState(StrEnum):
    """How far a department is with a notice (J2)."""

    NEW = "new"
    SEEN = "seen"
    DONE = "done"


class Wish(StrEnum):
    """Everything a parents' page can ask for one child: a choice, undoing one, or the late notice."""

    COMING = "coming"
    CANT = "cant"
    MOVE = "move"
    UNDO = "undo"
    LATE = "late"


class AnswerState(StrEnum):
    """How the page shows one child (H5)."""

    ASK = "ask"
    CONFIRMED = "confirmed"
    CANCELLED_BY_PARENT = "cancelled_by_parent"
    CANCEL_REQUESTED = "cancel_requested"
    TOO_LATE = "too_late"
    MOVED = "moved"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice"
    PAST = "past"
    GONE = "gone"


class LinkState(StrEnum):
    """What a parent's link with a good signature opens (H1)."""

    LIVE = "live"
    EXPIRED = "expired"
    REVOKED = "revoked"


LINK_LIFETIME = timedelta(hours=24)

_OVER = frozenset({Lifecycle.ARRIVED, Lifecycle.COMPLETED, Lifecycle.NO_SHOW})
_GONE = frozenset({Lifecycle.RESCHEDULED, Lifecycle.ENTERED_IN_ERROR})

_ANSWERED_STATES = {
    Confirmation.CONFIRMED: AnswerState.CONFIRMED,
    Confirmation.CANCEL_REQUESTED: AnswerState.CANCEL_REQUESTED,
}

# What is possible up to the deadline, and after it. A parent who cannot come and is too late tells the
# office; asking for another time never touches the schedule, so a cancelled child may ask at any time.
_IN_TIME = {
    AnswerState.CONFIRMED: frozenset({Wish.COMING, Wish.CANT, Wish.MOVE}),
    AnswerState.CANCEL_REQUESTED: frozenset({Wish.COMING, Wish.UNDO, Wish.CANT, Wish.MOVE}),
    AnswerState.CANCELLED_BY_PARENT: frozenset({Wish.COMING, Wish.UNDO, Wish.CANT, Wish.MOVE}),
    AnswerState.CANCELLED_BY_PRACTICE: frozenset({Wish.MOVE}),
    AnswerState.ASK: frozenset({Wish.COMING, Wish.CANT, Wish.MOVE}),
}
_LATE = {
    AnswerState.CONFIRMED: frozenset({Wish.COMING, Wish.LATE}),
    AnswerState.CANCEL_REQUESTED: frozenset({Wish.MOVE}),
    AnswerState.CANCELLED_BY_PARENT: frozenset({Wish.MOVE}),
    AnswerState.CANCELLED_BY_PRACTICE: frozenset({Wish.MOVE}),
    AnswerState.ASK: frozenset({Wish.COMING, Wish.LATE}),
}


def may_cancel_until(appointment: Appointment, deadline_hours: int) -> datetime:
    """The last instant, itself included, at which a parent can cancel: absolute hours before (D6)."""
    return appointment.starts_at - timedelta(hours=deadline_hours)


def in_time(appointment: Appointment, deadline_hours: int, now: datetime) -> bool:
    """Can a parent still cancel at ``now``, as the server's clock sees it (D6)?"""
    return now <= may_cancel_until(appointment, deadline_hours)


def standing(appointment: Appointment, now: datetime) -> AnswerState:
    """Where the appointment stands for a parent, the deadline and the link's age left aside."""
    if appointment.lifecycle in _GONE:
        return AnswerState.GONE
    if appointment.lifecycle in _OVER or appointment.starts_at <= now:
        return AnswerState.PAST
    if appointment.lifecycle is Lifecycle.CANCELLED:
        by_parent = appointment.cancelled_by is CancelledBy.PARENT
        return AnswerState.CANCELLED_BY_PARENT if by_parent else AnswerState.CANCELLED_BY_PRACTICE
    return _ANSWERED_STATES.get(appointment.confirmation, AnswerState.ASK)


def state_of(appointment: Appointment, link_version: int, deadline_hours: int, now: datetime) -> AnswerState:
    """What the page shows for one child (H5).

    ``link_version`` is the appointment's version when the link was made; a newer version not yet
    answered shows as moved, with old and new time.
    """
    state = standing(appointment, now)
    if state is not AnswerState.ASK:
        return state
    if appointment.version > link_version:
        return AnswerState.MOVED
    return AnswerState.ASK if in_time(appointment, deadline_hours, now) else AnswerState.TOO_LATE


def may(appointment: Appointment, deadline_hours: int, now: datetime) -> frozenset[Wish]:
    """What the page may offer for one child at ``now``; empty when there is nothing to answer (D6, H3)."""
    possible = _IN_TIME if in_time(appointment, deadline_hours, now) else _LATE
    return possible.get(standing(appointment, now), frozenset())


def link_state(last_start: datetime, revoked: bool, now: datetime) -> LinkState:
    """Whether a link opens: it dies 24 h after the last start of its visit; revoked beats expired (H1)."""
    if revoked:
        return LinkState.REVOKED
    return LinkState.EXPIRED if now >= last_start + LINK_LIFETIME else LinkState.LIVE
