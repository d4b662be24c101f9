"""What one turn of the clock must look at: open times as stretches, rules as ranges of an index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, text

from app.actions.stretch_windows import FAR, Hours, Stretch, planned_range, stretches, windows_around
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import zone
from app.domain.timing import Anchor, Unit

OVERLAP = timedelta(minutes=10)
"""How far a turn looks back behind the last one: an import that committed late is still found."""

SIBLINGS = timedelta(days=2)
"""How far from a due moment that of another appointment of the same visit can lie, in any zone."""

_UNITS = {
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
    Unit.WEEKS: timedelta(weeks=1),
}

_PLACES = text("""
select
    p.id as practice_id, p.planned_until, p.created_at, l.id as location_id,
    coalesce(l.timezone, p.timezone) as zone, s.window_from, s.window_to, s.days,
    (select array_agg(h.day) from holiday h
     where h.practice_id = p.id and (h.location_id is null or h.location_id = l.id)) as holidays,
    exists (select from appointment a where a.practice_id = p.id and a.replan) as replan,
    (select coalesce(max(f.settle_minutes), 0) from feed_source f
      where f.practice_id = p.id) as settle_minutes
from practice p
join location l on l.practice_id = p.id
left join delivery_rules s on s.practice_id = p.id
where p.id = coalesce(:practice_id, p.id)
  and (not p.setting_up or p.id = :practice_id)
  and exists (select from rule r where r.practice_id = p.id and r.enabled_at is not null)
order by p.id, l.id
""")

_RULES = text("""
select practice_id, id, anchor, amount, unit
from rule
where enabled_at is not null and practice_id = coalesce(:practice_id, practice_id)
order by practice_id, id
""")


class Scan(NamedTuple):
    """The appointments a rule must be held against: those whose anchor lies in this range."""

    practice_id: int
    rule_id: int
    anchor: str
    since: datetime
    until: datetime


class Place(NamedTuple):
    """A location, which calendar it keeps, and its zone."""

    location_id: int
    calendar: int
    zone: str


@dataclass
class Turns:
    """The arrays of one planning. ``practice_ids`` are those with an automated message turned on."""

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


def read_turns(connection: Connection, now: datetime, practice_id: int | None) -> Turns:
    """The turn of every practice, or of one, from its last planning to ``now`` (UTC)."""
    turns = Turns()
    rules = _by_practice(connection.execute(_RULES, {"practice_id": practice_id}))
    for number, places in _by_practice(connection.execute(_PLACES, {"practice_id": practice_id})).items():
        turns.practice_ids.append(number)
        ranges = [_add_place(turns, place, now) for place in places]
        settle = timedelta(minutes=places[0].settle_minutes)
        turns.scans += [_scan(rule, ranges, settle) for rule in rules[number]]
    return turns


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


def _add_place(turns: Turns, place: Row[Any], now: datetime) -> _Range:
    hours = _hours(place)
    since = min(place.planned_until or place.created_at, now) - OVERLAP
    windows = windows_around(hours, since, now)
    first, last = planned_range(windows, since, now)
    # What asked to be looked at again may have been planned long ago.
    earliest = min(first, now - FAR) if place.replan else first
    key = (hours, earliest, last)
    if key not in turns.calendars:
        turns.calendars[key] = number = len(turns.calendars)
        found = stretches(windows, earliest - SIBLINGS, last + SIBLINGS)
        turns.stretches += [(number, *stretch) for stretch in found]
    turns.places.append(Place(place.location_id, turns.calendars[key], hours.zone))
    return _Range(first, last, hours.zone)


def _hours(place: Row[Any]) -> Hours:
    if place.window_from is None:
        usual = DeliveryRules()
        window = (usual.window_from, usual.window_to, usual.days)
    else:
        window = (place.window_from, place.window_to, frozenset(place.days))
    return Hours(*window, place.zone, frozenset(place.holidays or ()))


def _scan(rule: Row[Any], ranges: Sequence[_Range], settle: timedelta) -> Scan:
    spans = [_anchored(rule, each, settle) for each in ranges]
    first, last = min(since for since, _ in spans), max(until for _, until in spans)
    return Scan(rule.practice_id, rule.id, rule.anchor, first, last)


def _anchored(rule: Row[Any], planned: _Range, settle: timedelta) -> tuple[datetime, datetime]:
    """Where the anchor of a moment planned in this range can lie: start, booking, cancellation."""
    if rule.anchor == Anchor.CANCELLATION:
        return planned.since - settle, planned.until
    amount = rule.amount * _UNITS[Unit(rule.unit)]
    if rule.anchor != Anchor.START:
        amount = -amount
    slack = _clock_changes(planned, amount) if rule.unit in (Unit.DAYS, Unit.WEEKS) else timedelta(0)
    return planned.since + amount - slack, planned.until + amount + slack


def _clock_changes(planned: _Range, amount: timedelta) -> timedelta:
    """By how much the place's clock changes between the moments and their anchors, at most."""
    place = zone(planned.zone)
    first = min(planned.since, planned.since + amount) - timedelta(days=1)
    last = max(planned.until, planned.until + amount) + timedelta(days=1)
    days = (first + timedelta(days=number) for number in range((last - first).days + 2))
    offsets = [day.astimezone(place).utcoffset() or timedelta(0) for day in days]
    return max(offsets) - min(offsets)
