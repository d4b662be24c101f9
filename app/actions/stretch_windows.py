"""A place's delivery times as stretches of time that SQL can join: all open or all closed.

The open times themselves are worked out by the rule book. So SQL never knows what a delivery window,
a holiday or a change of the clock is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.domain.delivery_policy import before_stop
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import zone
from app.domain.open_windows import ONE_DAY, ONE_MINUTE, Window, open_windows

FAR = timedelta(days=62)
"""How far around a moment an open window is looked for: further than any practice stays closed."""


class Hours(NamedTuple):
    """All that makes one place's delivery times differ from another's; ``stop_at`` is that of a channel."""

    window_from: time
    window_to: time
    days: frozenset[int]
    zone: str
    holidays: frozenset[date]
    stop_at: time | None = None


def hours_of(rules: DeliveryRules, zone_name: str, holidays: Collection[date]) -> Hours:
    """The delivery times in force at a place in this zone, with its closed days."""
    return Hours(rules.window_from, rules.window_to, rules.days, zone_name, frozenset(holidays))


class Stretch(NamedTuple):
    """A part of one UTC day. A closed one knows the next opening and the last open minute before it (D2)."""

    day: date
    since: datetime
    until: datetime
    open: bool
    next_open: datetime | None
    last_open: datetime | None


def windows_around(hours: Hours, since: datetime, now: datetime) -> Sequence[Window]:
    """The open times from well before ``since`` to well after ``now`` (UTC)."""
    return _windows_of_days(hours, (since - 2 * FAR).date(), (now + 2 * FAR).date())


@lru_cache(maxsize=512)
def _windows_of_days(hours: Hours, first: date, last: date) -> Sequence[Window]:
    rules = DeliveryRules(window_from=hours.window_from, window_to=hours.window_to, days=hours.days)
    windows = open_windows(rules, zone(hours.zone), hours.holidays, first, last)
    return windows if hours.stop_at is None else before_stop(windows, hours.stop_at, zone(hours.zone))


def planned_range(windows: Sequence[Window], since: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Every planned moment that leads to sending between ``since`` and ``now`` lies in this range.

    What was planned for a closed time goes at the next opening or a minute before the last closing,
    so a range that touches a closed time takes in all of it.
    """
    open_at_first = any(window.opens_at <= since < window.closes_at for window in windows)
    open_at_last = any(window.opens_at <= now < window.closes_at - ONE_MINUTE for window in windows)
    closings = (window.closes_at for window in windows if window.closes_at <= since)
    openings = (window.opens_at for window in windows if window.opens_at > now)
    return (
        since if open_at_first else max(closings, default=since - FAR),
        now if open_at_last else min(openings, default=now + FAR),
    )


def stretches(windows: Sequence[Window], first: datetime, last: datetime) -> Iterator[Stretch]:
    """The open and closed stretches that touch ``first`` to ``last`` (UTC), cut at midnight UTC."""
    edge, last_open = first - ONE_DAY, None
    for window in windows:
        yield from _cut(
            Stretch(first.date(), edge, window.opens_at, False, window.opens_at, last_open), first, last
        )
        yield from _cut(
            Stretch(first.date(), window.opens_at, window.closes_at, True, None, None), first, last
        )
        edge, last_open = window.closes_at, max(window.closes_at - ONE_MINUTE, window.opens_at)
    yield from _cut(Stretch(first.date(), edge, last + ONE_DAY, False, None, last_open), first, last)


def _cut(whole: Stretch, first: datetime, last: datetime) -> Iterator[Stretch]:
    since, until = max(whole.since, first), min(whole.until, last + ONE_DAY)
    while since < until:
        midnight = datetime.combine(since.date() + ONE_DAY, time(), UTC)
        yield whole._replace(day=since.date(), since=since, until=min(until, midnight))
        since = midnight
