"""When messages may go out, and where a closed moment is moved to (product D1, D2)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import local_day, local_time
from app.domain.open_windows import Window, next_open, open_windows, send_moment
from app.domain.reasons import Reason
from tests.domain.families import NEW_YORK, examples, here, utc, zones

WEEKDAYS = frozenset(range(5))
TUESDAY, WEDNESDAY, FRIDAY, MONDAY = (date(2026, 11, each) for each in (24, 25, 27, 30))


def week(zone: str = NEW_YORK, holidays: Any = (), **rules: Any) -> list[Window]:
    """The windows from Tuesday, November 24, to Monday, November 30."""
    return open_windows(DeliveryRules(**rules), ZoneInfo(zone), holidays, TUESDAY, MONDAY)


def test_a_window_is_the_local_clock_times_of_each_open_day() -> None:
    found = week(days=WEEKDAYS, window_from=time(8), window_to=time(17))
    assert found[0] == Window(here("2026-11-24 08:00"), here("2026-11-24 17:00"))
    assert [local_day(each.opens_at, ZoneInfo(NEW_YORK)).day for each in found] == [24, 25, 26, 27, 30]


def test_a_holiday_is_a_closed_day() -> None:
    found = week(days=WEEKDAYS, holidays={date(2026, 11, 26)})
    assert [local_day(each.opens_at, ZoneInfo(NEW_YORK)).day for each in found] == [24, 25, 27, 30]


def test_all_day_runs_from_midnight_to_midnight_and_joins_to_one() -> None:
    always = {"window_from": time(9), "window_to": time(9)}
    assert week(**always) == [Window(here("2026-11-24 00:00"), here("2026-12-01 00:00"))]
    before_the_holiday = Window(here("2026-11-24 00:00"), here("2026-11-25 00:00"))
    assert week(**always, holidays={WEDNESDAY})[0] == before_the_holiday


def on(day: str, zone: str, window_from: time, window_to: time) -> list[Window]:
    rules = DeliveryRules(window_from=window_from, window_to=window_to)
    return open_windows(rules, ZoneInfo(zone), (), date.fromisoformat(day), date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "zone", "clock", "expected"),
    [
        # Spring: 2:00 to 3:00 does not exist. Autumn: 1:00 to 2:00 exists twice.
        ("2026-03-08", NEW_YORK, (time(1), time(4)), [("2026-03-08 06:00", "2026-03-08 08:00")]),
        ("2026-03-08", NEW_YORK, (time(2, 30), time(3)), []),
        ("2026-03-08", NEW_YORK, (time(2, 15), time(2, 45)), [("2026-03-08 07:15", "2026-03-08 07:45")]),
        ("2026-11-01", NEW_YORK, (time(0), time(4)), [("2026-11-01 04:00", "2026-11-01 09:00")]),
        ("2026-11-01", NEW_YORK, (time(0), time(0)), [("2026-11-01 04:00", "2026-11-02 05:00")]),
        ("2026-04-05", "Australia/Lord_Howe", (time(0), time(0)), [("2026-04-04 13:00", "2026-04-05 13:30")]),
        # The day of Santiago that begins at 1:00, and the day Apia never had.
        ("2026-09-06", "America/Santiago", (time(0), time(0)), [("2026-09-06 04:00", "2026-09-07 03:00")]),
        ("2011-12-30", "Pacific/Apia", (time(8), time(20)), []),
        ("2011-12-30", "Pacific/Apia", (time(8), time(8)), []),
    ],
)
def test_odd_nights(day: str, zone: str, clock: tuple[time, time], expected: list[tuple[str, str]]) -> None:
    assert on(day, zone, *clock) == [Window(utc(opens), utc(closes)) for opens, closes in expected]


@examples
@given(zones, st.integers(0, 300), st.tuples(st.integers(5, 22), st.integers(5, 22)), st.data())
def test_an_instant_is_in_a_window_exactly_if_its_clock_time_is(
    zone: str, first: int, hours: tuple[int, int], data: st.DataObject
) -> None:
    place, start = ZoneInfo(zone), date(2026, 1, 1) + timedelta(days=first)
    rules = DeliveryRules(
        window_from=time(min(hours)),
        window_to=time(max(hours), 30 if hours[0] != hours[1] else 0),
        days=data.draw(st.frozensets(st.integers(0, 6), min_size=1)),
    )
    holidays = data.draw(st.frozensets(st.integers(0, 9).map(lambda each: start + timedelta(days=each))))
    found = open_windows(rules, place, holidays, start, start + timedelta(days=9))
    assert all(one.closes_at < two.opens_at for one, two in pairwise(found))
    noon = datetime.combine(start, time(12), place)
    for minutes in data.draw(st.lists(st.integers(0, 8 * 1440), min_size=20, max_size=20)):
        at = noon + timedelta(minutes=minutes)
        clock = local_time(at, place)
        open_clock = rules.all_day or rules.window_from <= clock.time() < rules.window_to
        open_day = clock.weekday() in rules.days and clock.date() not in holidays
        assert any(each.opens_at <= at < each.closes_at for each in found) == (open_clock and open_day), clock


OFFICE = week(days=WEEKDAYS, window_from=time(8), window_to=time(17))
BOOKED = here("2026-11-02 10:00")
FAR = here("2026-11-30 23:00")


@pytest.mark.parametrize(
    ("nominal", "not_before", "last_useful", "expected"),
    [
        # Inside: as planned. From is inclusive, To is not.
        ("2026-11-24 14:30", BOOKED, FAR, here("2026-11-24 14:30")),
        ("2026-11-24 08:00", BOOKED, FAR, here("2026-11-24 08:00")),
        ("2026-11-24 08:00:30", BOOKED, FAR, here("2026-11-24 08:00:30")),
        ("2026-11-24 17:00", BOOKED, FAR, here("2026-11-25 08:00")),
        ("2026-11-24 16:59", BOOKED, here("2026-11-24 16:59"), here("2026-11-24 16:59")),
        ("2026-11-24 14:30", BOOKED, here("2026-11-24 14:29"), Reason.TOO_LATE),
        # Outside: the next opening while useful, over the weekend too.
        ("2026-11-24 06:00", BOOKED, here("2026-11-24 08:00"), here("2026-11-24 08:00")),
        ("2026-11-27 18:00", BOOKED, FAR, here("2026-11-30 08:00")),
        # Else the last open minute before, if the fact was known by then.
        ("2026-11-25 06:00", BOOKED, here("2026-11-25 07:59"), here("2026-11-24 16:59")),
        ("2026-11-25 06:00", here("2026-11-24 16:59"), here("2026-11-25 07:00"), here("2026-11-24 16:59")),
        ("2026-11-25 06:00", here("2026-11-24 17:00"), here("2026-11-25 07:00"), Reason.NO_OPEN_WINDOW),
        # Nothing before, nothing after, or even the minute before is no longer useful.
        ("2026-11-24 06:00", BOOKED, here("2026-11-24 07:00"), Reason.NO_OPEN_WINDOW),
        ("2026-11-30 18:00", BOOKED, FAR, here("2026-11-30 16:59")),
        ("2026-11-24 17:02", BOOKED, here("2026-11-24 16:58"), Reason.NO_OPEN_WINDOW),
    ],
)
def test_where_a_moment_is_moved(
    nominal: str, not_before: datetime, last_useful: datetime, expected: datetime | Reason
) -> None:
    assert send_moment(here(nominal), not_before, last_useful, OFFICE) == expected


def test_without_any_window_nothing_goes() -> None:
    assert send_moment(here("2026-11-24 14:30"), BOOKED, FAR, []) is Reason.NO_OPEN_WINDOW
    assert next_open(here("2026-11-24 14:30"), []) is None


def test_a_window_shorter_than_a_minute_is_used_from_its_opening() -> None:
    opens = here("2026-11-24 08:00")
    short = [Window(opens, opens + timedelta(seconds=20))]
    found = send_moment(opens + timedelta(hours=1), BOOKED, opens + timedelta(hours=2), short)
    assert found == opens


@examples
@given(
    st.integers(0, 7 * 1440),
    st.integers(-2000, 2000),
    st.integers(-3000, 3000),
    st.integers(0, 20),
    st.integers(1, 24),
)
def test_the_moment_is_what_a_walk_over_the_minutes_finds(
    minute: int, known: int, useful: int, opens: int, long: int
) -> None:
    closes = time(min(opens + long, 23), 59)
    found = week(days=frozenset({1, 3, 4}), window_from=time(opens), window_to=closes)
    nominal = here("2026-11-24 00:00") + timedelta(minutes=minute)
    not_before, last_useful = nominal + timedelta(minutes=known), nominal + timedelta(minutes=useful)
    expected = _walk(nominal, not_before, last_useful, found)
    assert send_moment(nominal, not_before, last_useful, found) == expected


def _walk(
    nominal: datetime, not_before: datetime, last_useful: datetime, windows: list[Window]
) -> datetime | Reason:
    """The rule of D2 by looking at one minute after the other."""

    def is_open(at: datetime) -> bool:
        return any(each.opens_at <= at < each.closes_at for each in windows)

    if is_open(nominal):
        return nominal if nominal <= last_useful else Reason.TOO_LATE
    minute, edge = timedelta(minutes=1), timedelta(days=4)
    later = (nominal + each * minute for each in range(edge // minute))
    opening = next((at for at in later if is_open(at)), None)
    if opening is not None and opening <= last_useful:
        return opening
    earlier = (nominal - each * minute for each in range(edge // minute))
    before = next((at for at in earlier if is_open(at)), None)
    return before if before and not_before <= before <= last_useful else Reason.NO_OPEN_WINDOW
