"""Dates and clock times as schedules write them (product B2): M/D or D/M, 12 or 24 hours.

Nothing is guessed from a single cell. The order of day and month, and what an hour without AM or PM
means, are settled once for a whole file, from evidence in it or from what staff chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum


class DateOrder(StrEnum):
    """How a date like 03/04/2026 is read."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


class Clock(StrEnum):
    """How a time without AM or PM is read. OFFICE: 7 to 11 is morning, 12 to 6 is afternoon."""

    HOURS_24 = "24"
    OFFICE = "office"


_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = ("%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%y")
_TIME = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE
)
_TIME_RUN = re.compile(r"(\d{2})(\d{2})(\d{2})?")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_WITH_TIME = re.compile(r"(.*?\d)(?:T|,?\s+)(\d{1,2}(?:[:.]\d|\s*[ap]\.?m).*)", re.IGNORECASE)
_RUNS = re.compile(r"(\d{8})\s*(\d{4}|\d{6})")
_EARLIEST_OFFICE_HOUR = 7


def date_order(cells: Iterable[str]) -> DateOrder | None:
    """What the numbers above 12 say; None when there are none or they say both equally often."""
    votes = {DateOrder.MONTH_FIRST: 0, DateOrder.DAY_FIRST: 0}
    for cell in cells:
        found = _SLASHED.match(cell.strip())
        if found:
            votes[DateOrder.DAY_FIRST] += int(found[1]) > 12
            votes[DateOrder.MONTH_FIRST] += int(found[2]) > 12
    first, day = votes[DateOrder.MONTH_FIRST], votes[DateOrder.DAY_FIRST]
    if first == day:
        return None
    return DateOrder.MONTH_FIRST if first > day else DateOrder.DAY_FIRST


def order_matters(cells: Iterable[str]) -> bool:
    """Is there a date that reads differently in the two orders?"""
    dates = (_SLASHED.match(cell.strip()) for cell in cells)
    return any(found and found[1] != found[2] for found in dates)


def read_date(cell: str, order: DateOrder, pivot: int) -> date | None:
    """The date, or None. A year of two digits above ``pivot`` belongs to the last century."""
    cell = _WEEKDAY.sub("", cell.strip())
    run = _ISO.fullmatch(cell) or _RUN.fullmatch(cell)
    if run:
        return _date(int(run[1]), int(run[2]), int(run[3]))
    slashed = _SLASHED.fullmatch(cell)
    if slashed:
        first, second, year = int(slashed[1]), int(slashed[2]), _year(slashed[3], pivot)
        return _date(year, second, first) if order is DateOrder.DAY_FIRST else _date(year, first, second)
    return _named_date(cell.replace(",", " ").replace(".", " "))


def _named_date(cell: str) -> date | None:
    cell = " ".join(cell.split())
    for pattern in _NAMED:
        try:
            # Only the calendar day is kept; no zone is involved.
            found = datetime.strptime(cell, pattern)  # noqa: DTZ007
        except ValueError:
            continue
        return _date(found.year, found.month, found.day)
    return None


def _year(digits: str, pivot: int) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (1900 if year > pivot else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def clock_of(cells: Iterable[str]) -> Clock | None:
    """How to read the hours of these times; None when they could be either.

    Hours from 1 to 6 without AM or PM, in a file that never goes past 12, may be afternoons.
    """
    hours = [hour for cell in cells if (hour := _bare_hour(cell)) is not None]
    if any(hour > 12 or hour == 0 for hour in hours):
        return Clock.HOURS_24
    return None if any(hour < _EARLIEST_OFFICE_HOUR for hour in hours) else Clock.HOURS_24


def _bare_hour(cell: str) -> int | None:
    """The hour of a time without AM or PM, and not written with a leading zero as 24-hour clocks are."""
    parts = _time_parts(cell)
    if parts is None or parts[1] or cell.strip().startswith("0"):
        return None if parts is None or parts[1] else 0
    return parts[0].hour


def read_time(cell: str, clock: Clock) -> time | None:
    """The clock time, or None."""
    parts = _time_parts(cell)
    if parts is None:
        return None
    found, marked = parts
    if clock is Clock.OFFICE and not marked and 1 <= found.hour < _EARLIEST_OFFICE_HOUR:
        return found.replace(hour=found.hour + 12)
    return found


def _time_parts(cell: str) -> tuple[time, bool] | None:
    """The time as written, and whether AM or PM was said."""
    cell = cell.strip()
    run = _TIME_RUN.fullmatch(cell)
    found = run or _TIME.fullmatch(cell)
    if found is None:
        return None
    half = "" if run else (found[4] or "").lower()
    if not half and not found[2]:
        return None
    hour = int(found[1])
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0)), bool(half)
    except ValueError:
        return None


def split_day_and_time(cell: str) -> tuple[str, str]:
    """A cell with both, like "10/4/2019 16:00" or "2026-11-23T09:20:00-05:00". The time may be empty."""
    cell = _WEEKDAY.sub("", cell.strip())
    found = _WITH_TIME.fullmatch(cell) or _RUNS.fullmatch(cell)
    return (found[1], found[2]) if found else (cell, "")
