"""Messages on a date, birthday greetings and recalls: for whom and when (product K5, E2, D2, E6).

For one child this says what the tick's SQL says for all at once; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.domain.appointments import Lifecycle
from app.domain.birthdays import OLDEST, age_on, birthday_in, born_on_this_day
from app.domain.local_time import day_begins, instant
from app.domain.open_windows import Window, send_moment
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.timing import RuleType
from app.domain.well_visits import (
    CHECK_UPS,
    add_months,
    born_for,
    counts_from,
    due_day,
    is_well_visit,
    latest_check_up,
)

USEFUL_FOR = timedelta(hours=48)
INACTIVE_AFTER_MONTHS = 24
"""A family not seen for so long, and with no visit to come, has most likely left the practice."""

STOOD = frozenset({Lifecycle.SCHEDULED, Lifecycle.ARRIVED, Lifecycle.COMPLETED, Lifecycle.NO_SHOW})
"""Appointments that say where a child belongs, and that it still does."""

COUNTED = frozenset({Lifecycle.SCHEDULED, Lifecycle.ARRIVED, Lifecycle.COMPLETED})
"""Appointments that settle a check-up: booked, or had."""


class Greeting(NamedTuple):
    """What one message is about: the birthday, or the day a check-up was due; recalls count their tries."""

    occasion_on: date
    try_number: int


@dataclass(frozen=True, slots=True)
class GreetingTime:
    """When the message of one day goes. ``nominal``, ``send_at`` and ``last_useful`` are UTC.

    ``refusal`` says why it finds no time to go; then ``send_at`` is the moment at which that is known.
    """

    nominal: datetime
    send_at: datetime
    last_useful: datetime
    refusal: Reason | None


@dataclass(frozen=True, slots=True)
class KnownVisit:
    """What greetings ask of an appointment; ``starts_at`` is UTC."""

    id: int
    starts_at: datetime
    lifecycle: Lifecycle
    visit_type: str
    location_id: int
    provider_id: int | None


def last_visit(visits: Iterable[KnownVisit]) -> KnownVisit | None:
    """The latest appointment, coming ones included: its place is the child's place."""
    stood = (each for each in visits if each.lifecycle in STOOD)
    return max(stood, key=lambda each: (each.starts_at, each.id), default=None)


def greeting_on(rule: Rule, birth_date: date, day: date) -> Greeting | None:
    """What the rule has to say to a child on the local ``day``, if anything."""
    youngest = max(rule.age_from or 0, 1 if rule.type is RuleType.BIRTHDAY else 0)
    oldest = OLDEST if rule.age_to is None else rule.age_to
    if not youngest <= age_on(birth_date, day) <= oldest:
        return None
    if rule.type is RuleType.BIRTHDAY:
        return Greeting(day, 1) if birthday_in(birth_date, day.year) == day else None
    return _recall_on(rule, birth_date, day)


def _recall_on(rule: Rule, birth_date: date, day: date) -> Greeting | None:
    check_up = latest_check_up(birth_date, day)
    if check_up is None:
        return None
    due = due_day(birth_date, check_up)
    tries_before, between = divmod((day - due).days, rule.try_every_days or 1)
    return Greeting(due, tries_before + 1) if between == 0 and tries_before < (rule.tries or 0) else None


@lru_cache(maxsize=256)
def born_to_hear(rule: Rule, day: date) -> Mapping[date, Greeting]:
    """The birth dates to which the rule has something to say on ``day``, and what."""
    found = {}
    for birth_date in set(_may_hear(rule, day)):
        greeting = greeting_on(rule, birth_date, day)
        if greeting:
            found[birth_date] = greeting
    return found


def _may_hear(rule: Rule, day: date) -> Iterable[date]:
    if rule.type is RuleType.BIRTHDAY:
        return born_on_this_day(day, rule.age_from or 1, OLDEST if rule.age_to is None else rule.age_to)
    every, tries = rule.try_every_days or 1, rule.tries or 0
    due_days = [day - timedelta(days=every * tried) for tried in range(tries)]
    return (born for due in due_days for check_up in CHECK_UPS for born in born_for(check_up, due))


def greeting_time(rule: Rule, day: date, place: ZoneInfo, windows: Sequence[Window]) -> GreetingTime | None:
    """When the rule's message of the local ``day`` goes; None if the rule was not on by then (E6).

    ``windows`` are the open times of the place, in which it waits at most until it is no longer useful.
    """
    nominal = instant(datetime.combine(day, rule.at_time or time()), place)
    if rule.enabled_at is None or nominal <= rule.enabled_at:
        return None
    own = rule.last_useful_minutes
    last_useful = nominal + (USEFUL_FOR if own is None else timedelta(minutes=own))
    send_at = send_moment(nominal, rule.enabled_at, last_useful, windows)
    if isinstance(send_at, Reason):
        return GreetingTime(nominal, nominal, last_useful, send_at)
    return GreetingTime(nominal, send_at, last_useful, None)


def seen_since(day: date, place: ZoneInfo) -> datetime:
    """A child without an appointment from this instant on is inactive on ``day``."""
    return day_begins(add_months(day, -INACTIVE_AFTER_MONTHS), place)


def counted_since(rule: Rule, birth_date: date, day: date, place: ZoneInfo) -> datetime | None:
    """A well visit from this instant on settles the check-up that a recall asks for on ``day``."""
    check_up = latest_check_up(birth_date, day) if rule.type is RuleType.RECALL else None
    if check_up is None:
        return None
    return day_begins(counts_from(birth_date, check_up), place)


def greeting_refusal(
    rule: Rule,
    birth_date: date,
    day: date,
    place: ZoneInfo,
    visits: Sequence[KnownVisit],
    marked: Collection[str],
) -> Reason | None:
    """Why a child's visits speak against the message of ``day``; ``None`` if they do not.

    ``marked`` are the practice's well visit types, see ``is_well_visit``.
    """
    last = last_visit(visits)
    if last is None or last.starts_at < seen_since(day, place):
        return Reason.INACTIVE
    if rule.location_ids and last.location_id not in rule.location_ids:
        return Reason.LOCATION_NOT_CHOSEN
    if rule.provider_ids and last.provider_id not in rule.provider_ids:
        return Reason.PROVIDER_NOT_CHOSEN
    since = counted_since(rule, birth_date, day, place)
    return Reason.CHECK_UP_BOOKED if since and _has_well_visit(visits, since, marked) else None


def _has_well_visit(visits: Iterable[KnownVisit], since: datetime, marked: Collection[str]) -> bool:
    return any(
        each.lifecycle in COUNTED and each.starts_at >= since and is_well_visit(each.visit_type, marked)
        for each in visits
    )
