"""When staff are reminded of something of theirs that ends: a license, a certificate (product E1).

Days are those of the practice's calendar, instants aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import instant, zone
from app.domain.open_windows import delivery_times, open_windows, send_moment
from app.domain.rules import Rule
from app.domain.timing import AFTER_EVENT

LONGEST_WHAT = 80
SOON = timedelta(days=90)
"""What ends within this time stands in the list of what is coming."""

LATEST = date(2100, 1, 1)
EARLIEST = date(2000, 1, 1)
_AROUND = timedelta(days=16)
_EXAMPLE = "for example Nursing license"
_DAY_EXAMPLE = "for example 2027-06-30"


@dataclass(frozen=True, slots=True)
class RenewalDay:
    """What ends on ``due_on``; ``known_at`` is when the practice wrote that day down."""

    due_on: date
    known_at: datetime


@dataclass(frozen=True, slots=True)
class RenewalTime:
    """When a reminder goes, and until when it helps."""

    at: datetime
    last_useful: datetime


@dataclass(frozen=True, slots=True)
class PracticeHours:
    """The practice's delivery rules, IANA zone and closed days: staff are written to in its hours (D1)."""

    rules: DeliveryRules
    zone: str
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class TypedRenewal:
    """The form as it was typed."""

    staff_id: int | None
    what: str
    due_on: str


def renewal_time(rule: Rule, ends: RenewalDay, hours: PracticeHours) -> RenewalTime | None:
    """When ``rule`` reminds of it. None when that moment had passed before it was known or the rule was
    on (E6), or when no delivery time is open while it helps (D2, D3)."""
    if rule.enabled_at is None:
        return None
    place, day = zone(hours.zone), ends.due_on - rule.timing.length
    planned = instant(datetime.combine(day, rule.at_time or time()), place)
    known = max(rule.enabled_at, ends.known_at)
    if planned <= known:
        return None
    own = rule.last_useful_minutes
    last_useful = planned + (AFTER_EVENT if own is None else timedelta(minutes=own))
    times = delivery_times(hours.rules, None, rule.hours)
    windows = open_windows(times, place, hours.closed, day - _AROUND, day + _AROUND)
    at = send_moment(planned, known, last_useful, windows)
    return RenewalTime(at, last_useful) if isinstance(at, datetime) else None


def read_renewal(typed: TypedRenewal, staff_ids: Collection[int]) -> tuple[int, str, date] | dict[str, str]:
    """Whose, what and until when; or what cannot be used, in words by field."""
    wrong: dict[str, str] = {}
    what = " ".join(typed.what.split())
    if typed.staff_id not in staff_ids:
        wrong["staff_id"] = "Choose whose it is."
    if not what or len(what) > LONGEST_WHAT:
        wrong["what"] = f"Write what ends, in 1 to {LONGEST_WHAT} letters, {_EXAMPLE}."
    due_on = read_day(typed.due_on)
    if due_on is None:
        wrong["due_on"] = f"Write the last day on which it is valid, {_DAY_EXAMPLE}."
    if wrong or typed.staff_id is None or due_on is None:
        return wrong
    return typed.staff_id, what, due_on


def read_day(typed: str) -> date | None:
    """A day as a form gives it; None for anything else, and for one of another century."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return None
    return day if EARLIEST <= day < LATEST else None


def key_of(rule_id: int, renewal_id: int, due_on: date, staff_id: int) -> str:
    """What makes a reminder unique: each rule tells each person once of each day something ends (E5)."""
    return f"renewal:{rule_id}:{renewal_id}:{due_on.isoformat()}:{staff_id}"


def told_by(key: str) -> tuple[int, int, date]:
    """Rule, renewal and day of a reminder's key."""
    _, rule_id, renewal_id, due_on, _ = key.split(":")
    return int(rule_id), int(renewal_id), date.fromisoformat(due_on)


def coming(times: Sequence[RenewalTime | None], since: datetime, until: datetime) -> list[RenewalTime]:
    """Those that go after ``since`` and by ``until``."""
    return [each for each in times if each is not None and since < each.at <= until]
