"""Clock times and instants on ordinary days and on the odd nights (product E2)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.local_time import (
    Ambiguity,
    Resolved,
    UnknownZone,
    day_begins,
    instant,
    local_day,
    local_time,
    shift_days,
    to_utc,
    zone,
)
from tests.domain.families import NEW_YORK, examples, here, utc, zones


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "America", "../etc/passwd"])
def test_a_zone_nobody_knows_is_named(name: str) -> None:
    with pytest.raises(UnknownZone, match="not a time zone") as error:
        zone(name)
    assert repr(name) in str(error.value)


# What PostgreSQL 15 answers for (timestamp AT TIME ZONE zone); rules in SQL must agree with these.
POSTGRESQL = [
    ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
    ("America/New_York", "2026-11-01 01:30", "2026-11-01 06:30"),
    ("America/St_Johns", "2026-03-08 02:15", "2026-03-08 05:45"),
    ("Europe/London", "2026-03-29 01:30", "2026-03-29 01:30"),
    ("Europe/London", "2026-10-25 01:30", "2026-10-25 01:30"),
    ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 15:15"),
    ("Pacific/Chatham", "2026-09-27 02:50", "2026-09-26 14:05"),
    ("Pacific/Chatham", "2026-04-05 03:00", "2026-04-04 14:15"),
    ("America/Santiago", "2026-09-06 00:30", "2026-09-06 04:30"),
    ("America/Santiago", "2026-04-04 23:30", "2026-04-05 03:30"),
    ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30 19:00"),
    ("Asia/Kathmandu", "2026-06-01 12:00", "2026-06-01 06:15"),
    ("America/Phoenix", "2026-03-08 02:30", "2026-03-08 09:30"),
    ("America/Anchorage", "2026-03-08 02:30", "2026-03-08 11:30"),
    ("America/Los_Angeles", "2026-11-01 01:00", "2026-11-01 09:00"),
]


@pytest.mark.parametrize(("name", "local", "expected"), POSTGRESQL)
def test_rules_read_odd_nights_as_postgresql_does(name: str, local: str, expected: str) -> None:
    assert instant(datetime.fromisoformat(local), zone(name)) == utc(expected)


@pytest.mark.parametrize(
    ("local", "expected", "ambiguity"),
    [
        ("2026-11-24 14:30", "2026-11-24 19:30", Ambiguity.NONE),
        ("2026-03-08 02:30", "2026-03-08 07:30", Ambiguity.NONEXISTENT),
        ("2026-11-01 01:30", "2026-11-01 05:30", Ambiguity.TWICE),
    ],
)
def test_feeds_are_told_what_is_odd_and_take_the_first_pass(
    local: str, expected: str, ambiguity: Ambiguity
) -> None:
    at = datetime.fromisoformat(local)
    assert to_utc(at.date(), at.time(), zone(NEW_YORK)) == Resolved(utc(expected), ambiguity)


def test_the_day_is_the_day_of_the_place() -> None:
    late_evening = here("2026-11-24 23:30")
    assert local_day(late_evening, zone(NEW_YORK)) == date(2026, 11, 24)
    assert local_day(late_evening, zone("Asia/Kathmandu")) == date(2026, 11, 25)
    assert local_time(late_evening, zone(NEW_YORK)) == datetime(2026, 11, 24, 23, 30)


def test_a_day_begins_at_midnight_or_with_its_first_hour_where_that_is_skipped() -> None:
    assert day_begins(date(2026, 11, 24), zone(NEW_YORK)) == utc("2026-11-24 05:00")
    # Chile puts its clocks forward at midnight: this day begins at 1:00.
    assert day_begins(date(2026, 9, 6), zone("America/Santiago")) == utc("2026-09-06 04:00")


def test_days_keep_the_clock_time_over_a_change_of_the_clock() -> None:
    monday_after = here("2026-11-02 09:00")
    assert shift_days(monday_after, zone(NEW_YORK), -2) == here("2026-10-31 09:00")
    assert monday_after - shift_days(monday_after, zone(NEW_YORK), -2) == timedelta(hours=49)


def test_a_shift_into_the_skipped_day_of_apia_lands_a_day_later() -> None:
    new_year = here("2011-12-31 09:00", "Pacific/Apia")
    assert shift_days(new_year, zone("Pacific/Apia"), -1) == new_year


@examples
@given(
    zones, st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1)), st.integers(min_value=-21, max_value=21)
)
def test_a_shifted_clock_time_is_the_same_unless_it_was_skipped(
    name: str, local: datetime, days: int
) -> None:
    place = ZoneInfo(name)
    at = instant(local, place)
    wanted = local_time(at, place) + timedelta(days=days)
    found = local_time(shift_days(at, place, days), place)
    existed = to_utc(wanted.date(), wanted.time(), place).ambiguity is not Ambiguity.NONEXISTENT
    assert (found == wanted) if existed else (found > wanted)


@examples
@given(zones, st.integers(0, 366 * 24 * 4))
def test_a_time_that_feeds_call_plain_is_the_same_instant_for_rules(name: str, quarters: int) -> None:
    local = datetime(2026, 1, 1) + quarters * timedelta(minutes=15)
    read = to_utc(local.date(), local.time(), ZoneInfo(name))
    if read.ambiguity is Ambiguity.NONE:
        assert instant(local, ZoneInfo(name)) == read.instant
    assert instant(local, ZoneInfo(name)) >= read.instant


def test_a_whole_year_of_new_york_has_one_hour_missing_and_one_twice() -> None:
    found = dict.fromkeys(Ambiguity, 0)
    for minute in range(0, 60 * 24, 15):
        for each in ("2026-03-08", "2026-11-01", "2026-06-01"):
            clock = time(minute // 60, minute % 60)
            found[to_utc(date.fromisoformat(each), clock, zone(NEW_YORK)).ambiguity] += 1
    assert found[Ambiguity.NONEXISTENT] == found[Ambiguity.TWICE] == 4
