"""Days on which somebody is at the practice to do what waits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

_WEEKEND = (5, 6)


def working_days_since(first: date, last: date, holidays: Collection[date]) -> int:
    """How many days after ``first``, up to and with ``last``, are no weekend and no holiday."""
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(day.weekday() not in _WEEKEND and day not in holidays for day in days)
