"""Office time between two instants, and what follows from it (product J2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.desk_hours import DeskHours, goes_to_digest, goes_to_second

NEW_YORK = ZoneInfo("America/New_York")
WORKING_DAYS = (0, 1, 2, 3, 4)
THANKSGIVING = date(2026, 11, 26)
EIGHT_TO_FIVE = DeskHours(time(8), time(17), WORKING_DAYS, {THANKSGIVING}, NEW_YORK)


def at(words: str) -> datetime:
    """A moment on the wall clock of New York, as UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=NEW_YORK).astimezone(UTC)


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:15", 15),
        ("2026-11-23T16:50", "2026-11-24T08:05", 15),
        ("2026-11-20T16:50", "2026-11-23T08:05", 15),
        ("2026-11-25T16:50", "2026-11-27T08:05", 15),
        ("2026-11-23T06:00", "2026-11-23T07:59", 0),
        ("2026-11-23T10:15", "2026-11-23T10:00", 0),
    ],
    ids=["the same day", "over night", "over a weekend", "over a holiday", "before opening", "backwards"],
)
def test_only_office_hours_count(since: str, until: str, minutes: int) -> None:
    assert EIGHT_TO_FIVE.time_open(at(since), at(until)) == timedelta(minutes=minutes)


def test_a_night_desk_counts_the_time_that_passes_when_the_clocks_change() -> None:
    night = DeskHours(time(0), time(6), (6,), (), NEW_YORK)
    assert night.time_open(at("2026-03-08T00:00"), at("2026-03-08T12:00")) == timedelta(hours=5)
    assert night.time_open(at("2026-11-01T00:00"), at("2026-11-01T12:00")) == timedelta(hours=7)


def test_the_second_address_hears_after_fifteen_minutes_and_not_before() -> None:
    came = at("2026-11-23T16:50")
    assert not goes_to_second(EIGHT_TO_FIVE, came, at("2026-11-24T08:04"))
    assert goes_to_second(EIGHT_TO_FIVE, came, at("2026-11-24T08:05"))


def test_after_twenty_four_office_hours_it_is_old_news_to_the_second_address() -> None:
    came = at("2026-11-20T16:00")
    assert goes_to_second(EIGHT_TO_FIVE, came, at("2026-11-25T12:59")), "the weekend does not count"
    assert not goes_to_second(EIGHT_TO_FIVE, came, at("2026-11-25T13:00"))


def test_what_came_in_a_night_long_ago_stands_in_no_email_at_opening() -> None:
    came = at("2026-11-16T20:00")
    assert goes_to_digest(EIGHT_TO_FIVE, came, at("2026-11-19T13:59"))
    assert not goes_to_digest(EIGHT_TO_FIVE, came, at("2026-11-19T14:00"))


@pytest.mark.parametrize(
    ("came", "now", "told"),
    [
        ("2026-11-22T20:00", "2026-11-23T07:59", False),
        ("2026-11-22T20:00", "2026-11-23T08:00", True),
        ("2026-11-23T08:00", "2026-11-23T08:01", False),
        ("2026-11-23T17:00", "2026-11-24T08:00", True),
        ("2026-11-25T18:00", "2026-11-26T09:00", False),
        ("2026-11-25T18:00", "2026-11-27T08:00", True),
    ],
)
def test_what_came_while_closed_is_told_at_the_next_opening(came: str, now: str, told: bool) -> None:
    assert goes_to_digest(EIGHT_TO_FIVE, at(came), at(now)) is told


moments = st.datetimes(datetime(2026, 2, 20), datetime(2026, 12, 20)).map(
    lambda each: each.replace(tzinfo=UTC)
)
hours = st.builds(
    lambda first, length, days, holidays, place: DeskHours(
        time(first), time(min(first + length, 23), 30), days, holidays, ZoneInfo(place)
    ),
    st.integers(0, 20),
    st.integers(1, 12),
    st.lists(st.integers(0, 6), unique=True),
    st.frozensets(st.dates(date(2026, 2, 20), date(2026, 12, 20)), max_size=5),
    st.sampled_from(["America/New_York", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe"]),
)


@given(hours, moments, st.integers(0, 20_000), st.integers(0, 20_000))
def test_office_time_adds_up_and_never_exceeds_what_passed(
    desk: DeskHours, since: datetime, first: int, second: int
) -> None:
    middle = since + timedelta(minutes=first)
    until = middle + timedelta(minutes=second)
    whole = desk.time_open(since, until)
    assert whole == desk.time_open(since, middle) + desk.time_open(middle, until)
    assert timedelta() <= whole <= until - since


@given(hours, moments)
def test_a_minute_counts_when_the_desk_is_open_throughout_it(desk: DeskHours, moment: datetime) -> None:
    start = moment.replace(second=0, microsecond=0)
    counted = desk.time_open(start, start + timedelta(minutes=1))
    assert counted == (timedelta(minutes=1) if desk.is_open(start) else timedelta())
