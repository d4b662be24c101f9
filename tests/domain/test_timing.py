"""The planned moment and the last useful one (product B6, D3, E2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appointments import Appointment, CancelledBy, Lifecycle
from app.domain.local_time import local_time
from app.domain.timing import Anchor, Timing, Unit, last_useful, nominal
from tests.domain.families import BOOKED, START, appointment, examples, here, utc, zones

END = START + timedelta(minutes=20)


def before(amount: int, unit: Unit) -> Timing:
    return Timing(Anchor.START, amount, unit)


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (before(90, Unit.MINUTES), here("2026-11-24 13:00")),
        (before(2, Unit.HOURS), here("2026-11-24 12:30")),
        (before(3, Unit.DAYS), here("2026-11-21 14:30")),
        (before(1, Unit.WEEKS), here("2026-11-17 14:30")),
        (before(24, Unit.DAYS), here("2026-10-31 14:30")),
        (before(24 * 24, Unit.HOURS), here("2026-10-31 15:30")),
        (Timing(Anchor.CREATION), BOOKED),
        (Timing(Anchor.CREATION, 2, Unit.HOURS), BOOKED + timedelta(hours=2)),
        (Timing(Anchor.CREATION, 1, Unit.DAYS), here("2026-11-03 10:00")),
        (Timing(Anchor.AFTER_START), START),
        (Timing(Anchor.AFTER_START, 45, Unit.MINUTES), START + timedelta(minutes=45)),
        (Timing(Anchor.AFTER_START, 16, Unit.WEEKS), here("2027-03-16 14:30")),
        (Timing(Anchor.END), END),
        (Timing(Anchor.END, 2, Unit.HOURS), END + timedelta(hours=2)),
        (Timing(Anchor.END, 1, Unit.DAYS), here("2026-11-25 14:50")),
    ],
)
def test_minutes_and_hours_are_absolute_days_and_weeks_keep_the_clock(
    timing: Timing, expected: datetime
) -> None:
    assert nominal(timing, appointment()) == expected


def test_days_before_are_days_of_the_visits_own_place() -> None:
    visit = appointment(starts_at=utc("2026-11-01 17:00"), zone="America/Los_Angeles")
    assert nominal(before(1, Unit.DAYS), visit) == utc("2026-10-31 16:00")
    in_utc = appointment(starts_at=utc("2026-11-01 17:00"), zone="Etc/UTC")
    assert nominal(before(1, Unit.DAYS), in_utc) == utc("2026-10-31 17:00")


def test_a_booking_in_the_repeated_hour_is_confirmed_at_once() -> None:
    booked = utc("2026-11-01 05:30")
    assert nominal(Timing(Anchor.CREATION, 0, Unit.DAYS), appointment(created_at=booked)) == booked


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        ((Anchor.START, 0, Unit.DAYS), "how long before"),
        ((Anchor.START, -1, Unit.DAYS), "negative"),
        ((Anchor.CREATION, -1, Unit.HOURS), "negative"),
        ((Anchor.CHANGE, 1, Unit.HOURS), "when it happens"),
        ((Anchor.CANCELLATION, 1, Unit.MINUTES), "when it happens"),
    ],
)
def test_timings_that_make_no_sense_are_refused(timing: tuple[Anchor, int, Unit], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Timing(*timing)


def test_a_change_is_told_when_it_happened_and_a_first_version_has_none() -> None:
    changed = here("2026-11-10 11:00")
    assert nominal(Timing(Anchor.CHANGE), appointment(version=2, version_at=changed)) == changed
    assert nominal(Timing(Anchor.CHANGE), appointment()) is None


def cancelled_by(who: CancelledBy) -> Appointment:
    return appointment(lifecycle=Lifecycle.CANCELLED, cancelled_at=here("2026-11-20 09:00"), cancelled_by=who)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (CancelledBy.STAFF, here("2026-11-20 09:00")),
        (CancelledBy.FEED, here("2026-11-20 09:07")),
        (CancelledBy.PARENT, None),
    ],
)
def test_a_cancellation_of_the_feed_settles_first(who: CancelledBy, expected: datetime | None) -> None:
    settle = timedelta(minutes=7)
    assert nominal(Timing(Anchor.CANCELLATION), cancelled_by(who), settle) == expected


def test_the_settle_time_is_five_minutes_and_only_for_cancelled_visits() -> None:
    told = nominal(Timing(Anchor.CANCELLATION), cancelled_by(CancelledBy.FEED))
    assert told == here("2026-11-20 09:05")
    assert nominal(Timing(Anchor.CANCELLATION), appointment()) is None


@pytest.mark.parametrize("anchor", [Anchor.START, Anchor.CREATION, Anchor.CHANGE])
def test_about_a_coming_visit_15_minutes_before_is_the_last_useful_moment(anchor: Anchor) -> None:
    assert last_useful(appointment(), anchor) == START - timedelta(minutes=15)
    assert last_useful(appointment(), anchor, 0) == START
    assert last_useful(appointment(), anchor, 60) == START - timedelta(hours=1)


@pytest.mark.parametrize(
    ("cancelled_at", "own_minutes", "expected"),
    [
        ("2026-11-20 09:00", None, here("2026-11-22 09:00")),
        ("2026-11-23 09:00", None, START),
        ("2026-11-20 09:00", 30, here("2026-11-20 09:30")),
    ],
)
def test_a_cancellation_is_news_for_48_hours_but_never_after_the_start(
    cancelled_at: str, own_minutes: int | None, expected: datetime
) -> None:
    visit = appointment(lifecycle=Lifecycle.CANCELLED, cancelled_at=here(cancelled_at))
    assert last_useful(visit, Anchor.CANCELLATION, own_minutes) == expected


@pytest.mark.parametrize(("anchor", "event"), [(Anchor.AFTER_START, START), (Anchor.END, END)])
def test_about_a_visit_that_is_over_48_hours_after_what_it_is_counted_from(
    anchor: Anchor, event: datetime
) -> None:
    assert last_useful(appointment(), anchor) == event + timedelta(hours=48)
    assert last_useful(appointment(), anchor, 30) == event + timedelta(minutes=30)


@examples
@given(zones, st.datetimes(datetime(2026, 1, 1, 4), datetime(2028, 1, 1)), st.integers(1, 28))
def test_days_before_show_the_same_clock_time_except_in_a_skipped_hour(
    zone: str, local: datetime, days: int
) -> None:
    place = ZoneInfo(zone)
    visit = appointment(starts_at=local.replace(tzinfo=place).astimezone(ZoneInfo("UTC")), zone=zone)
    planned = nominal(before(days, Unit.DAYS), visit)
    assert planned is not None
    shown, wanted = local_time(planned, place), local_time(visit.starts_at, place) - timedelta(days=days)
    assert timedelta(0) <= shown - wanted <= timedelta(hours=1)
    if 4 <= wanted.hour < 23:
        assert shown == wanted
