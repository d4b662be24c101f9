"""What one turn of the clock must look for: which birth dates have an occasion, and when its message goes.

All that is odd about days, leap years, delivery times and changes of the clock is settled here by the
rule book, so SQL only has to find the children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, text

from app.actions.plan_rules import PlannedRule, practice_ids
from app.actions.read_turns import OVERLAP
from app.actions.stretch_windows import Hours, hours_of, planned_range, windows_around
from app.domain.delivery_rules import DeliveryRules
from app.domain.greetings import (
    USEFUL_FOR,
    Greeting,
    GreetingTime,
    born_to_hear,
    counted_since,
    greeting_time,
    seen_since,
)
from app.domain.local_time import local_day, zone
from app.domain.rules import Rule

_PLACES = text("""
select
    p.id as practice_id, coalesce(p.planned_until, p.created_at) as planned_until, l.id as location_id,
    coalesce(l.timezone, p.timezone) as zone, coalesce(l.window_from, s.window_from) as window_from,
    coalesce(l.window_to, s.window_to) as window_to, coalesce(l.days, s.days) as days,
    (select array_agg(h.day) from holiday h
     where h.practice_id = p.id and (h.location_id is null or h.location_id = l.id)) as holidays
from practice p
join location l on l.practice_id = p.id
left join delivery_rules s on s.practice_id = p.id
where p.id = any (:practice_ids)
order by p.id, l.id
""")


class Looked(NamedTuple):
    """Children with this birth date have an occasion, told at this moment. See ``sql/greetings_due.sql``."""

    practice_id: int
    rule_id: int
    calendar: int
    birth_date: date
    occasion_on: date
    try_number: int
    seen_since: datetime
    counted_since: datetime | None
    nominal: datetime
    send_at: datetime
    last_useful: datetime
    refusal: str | None


class Place(NamedTuple):
    """A location, and the calendar it keeps for a rule."""

    rule_id: int
    location_id: int
    calendar: int


@dataclass
class Occasions:
    """The arrays of one planning of greetings."""

    practice_ids: list[int]
    looked: list[Looked] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def parameters(self) -> dict[str, Any]:
        """The arrays, named as the statements in ``sql/`` take them."""
        return {
            "practice_ids": self.practice_ids,
            **_columns("greeting", Looked._fields, self.looked),
            **_columns("place", Place._fields, self.places),
        }


def read_greetings(
    connection: Connection, rules: Sequence[PlannedRule], now: datetime, until: datetime
) -> Occasions:
    """The occasions whose messages go by ``until`` (UTC); ``rules`` are those on a date.

    It looks back to the last planning, and always as far as a message stays useful: whoever came in late,
    or opened a delivery time that was closed, is still told.
    """
    found = Occasions(practice_ids(rules))
    rows = connection.execute(_PLACES, {"practice_ids": found.practice_ids})
    for (practice_id, hours, since), places in _calendars(rows, now).items():
        for planned in rules:
            if planned.practice_id == practice_id:
                _add(found, planned, hours, places, since, until)
    return found


def _columns(prefix: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {f"{prefix}_{name}": [row[index] for row in rows] for index, name in enumerate(names)}


def _calendars(rows: Iterable[Row[Any]], now: datetime) -> Mapping[tuple[int, Hours, datetime], list[int]]:
    """Locations that keep the same hours are looked at together."""
    found: dict[tuple[int, Hours, datetime], list[int]] = defaultdict(list)
    for row in rows:
        since = min(row.planned_until, now) - OVERLAP
        found[row.practice_id, _hours(row), min(since, now - USEFUL_FOR)].append(row.location_id)
    return found


def _hours(place: Row[Any]) -> Hours:
    usual = DeliveryRules()
    if place.window_from is not None:
        usual = DeliveryRules(place.window_from, place.window_to, frozenset(place.days))
    return hours_of(usual, place.zone, place.holidays or ())


def _add(
    found: Occasions,
    planned: PlannedRule,
    usual: Hours,
    location_ids: Sequence[int],
    since: datetime,
    until: datetime,
) -> None:
    hours = _own_hours(planned.rule, usual)
    calendar = len(found.places)
    looked = [
        each
        for day, when in _days(planned.rule, hours, since, until)
        for each in _looked(planned, calendar, zone(hours.zone), day, when)
    ]
    if looked:
        found.looked += looked
        found.places += [Place(planned.id, location_id, calendar) for location_id in location_ids]


def _own_hours(rule: Rule, usual: Hours) -> Hours:
    own = rule.hours
    if own is None:
        return usual
    return usual._replace(window_from=own.window_from, window_to=own.window_to, days=own.days)


def _days(rule: Rule, hours: Hours, since: datetime, until: datetime) -> Iterator[tuple[date, GreetingTime]]:
    """The local days whose messages go between ``since`` and ``until``."""
    windows, place = windows_around(hours, since, until), zone(hours.zone)
    first, last = (local_day(at, place) for at in planned_range(windows, since, until))
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        when = greeting_time(rule, day, place, windows)
        if when and since <= when.send_at <= until:
            yield day, when


def _looked(
    planned: PlannedRule, calendar: int, place: ZoneInfo, day: date, when: GreetingTime
) -> Iterator[Looked]:
    seen = seen_since(day, place)
    for birth_date, greeting, counted in _heard(planned.rule, day, place):
        yield Looked(
            planned.practice_id, planned.id, calendar, birth_date, greeting.occasion_on, greeting.try_number,
            seen, counted, when.nominal, when.send_at, when.last_useful, when.refusal,
        )  # fmt: skip


@lru_cache(maxsize=256)
def _heard(rule: Rule, day: date, place: ZoneInfo) -> tuple[tuple[date, Greeting, datetime | None], ...]:
    """Kept, since every turn of the clock asks for the same days: birth date, what is said, counted since."""
    return tuple(
        (birth_date, greeting, counted_since(rule, birth_date, day, place))
        for birth_date, greeting in born_to_hear(rule, day).items()
    )
