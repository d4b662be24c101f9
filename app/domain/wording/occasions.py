"""Which words a rule calls for (product E1, E7)."""

from __future__ import annotations

from enum import StrEnum

from app.domain.timing import RuleType


class Occasion(StrEnum):
    """Why a message goes out, as its words see it: a reminder differs once the family said yes."""

    BOOKED = "booked"
    ASK = "ask"
    REMINDER = "reminder"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"


_OCCASIONS = {
    RuleType.INITIAL_CONFIRMATION: Occasion.BOOKED,
    RuleType.CONFIRMATION_REQUEST: Occasion.ASK,
    RuleType.REMINDER: Occasion.REMINDER,
    RuleType.MOVED: Occasion.MOVED,
    RuleType.CANCELLED_BY_PRACTICE: Occasion.CANCELLED,
}


def occasion(kind: RuleType, answered: bool) -> Occasion:
    """The occasion of a rule of ``kind``; ``answered`` means that all children are confirmed (E7)."""
    if kind is RuleType.REMINDER and answered:
        return Occasion.CONFIRMED
    return _OCCASIONS[kind]
