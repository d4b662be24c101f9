from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.well_visits import (
    CHECK_UPS,
    CheckUp,
    add_months,
    born_for,
    check_up_before,
    counts_from,
    due_day,
    is_well_visit,
    latest_check_up,
)
from tests.domain.families import many_examples

_births = st.dates(date(2000, 1, 1), date(2026, 12, 31))


def _named(key: str) -> CheckUp:
    return next(each for each in CHECK_UPS if each.key == key)


def test_the_table_is_the_one_of_the_practice() -> None:
    assert [each.words.en for each in CHECK_UPS][:14] == [
        "newborn", "3 to 5 days", "1 month", "2 months", "4 months", "6 months", "9 months", "12 months",
        "15 months", "18 months", "24 months", "30 months", "3 years", "4 years",
    ]  # fmt: skip
    assert CHECK_UPS[-1].words.en == "21 years"
    assert CHECK_UPS[2].words.es == "1 mes"
    assert len(CHECK_UPS) == 31


@pytest.mark.parametrize(
    ("key", "due"),
    [
        ("newborn", date(2024, 1, 31)),
        ("3d", date(2024, 2, 2)),
        ("1m", date(2024, 2, 29)),
        ("2m", date(2024, 3, 30)),
        ("4y", date(2028, 1, 30)),
    ],
)
def test_a_check_up_is_due_at_its_age(key: str, due: date) -> None:
    assert due_day(date(2024, 1, 30), _named(key)) == due


def test_a_leap_day_child_is_due_on_the_28th() -> None:
    assert due_day(date(2024, 2, 29), _named("12m")) == date(2025, 2, 28)


def test_a_visit_counts_from_half_way_since_the_check_up_before() -> None:
    born = date(2025, 1, 1)
    assert counts_from(born, _named("newborn")) == born
    assert check_up_before(_named("newborn")) is None
    assert check_up_before(_named("12m")) == _named("9m")
    # 9 months is October 1, 12 months January 1: 92 days apart.
    assert counts_from(born, _named("12m")) == date(2025, 11, 16)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2025, 1, 1), None),
        (date(2025, 1, 2), "newborn"),
        (date(2025, 1, 4), "3d"),
        (date(2025, 12, 31), "9m"),
        (date(2026, 1, 1), "12m"),
        (date(2028, 1, 1), "3y"),
        (date(2046, 12, 31), "21y"),
        (date(2047, 1, 1), None),
    ],
)
def test_the_latest_check_up_reached(day: date, key: str | None) -> None:
    found = latest_check_up(date(2025, 1, 1), day)
    assert (found.key if found else None) == key


@many_examples
@given(birth=_births, check_up=st.sampled_from(CHECK_UPS))
def test_the_birth_dates_found_for_a_day_are_those_due_on_it(birth: date, check_up: CheckUp) -> None:
    due = due_day(birth, check_up)
    assert birth in set(born_for(check_up, due))
    assert birth not in set(born_for(check_up, due + timedelta(days=1)))


@many_examples
@given(birth=_births)
def test_due_days_and_the_days_that_count_only_go_forward(birth: date) -> None:
    dues = [due_day(birth, each) for each in CHECK_UPS]
    counts = [counts_from(birth, each) for each in CHECK_UPS]
    assert dues == sorted(set(dues))
    reached = zip([birth, *dues], counts, dues, strict=False)
    assert all(before <= start <= due for before, start, due in reached)


@many_examples
@given(day=_births, months=st.integers(-300, 300))
def test_months_are_added_as_the_calendar_has_them(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_names_count_only_while_the_practice_marked_no_type() -> None:
    assert is_well_visit("Well Child 12m", frozenset())
    assert is_well_visit("Check-up", frozenset())
    assert is_well_visit("Sports PHYSICAL", frozenset())
    assert not is_well_visit("Sick visit", frozenset())
    assert is_well_visit("Annual", frozenset({"annual"}))
    assert not is_well_visit("Check-up", frozenset({"annual"}))
