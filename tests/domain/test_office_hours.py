"""A parent who is too late to cancel is told truthfully whether somebody picks up the telephone."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from app.domain.office_hours import OfficeHours

HOURS = OfficeHours(time(8), time(17), holidays=frozenset({date(2026, 11, 26)}))
TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"), [(7, 59, False), (8, 0, True), (16, 59, True), (17, 0, False)]
)
def test_opening_counts_and_closing_does_not(hour: int, minute: int, is_open: bool) -> None:
    assert HOURS.open_until(at(TUESDAY, hour, minute)) == (at(TUESDAY, 17) if is_open else None)


def test_before_opening_it_opens_today() -> None:
    assert HOURS.next_opening(at(TUESDAY, 6)) == at(TUESDAY, 8)


def test_in_the_evening_it_opens_tomorrow() -> None:
    assert HOURS.next_opening(at(TUESDAY, 18)) == at(date(2026, 11, 25), 8)


def test_a_holiday_is_skipped() -> None:
    assert HOURS.open_until(at(date(2026, 11, 26), 10)) is None
    assert HOURS.next_opening(at(date(2026, 11, 25), 18)) == at(date(2026, 11, 27), 8)


def test_the_weekend_is_closed() -> None:
    assert HOURS.open_until(at(SATURDAY, 10)) is None
    assert HOURS.next_opening(at(date(2026, 11, 27), 18)) == at(date(2026, 11, 30), 8)


def test_a_saturday_with_a_visit_is_open() -> None:
    hours = OfficeHours(time(8), time(12), visit_days=(SATURDAY,))
    assert hours.open_until(at(SATURDAY, 10)) == at(SATURDAY, 12)


def test_a_holiday_stays_closed_although_a_visit_is_on_the_schedule() -> None:
    hours = OfficeHours(time(8), time(17), holidays=(TUESDAY,), visit_days=(TUESDAY,))
    assert hours.open_until(at(TUESDAY, 10)) is None


def test_a_practice_closed_for_weeks_promises_no_opening() -> None:
    closed = [date.fromordinal(TUESDAY.toordinal() + ahead) for ahead in range(30)]
    assert OfficeHours(time(8), time(17), holidays=closed).next_opening(at(TUESDAY, 10)) is None
