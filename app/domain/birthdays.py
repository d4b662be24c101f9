"""Birthdays and ages in whole years (product K5, E3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

FEBRUARY, LEAP_DAY = 2, 29
OLDEST = 120
"""Whole years beyond which nobody is looked for."""


def is_leap(year: int) -> bool:
    """Whether the year has a February 29."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def birthday_in(birth_date: date, year: int) -> date:
    """The day of ``year`` on which it is celebrated: February 29 is the 28th in other years."""
    if (birth_date.month, birth_date.day) == (FEBRUARY, LEAP_DAY) and not is_leap(year):
        return date(year, FEBRUARY, LEAP_DAY - 1)
    return birth_date.replace(year=year)


def age_on(birth_date: date, day: date) -> int:
    """Whole years on ``day``; negative before the birth."""
    years = day.year - birth_date.year
    return years if day >= birthday_in(birth_date, day.year) else years - 1


def born_on_this_day(day: date, youngest: int, oldest: int) -> Iterator[date]:
    """The birth dates of those who turn ``youngest`` to ``oldest`` on ``day``, both included."""
    for age in range(max(youngest, 1), min(oldest, OLDEST) + 1):
        year = day.year - age
        if year < 1:
            return
        if (day.month, day.day) != (FEBRUARY, LEAP_DAY) or is_leap(year):
            yield day.replace(year=year)
        leap_day = date(year, FEBRUARY, LEAP_DAY) if is_leap(year) else None
        if leap_day and leap_day != day.replace(year=year) and birthday_in(leap_day, day.year) == day:
            yield leap_day
