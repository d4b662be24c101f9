"""The days of a report."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.report_periods import Days, Period, days_of

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("today", date(2026, 3, 1), date(2026, 3, 1)),
        ("yesterday", date(2026, 2, 28), date(2026, 2, 28)),
        ("week", date(2026, 2, 23), date(2026, 3, 1)),
        ("this_month", date(2026, 3, 1), date(2026, 3, 1)),
        ("last_month", date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_named_period_is_counted_from_today(word: str, first: date, last: date) -> None:
    assert days_of(word, None, None, TODAY) == Days(Period(word), first, last)


def test_the_month_before_january_is_december() -> None:
    found = days_of("last_month", None, None, date(2027, 1, 31))
    assert (found.first, found.last) == (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize("word", ["", "days", "next week", "last_month"])
def test_two_days_are_taken_in_either_order(word: str) -> None:
    asked = days_of(word, date(2026, 2, 10), date(2026, 2, 3), TODAY)
    assert asked == Days(Period.DAYS, date(2026, 2, 3), date(2026, 2, 10))


def test_days_that_are_those_of_the_word_keep_its_name() -> None:
    asked = days_of("last_month", date(2026, 2, 1), date(2026, 2, 28), TODAY)
    assert asked.period is Period.LAST_MONTH


def test_one_day_alone_is_that_day() -> None:
    assert days_of("", date(2026, 2, 3), None, TODAY).last == date(2026, 2, 3)
    assert days_of("", None, date(2026, 2, 3), TODAY).first == date(2026, 2, 3)


def test_nothing_asked_is_this_month() -> None:
    assert days_of("", None, None, date(2026, 3, 9)) == Days(
        Period.THIS_MONTH, date(2026, 3, 1), date(2026, 3, 9)
    )
