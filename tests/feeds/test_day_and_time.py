"""Dates and times as schedules write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from app.feeds.day_and_time import (
    Clock,
    DateOrder,
    clock_of,
    date_order,
    order_matters,
    read_date,
    read_time,
    split_day_and_time,
)

NOVEMBER = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("11/03/2026", DateOrder.MONTH_FIRST),
        ("11/3/26", DateOrder.MONTH_FIRST),
        ("03/11/2026", DateOrder.DAY_FIRST),
        ("3.11.2026", DateOrder.DAY_FIRST),
        ("2026-11-03", DateOrder.DAY_FIRST),
        ("20261103", DateOrder.MONTH_FIRST),
        ("03-Nov-2026", DateOrder.MONTH_FIRST),
        ("Nov 3, 2026", DateOrder.MONTH_FIRST),
        ("Tue, Nov 3 2026", DateOrder.MONTH_FIRST),
    ],
)
def test_one_day_in_many_writings(cell: str, order: DateOrder) -> None:
    assert read_date(cell, order, 36) == NOVEMBER


@pytest.mark.parametrize(
    "cell", ["13/13/2026", "02/30/2026", "0000-00-00", "soon", "11/2026", "1/1/3026", ""]
)
def test_what_is_no_date_is_none(cell: str) -> None:
    assert read_date(cell, DateOrder.MONTH_FIRST, 36) is None


def test_a_short_year_of_birth_is_in_the_last_century_when_it_must_be() -> None:
    assert read_date("5/23/08", DateOrder.MONTH_FIRST, 36) == date(2008, 5, 23)
    assert read_date("5/23/78", DateOrder.MONTH_FIRST, 36) == date(1978, 5, 23)


def test_the_order_is_read_from_the_numbers_above_twelve() -> None:
    assert date_order(["03/04/2026", "11/24/2026"]) is DateOrder.MONTH_FIRST
    assert date_order(["03/04/2026", "24/11/2026"]) is DateOrder.DAY_FIRST
    assert date_order(["03/04/2026"]) is None
    assert date_order(["11/24/2026", "24/11/2026"]) is None


def test_a_typing_error_does_not_turn_the_other_dates_round() -> None:
    assert date_order(["11/24/2026", "11/25/2026", "25/11/2026"]) is DateOrder.MONTH_FIRST


def test_the_order_matters_only_where_it_changes_the_day() -> None:
    assert order_matters(["03/04/2026"])
    assert not order_matters(["04/04/2026", "2026-03-04", "3-Apr-2026"])


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("9:20 AM", time(9, 20)),
        ("9:20am", time(9, 20)),
        ("2:30 p.m.", time(14, 30)),
        ("12:00 AM", time(0, 0)),
        ("12:15 PM", time(12, 15)),
        ("9 PM", time(21, 0)),
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("093000", time(9, 30)),
        ("09:20:15", time(9, 20, 15)),
        ("25:00", None),
        ("13:00 PM", None),
        ("9:75", None),
        ("9", None),
        ("noon", None),
    ],
)
def test_one_time_in_many_writings(cell: str, found: time | None) -> None:
    assert read_time(cell, Clock.HOURS_24) == found


def test_office_hours_read_two_thirty_as_afternoon() -> None:
    assert read_time("2:30", Clock.OFFICE) == time(14, 30)
    assert read_time("8:30", Clock.OFFICE) == time(8, 30)
    assert read_time("2:30 AM", Clock.OFFICE) == time(2, 30)


@pytest.mark.parametrize(
    ("cells", "clock"),
    [
        (["9:20 AM", "2:30 PM"], Clock.HOURS_24),
        (["9:20", "14:30"], Clock.HOURS_24),
        (["08:20", "02:30"], Clock.HOURS_24),
        (["9:20", "11:00"], Clock.HOURS_24),
        (["9:20", "2:30"], None),
    ],
)
def test_the_clock_is_settled_by_evidence_or_not_at_all(cells: list[str], clock: Clock | None) -> None:
    assert clock_of(cells) is clock


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("10/4/2019 16:00", ("10/4/2019", "16:00")),
        ("2026-11-23T09:20:00-05:00", ("2026-11-23", "09:20:00-05:00")),
        ("20261123 093000", ("20261123", "093000")),
        ("11/23/2026 9:20 AM", ("11/23/2026", "9:20 AM")),
        ("11/23/2026", ("11/23/2026", "")),
        ("Mon, Nov 23, 2026", ("Nov 23, 2026", "")),
    ],
)
def test_a_cell_with_day_and_time_is_split(cell: str, parts: tuple[str, str]) -> None:
    assert split_day_and_time(cell) == parts
