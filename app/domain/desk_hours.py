"""When somebody of a department is there to look at a notice, and when it is looked after (product J2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import local_day
from app.domain.open_windows import Window, next_open, open_windows

LOOK_WITHIN = timedelta(minutes=15)
"""So much office time a notice may wait until the second address hears of it."""

TELL_WITHIN = timedelta(hours=24)
"""After so much office time, three days of eight hours, it is old news: nobody is told of it any more.

It matters after a long outage or an upgrade, when many old notices are found at once.
"""


@dataclass(frozen=True, slots=True)
class DeskHours:
    """Opening hours on the wall clock of ``place``; ``days`` are 0 Monday to 6 Sunday, without ``holidays``.

    Without a day it is never open. On the nights on which the clocks change, office time is what really
    passes, not what the clock says.
    """

    opens_at: time
    closes_at: time
    days: Collection[int]
    holidays: Collection[date]
    place: ZoneInfo

    def is_open(self, at: datetime) -> bool:
        """Is somebody there at ``at`` (UTC)? The opening minute counts, the closing one does not."""
        return next_open(at, self._between(at, at)) == at

    def time_open(self, since: datetime, until: datetime) -> timedelta:
        """How much office time passed between two instants (UTC); none if ``until`` is the earlier one."""
        parts = (
            min(window.closes_at, until) - max(window.opens_at, since)
            for window in self._between(since, until)
        )
        return sum((part for part in parts if part > timedelta()), timedelta())

    def _between(self, since: datetime, until: datetime) -> list[Window]:
        if not self.days:
            return []
        hours = DeliveryRules(window_from=self.opens_at, window_to=self.closes_at, days=frozenset(self.days))
        first, last = local_day(since, self.place), local_day(until, self.place)
        return open_windows(hours, self.place, self.holidays, first, last)


def goes_to_second(hours: DeskHours, since: datetime, now: datetime) -> bool:
    """Has a notice that nobody looked at since ``since`` waited long enough for the second address (J2)?"""
    return LOOK_WITHIN <= hours.time_open(since, now) < TELL_WITHIN


def goes_to_digest(hours: DeskHours, since: datetime, now: datetime) -> bool:
    """Did it come while nobody was there, and has the office opened since, not too long ago (J2)?"""
    return not hours.is_open(since) and hours.is_open(now) and hours.time_open(since, now) < TELL_WITHIN
