"""The days a report is about, by name or from one day to another (product K6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """Days counted from today in the practice's time zone. ``DAYS`` are two days that somebody gave."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    DAYS = "days"


PERIODS = {
    Period.TODAY: "Today",
    Period.YESTERDAY: "Yesterday",
    Period.WEEK: "Last 7 days",
    Period.THIS_MONTH: "This month",
    Period.LAST_MONTH: "Last month",
}
"""What staff read for those with a name."""

_A_WEEK = timedelta(days=6)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """``first`` and ``last`` are local days, both included; ``period`` is the name they were asked by."""

    period: Period
    first: date
    last: date


def days_of(word: str, first: date | None, last: date | None, today: date) -> Days:
    """The two days given, else those of a period's word, else this month.

    Days that are those of the word keep its name. Two days in the wrong order are turned round; of one day
    alone the report is about that day.
    """
    period = Period(word) if word in _NAMED else Period.THIS_MONTH
    named = _named(period, today)
    if not (first or last):
        return Days(period, *named)
    begin, end = sorted((first or last or today, last or first or today))
    return Days(period if word in _NAMED and (begin, end) == named else Period.DAYS, begin, end)


_NAMED = frozenset(Period) - {Period.DAYS}


def _named(period: Period, today: date) -> tuple[date, date]:
    month = today.replace(day=1)
    match period:
        case Period.YESTERDAY:
            return today - _A_DAY, today - _A_DAY
        case Period.WEEK:
            return today - _A_WEEK, today
        case Period.THIS_MONTH:
            return month, today
        case Period.LAST_MONTH:
            return (month - _A_DAY).replace(day=1), month - _A_DAY
        case _:
            return today, today
