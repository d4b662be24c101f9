"""Which words a rule calls for (product B4, E1, E7, K5)."""

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
    MISSED = "missed"
    FOLLOW_UP = "follow_up"
    TELEHEALTH_FIRST = "telehealth_first"
    TELEHEALTH_SECOND = "telehealth_second"
    BIRTHDAY = "birthday"
    RECALL = "recall"
    OFFER = "offer"


_OCCASIONS = {
    RuleType.INITIAL_CONFIRMATION: Occasion.BOOKED,
    RuleType.CONFIRMATION_REQUEST: Occasion.ASK,
    RuleType.REMINDER: Occasion.REMINDER,
    RuleType.MOVED: Occasion.MOVED,
    RuleType.CANCELLED_BY_PRACTICE: Occasion.CANCELLED,
    RuleType.MISSED: Occasion.MISSED,
    RuleType.FOLLOW_UP: Occasion.FOLLOW_UP,
    RuleType.TELEHEALTH_FIRST: Occasion.TELEHEALTH_FIRST,
    RuleType.TELEHEALTH_SECOND: Occasion.TELEHEALTH_SECOND,
    RuleType.BIRTHDAY: Occasion.BIRTHDAY,
    RuleType.RECALL: Occasion.RECALL,
    RuleType.WAITLIST_OFFER: Occasion.OFFER,
}

# What a message of these kinds speaks of is over, or not booked yet.
ASKING_NOTHING = frozenset(
    {
        RuleType.CANCELLED_BY_PRACTICE,
        RuleType.MISSED,
        RuleType.FOLLOW_UP,
        RuleType.BIRTHDAY,
        RuleType.RECALL,
    }
)
"""The kinds of message that ask no answer and hold no link; they say how to call."""

WITHOUT_KEYS = ASKING_NOTHING | {RuleType.WAITLIST_OFFER}
"""The kinds whose phone call takes no answer: a freed time is taken on its page, or with the front desk."""


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
