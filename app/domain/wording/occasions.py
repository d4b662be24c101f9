"""Which words a rule calls for (product B4, E1, E7)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.timing import RuleType


class Occasion(StrEnum):
    """Why a message goes out, as its words see it.

    A reminder differs once the family said yes, and a changed visit with its old time is not one
    with a new time.
    """

    BOOKED = "booked"
    ASK = "ask"
    REMINDER = "reminder"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"


_OCCASIONS = {
    RuleType.INITIAL_CONFIRMATION: Occasion.BOOKED,
    RuleType.CONFIRMATION_REQUEST: Occasion.ASK,
    RuleType.REMINDER: Occasion.REMINDER,
    RuleType.MOVED: Occasion.MOVED,
    RuleType.CANCELLED_BY_PRACTICE: Occasion.CANCELLED,
}


def occasion(kind: RuleType, answered: bool, new_time: bool) -> Occasion:
    """The occasion of a rule of ``kind``.

    ``answered`` means that all children are confirmed (E7), ``new_time`` that at least one has
    another start than before; without it, only who or where has changed, or the visit is on again (B4).
    """
    if kind is RuleType.REMINDER and answered:
        return Occasion.CONFIRMED
    if kind is RuleType.MOVED and not new_time:
        return Occasion.CHANGED
    return _OCCASIONS[kind]
