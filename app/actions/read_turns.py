"""What one turn of the clock must look at: open times as stretches, rules as ranges of an index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

from app.actions.plan_rules import PlannedRule, signed_span
from app.actions.stretch_windows import (
    FAR,
    Hours,
    Stretch,
    hours_of,
    planned_range,
    stretches,
    windows_around,
)
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import zone
from app.domain.open_windows import delivery_times
from app.domain.timing import Anchor, Timing
from app.models.facts import hours_facts

OVERLAP = timedelta(minutes=10)
"""How far a turn looks back behind the last one: an import that committed late is still found."""

SIBLINGS = timedelta(days=3)
"""How far from a due moment that of another appointment of the same visit can lie, in any zone."""

_PLACES = text("""
select
    p.id as practice_id, p.planned_until, p.created_at, l.id as location_id,
    coalesce(l.timezone, p.timezone) as zone, s.window_from, s.window_to, s.days,
    l.window_from as own_from, l.window_to as own_to, l.days as own_days,
    (select array_agg(h.day) from holiday h
     where h.practice_id = p.id and (h.location_id is null or h.location_id = l.id)) as holidays,
    exists (select from appointment a where a.practice_id = p.id and a.replan) as replan,
    (select coalesce(max(f.settle_minutes), 0) from feed_source f
      where f.practice_id = p.id) as settle_minutes
from practice p
join location l on l.practice_id = p.id
left join delivery_rules s on s.practice_id = p.id
where p.id = any (:practice_ids) and (not p.setting_up or p.id = :practice_id)
order by p.id, l.id
""")


class Scan(NamedTuple):
    """The appointments a rule must be held against: those whose anchor lies in this range."""

    practice_id: int
    rule_id: int
    anchor: str
    since: datetime
    until: datetime


class Place(NamedTuple):
    """A location, which calendar it keeps, and its zone.

    ``rule_id`` names a rule with delivery times of its own; 0 is for all others.
    """

    location_id: int
    rule_id: int
    calendar: int
    zone: str


@dataclass
class Turns:
    """The arrays of one planning. ``practice_ids`` are those with a rule to plan."""

    practice_ids: list[int] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    calendars: dict[tuple[Any, ...], int] = field(default_factory=dict)
    stretches: list[tuple[Any, ...]] = field(default_factory=list)

    def parameters(self) -> dict[str, Any]:
        """The arrays, named as the statements in ``sql/`` take them."""
        return {
            "practice_ids": self.practice_ids,
            **_columns("scan", Scan._fields, self.scans),
            **_columns("place", Place._fields, self.places),
            **_columns("stretch", ("calendar", *Stretch._fields), self.stretches),
        }


def read_turns(
    connection: Connection, rules: Sequence[PlannedRule], until: datetime, practice_id: int | None
) -> Turns:
    """What to look at for these rules, from each practice's last planning to ``until`` (UTC)."""
    turns = Turns()
    of_practice: dict[int, list[PlannedRule]] = defaultdict(list)
    for rule in rules:
        of_practice[rule.practice_id].append(rule)
    asked = {"practice_ids": list(of_practice), "practice_id": practice_id}
    for number, places in _by_practice(connection.execute(_PLACES, asked)).items():
        turns.practice_ids.append(number)
        _add_practice(turns, of_practice[number], places, until)
    return turns


def _add_practice(
    turns: Turns, rules: Sequence[PlannedRule], places: Sequence[Row[Any]], until: datetime
) -> None:
    settle = timedelta(minutes=places[0].settle_minutes)
    usual = [_add_place(turns, place, None, until) for place in places]
    for rule in rules:
        own = [_add_place(turns, place, rule, until) for place in places] if rule.rule.hours else usual
        turns.scans.append(_scan(rule, own, settle))


def _columns(prefix: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {f"{prefix}_{name}": [row[index] for row in rows] for index, name in enumerate(names)}


def _by_practice(rows: Iterable[Row[Any]]) -> Mapping[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.practice_id].append(row)
    return found


class _Range(NamedTuple):
    """Planned moments that matter at one place."""

    since: datetime
    until: datetime
    zone: str


def _add_place(turns: Turns, place: Row[Any], rule: PlannedRule | None, until: datetime) -> _Range:
    hours = _hours(place, rule)
    since = min(place.planned_until or place.created_at, until) - OVERLAP
    windows = windows_around(hours, since, until)
    first, last = planned_range(windows, since, until)
    # What asked to be looked at again may have been planned long ago.
    earliest = min(first, since - FAR) if place.replan else first
    key = (hours, earliest, last)
    if key not in turns.calendars:
        turns.calendars[key] = number = len(turns.calendars)
        found = stretches(windows, earliest - SIBLINGS, last + SIBLINGS)
        turns.stretches += [(number, *stretch) for stretch in found]
    turns.places.append(Place(place.location_id, rule.id if rule else 0, turns.calendars[key], hours.zone))
    return _Range(first, last, hours.zone)


def _hours(place: Row[Any], rule: PlannedRule | None) -> Hours:
    usual = DeliveryRules()
    if place.window_from is not None:
        usual = DeliveryRules(
            window_from=place.window_from, window_to=place.window_to, days=frozenset(place.days)
        )
    own = hours_facts(place.own_from, place.own_to, place.own_days)
    times = delivery_times(usual, own, rule.rule.hours if rule else None)
    return hours_of(times, place.zone, place.holidays or ())


def _scan(rule: PlannedRule, ranges: Sequence[_Range], settle: timedelta) -> Scan:
    timing = rule.rule.timing
    spans = [_anchored(timing, each, settle) for each in ranges]
    first, last = min(since for since, _ in spans), max(until for _, until in spans)
    return Scan(rule.practice_id, rule.id, timing.anchor, first, last)


def _anchored(timing: Timing, planned: _Range, settle: timedelta) -> tuple[datetime, datetime]:
    """Where the anchor of a moment planned in this range can lie: start, end, booking, cancellation."""
    if timing.anchor is Anchor.CANCELLATION:
        return planned.since - settle, planned.until
    minutes, days = signed_span(timing)
    back = -timedelta(minutes=minutes, days=days or 0)
    slack = _clock_changes(planned, back) if days else timedelta(0)
    return planned.since + back - slack, planned.until + back + slack


def _clock_changes(planned: _Range, amount: timedelta) -> timedelta:
    """By how much the place's clock changes between the moments and their anchors, at most."""
    place = zone(planned.zone)
    first = min(planned.since, planned.since + amount) - timedelta(days=1)
    last = max(planned.until, planned.until + amount) + timedelta(days=1)
    days = (first + timedelta(days=number) for number in range((last - first).days + 2))
    offsets = [day.astimezone(place).utcoffset() or timedelta(0) for day in days]
    return max(offsets) - min(offsets)
