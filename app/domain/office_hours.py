"""When somebody is at the practice to pick up the telephone: what a parent reads after the deadline (D6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_WEEKEND = (5, 6)
_LOOK_AHEAD = 21


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Opening hours on the wall clock of a place: Monday to Friday, without ``holidays``.

    ``visit_days`` are days on which somebody is expected for a visit: then the office is open,
    whatever the day of the week.
    """

    opens_at: time
    closes_at: time
    holidays: Collection[date] = ()
    visit_days: Collection[date] = ()

    def open_until(self, local: datetime) -> datetime | None:
        """When the office closes today, or None if it is closed at the naive wall-clock time ``local``."""
        if self._opens_on(local.date()) and self.opens_at <= local.time() < self.closes_at:
            return datetime.combine(local.date(), self.closes_at)
        return None

    def next_opening(self, local: datetime) -> datetime | None:
        """The next opening after ``local`` (naive), or None if the next three weeks have none."""
        for ahead in range(_LOOK_AHEAD):
            opening = datetime.combine(local.date() + timedelta(days=ahead), self.opens_at)
            if opening > local and self._opens_on(opening.date()):
                return opening
        return None

    def _opens_on(self, day: date) -> bool:
        if day in self.holidays:
            return False
        return day in self.visit_days or day.weekday() not in _WEEKEND
