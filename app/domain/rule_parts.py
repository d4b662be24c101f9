"""Which settings a type of automated message has, and what a new one begins with (product E1 to E4)."""

from __future__ import annotations

from datetime import time

from app.domain.preferences import Channel, Purpose
from app.domain.rules import ANCHORS, COMING_FAMILY, NOT_OF_A_VISIT, ON_A_DATE, STATUSES, ChannelMode, Rule
from app.domain.timing import AT_ONCE, TO_STAFF, Anchor, RuleType, Timing, Unit

_STARTS = {
    RuleType.INITIAL_CONFIRMATION: Timing(Anchor.CREATION, 0, Unit.MINUTES),
    RuleType.CONFIRMATION_REQUEST: Timing(Anchor.START, 3, Unit.DAYS),
    RuleType.REMINDER: Timing(Anchor.START, 1, Unit.DAYS),
    RuleType.MOVED: Timing(Anchor.CHANGE),
    RuleType.CANCELLED_BY_PRACTICE: Timing(Anchor.CANCELLATION),
    RuleType.MISSED: Timing(Anchor.AFTER_START, 2, Unit.HOURS),
    RuleType.FOLLOW_UP: Timing(Anchor.END, 1, Unit.DAYS),
    RuleType.TELEHEALTH_FIRST: Timing(Anchor.START, 1, Unit.DAYS),
    RuleType.TELEHEALTH_SECOND: Timing(Anchor.START, 30, Unit.MINUTES),
    RuleType.BIRTHDAY: Timing(Anchor.DATE),
    RuleType.RECALL: Timing(Anchor.DATE),
    RuleType.WAITLIST_OFFER: Timing(Anchor.FREED),
    RuleType.STAFF_RENEWAL: Timing(Anchor.DUE, 60, Unit.DAYS),
}
_PURPOSES = {RuleType.BIRTHDAY: Purpose.NOTICES, RuleType.RECALL: Purpose.RECALLS}

# Words with buttons or a question: a parent is expected to answer them.
ACTIONABLE = COMING_FAMILY


def starting_rule(kind: RuleType) -> Rule:
    """A draft of this type as a practice begins to fill it in; it has no id yet."""
    recall, to_staff = kind is RuleType.RECALL, kind in TO_STAFF
    return Rule(
        id=0,
        type=kind,
        timing=_STARTS[kind],
        statuses=STATUSES[kind],
        enabled_at=None,
        purpose=_PURPOSES.get(kind, Purpose.REMINDERS),
        at_time=time(10) if kind in ON_A_DATE | TO_STAFF else None,
        channel_mode=ChannelMode.FIXED if to_staff else ChannelMode.PREFERENCE,
        channel=Channel.EMAIL if to_staff else None,
        age_to=17 if kind is RuleType.BIRTHDAY else None,
        tries=3 if recall else None,
        try_every_days=14 if recall else None,
    )


def anchors_of(kind: RuleType) -> tuple[Anchor, ...]:
    """What its moment can be counted from, in the order of the form."""
    return tuple(anchor for anchor in Anchor if anchor in ANCHORS[kind])


def units_of(kind: RuleType) -> tuple[Unit, ...]:
    """The units of that amount: what ends on a day is told whole days before."""
    return (Unit.DAYS, Unit.WEEKS) if kind in TO_STAFF else tuple(Unit)


def has_amount(kind: RuleType) -> bool:
    """Can it be said how long before or after?"""
    return not ANCHORS[kind] <= AT_ONCE


def about_visits(kind: RuleType) -> bool:
    """Is it about one visit, so that it can be limited to visit types and to first visits?"""
    return kind not in NOT_OF_A_VISIT


def has_statuses(kind: RuleType) -> bool:
    """Is there more than one status of the visit to choose from?"""
    return len(STATUSES[kind]) > 1


def useful_until_start(rule: Rule) -> bool:
    """Does its last useful moment lie before the start of the visit, and not after an event (D3)?"""
    return rule.timing.anchor in {Anchor.CREATION, Anchor.CHANGE, Anchor.START, Anchor.FREED}


def ages_words(youngest: int | None, oldest: int | None) -> str:
    """E.g. "ages 2 to 12"; at least one end is given."""
    if youngest is None:
        return f"ages up to {oldest}"
    if oldest is None:
        return f"ages {youngest} and over"
    return f"age {youngest}" if youngest == oldest else f"ages {youngest} to {oldest}"
