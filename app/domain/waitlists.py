"""Who wants an earlier time, and what becomes of a freed one (product J4).

All instants are aware UTC; days and clock times are those of the place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.local_time import local_time, zone
from app.domain.rules import Rule, age_refusal
from app.domain.timing import BEFORE_START


class EntryState(StrEnum):
    """A family waits, got a time, or was taken off the list."""

    WAITING = "waiting"
    BOOKED = "booked"
    REMOVED = "removed"


class SlotState(StrEnum):
    """A freed time is held back for the undo, offered, filled by a family, or closed without one."""

    FREED = "freed"
    OFFERING = "offering"
    FILLED = "filled"
    CLOSED = "closed"


class OfferState(StrEnum):
    """An offer to one family: open, claimed first, lost to a quicker one, turned down, or over."""

    OPEN = "open"
    CLAIMED = "claimed"
    LOST = "lost"
    DECLINED = "declined"
    OVER = "over"


class OfferOrder(StrEnum):
    """Who is asked first: whoever waits longest, or whoever has the latest visit booked."""

    LONGEST_WAITING = "longest_waiting"
    LATEST_VISIT = "latest_visit"


HELD_BACK = timedelta(minutes=10)
"""How long after the cancellation the family may have second thoughts before others are asked (H3)."""


class Misfit(StrEnum):
    """Why a freed time does not suit somebody who waits. The members are ``(value, words)``."""

    words: str

    def __new__(cls, value: str, words: str) -> Misfit:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    SAME_FAMILY = "same_family", "this family gave the time up"
    TYPE = "type", "another type of visit"
    PROVIDER = "provider", "another provider is wanted"
    PLACE = "place", "another office is wanted"
    TOO_SHORT = "too_short", "the time is too short"
    DAY = "day", "not on this weekday"
    CLOCK = "clock", "not at this time of day"
    BEFORE = "before", "before the first day that suits"
    AFTER = "after", "after the last day that suits"
    NOT_EARLIER = "not_earlier", "the booked visit is earlier"
    BOOKED = "booked", "the child has another visit at that time"
    TOO_LATE = "too_late", "the time begins too soon"


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A freed time. ``family_id`` is the family that gave it up; ``zone`` is the IANA name of the place's."""

    provider_id: int | None
    location_id: int
    visit_type: str
    starts_at: datetime
    minutes: int
    zone: str
    family_id: int

    @property
    def starts_local(self) -> datetime:
        """The start on the wall clock of the place, naive."""
        return local_time(self.starts_at, zone(self.zone))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child that waits. Empty collections mean any, ``days`` are 0 Monday to 6 Sunday.

    The visit should begin between ``from_time`` and ``to_time``, both included. ``visit_at`` is the start
    of the later visit that would be given up; ``busy`` are the child's others, start and end.
    """

    id: int
    patient_id: int
    family_id: int
    contact_id: int
    visit_type: str
    provider_ids: frozenset[int]
    location_ids: frozenset[int]
    minutes: int
    days: frozenset[int]
    from_time: time | None
    to_time: time | None
    earliest_on: date
    latest_on: date | None
    since: datetime
    visit_at: datetime | None = None
    busy: tuple[tuple[datetime, datetime], ...] = ()

    def is_busy(self, free: FreeTime) -> bool:
        """Has the child another visit at that time, beside the one it would give up?"""
        ends_at = free.starts_at + timedelta(minutes=min(self.minutes, free.minutes))
        return any(start < ends_at and free.starts_at < end for start, end in self.busy)


def misfit(entry: Waiting, free: FreeTime, now: datetime) -> Misfit | None:
    """``None`` if the time suits whoever waits, else the first thing that speaks against it."""
    return _wrong_visit(entry, free) or _wrong_day(entry, free) or _wrong_moment(entry, free, now)


def _wrong_visit(entry: Waiting, free: FreeTime) -> Misfit | None:
    if entry.family_id == free.family_id:
        return Misfit.SAME_FAMILY
    if entry.visit_type and free.visit_type and entry.visit_type.casefold() != free.visit_type.casefold():
        return Misfit.TYPE
    if entry.provider_ids and free.provider_id not in entry.provider_ids:
        return Misfit.PROVIDER
    if entry.location_ids and free.location_id not in entry.location_ids:
        return Misfit.PLACE
    return Misfit.TOO_SHORT if entry.minutes > free.minutes else None


def _wrong_day(entry: Waiting, free: FreeTime) -> Misfit | None:
    starts = free.starts_local
    if entry.days and starts.weekday() not in entry.days:
        return Misfit.DAY
    if entry.from_time and entry.to_time and not entry.from_time <= starts.time() <= entry.to_time:
        return Misfit.CLOCK
    if starts.date() < entry.earliest_on:
        return Misfit.BEFORE
    return Misfit.AFTER if entry.latest_on is not None and starts.date() > entry.latest_on else None


def _wrong_moment(entry: Waiting, free: FreeTime, now: datetime) -> Misfit | None:
    if entry.visit_at is not None and entry.visit_at <= free.starts_at:
        return Misfit.NOT_EARLIER
    if entry.is_busy(free):
        return Misfit.BOOKED
    return Misfit.TOO_LATE if now > useful_until(free.starts_at) else None


def useful_until(starts_at: datetime) -> datetime:
    """The last moment at which a freed time can be offered and taken (D3)."""
    return starts_at - BEFORE_START


def suited(entries: Iterable[Waiting], free: FreeTime, how: OfferOrder, now: datetime) -> list[Waiting]:
    """Everybody the time suits, in the order in which they are asked."""
    found = [each for each in entries if misfit(each, free, now) is None]
    if how is OfferOrder.LATEST_VISIT:
        # Whoever has no visit at all waits for one most.
        return sorted(found, key=lambda each: (each.visit_at is not None, _later_first(each), each.id))
    return sorted(found, key=lambda each: (each.since, each.id))


def _later_first(entry: Waiting) -> float:
    return -entry.visit_at.timestamp() if entry.visit_at else 0.0


def rule_for(rules: Iterable[Rule], free: FreeTime, birth_date: date | None) -> Rule | None:
    """The first automated message that is meant for this time and a child born then, if any is (E3)."""
    return next((each for each in rules if _meant(each, free, birth_date)), None)


def _meant(rule: Rule, free: FreeTime, birth_date: date | None) -> bool:
    if rule.provider_ids and free.provider_id not in rule.provider_ids:
        return False
    if rule.location_ids and free.location_id not in rule.location_ids:
        return False
    return age_refusal(rule, birth_date, free.starts_local.date()) is None
