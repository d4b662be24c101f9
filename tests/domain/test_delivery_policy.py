"""Stop times, resends and the daily cap: what may leave, when, and never too late (product G4, D8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.delivery_policy import (
    ChannelPolicy,
    Failed,
    before_stop,
    counts_for_the_day,
    is_after_stop,
    next_day,
    resend_at,
)
from app.domain.delivery_rules import DeliveryRules
from app.domain.failures import Failure
from app.domain.local_time import local_day, local_time
from app.domain.open_windows import Window, next_open, open_windows
from app.domain.reasons import Reason

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
"""Monday, 10:00 AM in New York."""

ZONES = st.sampled_from(["America/New_York", "America/Chicago", "Europe/Berlin", "Pacific/Kiritimati"])
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """A clock time in New York, as UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=NEW_YORK).astimezone(UTC)


def usual(place: ZoneInfo = NEW_YORK, rules: DeliveryRules | None = None) -> list[Window]:
    return open_windows(rules or DeliveryRules(), place, (), date(2026, 11, 20), date(2026, 11, 28))


def test_the_stop_time_ends_every_day_and_the_next_begins_as_usual() -> None:
    monday, tuesday = before_stop(usual()[3:5], time(18, 30), NEW_YORK)
    assert (monday.opens_at, monday.closes_at) == (at(8), at(18, 30))
    assert (tuesday.opens_at, tuesday.closes_at) == (at(8, day=24), at(18, 30, day=24))


def test_where_it_is_open_day_and_night_each_night_is_cut_out() -> None:
    all_day = open_windows(
        DeliveryRules(window_from=time(8), window_to=time(8)),
        NEW_YORK,
        (),
        date(2026, 11, 23),
        date(2026, 11, 24),
    )
    assert before_stop(all_day, time(20), NEW_YORK) == [
        Window(at(0), at(20)),
        Window(at(0, day=24), at(20, day=24)),
    ]


def test_a_stop_time_after_closing_changes_nothing() -> None:
    assert before_stop(usual(), time(20), NEW_YORK) == usual()


@given(ZONES, CLOCKS, CLOCKS, CLOCKS, st.integers(0, 7 * 24 * 60))
def test_nothing_opens_after_the_stop_time_or_outside_the_usual_hours(
    zone: str, begins: time, ends: time, stop: time, minutes: int
) -> None:
    place = ZoneInfo(zone)
    rules = DeliveryRules(window_from=min(begins, ends), window_to=max(begins, ends))
    windows = usual(place, rules)
    moment = NOW - timedelta(days=2) + timedelta(minutes=minutes)
    opening = next_open(moment, before_stop(windows, stop, place))
    if opening is not None:
        assert local_time(opening, place).time() < stop
        assert not is_after_stop(opening, stop, place)
        assert next_open(opening, windows) == opening


def failed(failure: str = "busy", resends: int = 0, **given: object) -> Failed:
    filled: dict[str, object] = {"windows": usual(), "last_useful": at(14, day=24)}
    return Failed(failure, resends, **{**filled, **given})  # type: ignore[arg-type]


def test_a_busy_line_is_called_again_after_the_interval_as_often_as_set() -> None:
    policy = ChannelPolicy(resends=2, resend_every=timedelta(minutes=20))
    assert resend_at(policy, failed(), NOW) == NOW + timedelta(minutes=20)
    assert resend_at(policy, failed(resends=1), NOW) == NOW + timedelta(minutes=20)
    assert resend_at(policy, failed(resends=2), NOW) is None


def test_with_no_resends_the_failure_stands() -> None:
    assert resend_at(ChannelPolicy(resends=0), failed(), NOW) is None


@pytest.mark.parametrize(
    "failure",
    ["phone_off", "no_answer", "network_trouble", "quota", "no_answer_from_host", "other", "unheard of"],
)
def test_what_may_pass_is_tried_again(failure: str) -> None:
    assert resend_at(ChannelPolicy(), failed(failure), NOW) is not None


@pytest.mark.parametrize(
    "failure",
    [
        *(each for each in Failure if each.hard),
        "spam",
        "content",
        "policy",
        "carrier_refused",
        "not_delivered",
    ],
)
def test_what_the_next_try_would_meet_again_stands(failure: str) -> None:
    assert resend_at(ChannelPolicy(), failed(failure), NOW) is None


def test_in_the_evening_the_next_morning_is_waited_for_if_that_is_early_enough() -> None:
    evening = at(19, 50)
    assert resend_at(ChannelPolicy(), failed(), evening) == at(8, day=24)
    assert resend_at(ChannelPolicy(), failed(last_useful=at(7, 59, day=24)), evening) is None


@given(
    st.integers(0, 6),
    st.integers(1, 1440),
    st.integers(0, 3000),
    st.integers(0, 3000),
    st.sampled_from(["busy", "bad_number", "spam", "other"]),
)
def test_a_resend_is_never_early_never_late_and_never_outside_the_hours(
    resends: int, every: int, passed: int, useful: int, failure: str
) -> None:
    now, last_useful = NOW + timedelta(minutes=passed), NOW + timedelta(minutes=useful)
    policy = ChannelPolicy(3, timedelta(minutes=every))
    again = resend_at(policy, failed(failure, resends, last_useful=last_useful), now)
    if again is not None:
        assert now + policy.resend_every <= again <= last_useful
        assert next_open(again, usual()) == again
        assert resends < 3


def test_where_nobodys_hours_count_it_goes_at_the_interval() -> None:
    night = at(23)
    assert resend_at(ChannelPolicy(), failed(windows=None), night) == night + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("kind", "step", "resends", "counts"),
    [
        ("reminder", 0, 0, True),
        ("birthday_greeting", 0, 0, True),
        ("cancelled_by_practice", 0, 0, False),
        ("reminder", 1, 0, False),
        ("reminder", 0, 1, False),
    ],
)
def test_which_messages_the_daily_cap_counts(kind: str, step: int, resends: int, counts: bool) -> None:
    assert counts_for_the_day(kind, step, resends) is counts


def test_over_the_cap_a_message_waits_for_the_morning_or_is_skipped_by_name() -> None:
    assert next_day(NOW, NEW_YORK, usual(), at(14, day=24)) == at(8, day=24)
    assert next_day(NOW, NEW_YORK, usual(), at(7, 45, day=24)) is Reason.DAILY_CAP
    assert next_day(NOW, NEW_YORK, [], at(14, day=24)) is Reason.DAILY_CAP


@given(ZONES, st.integers(0, 48 * 60), st.integers(0, 96 * 60))
def test_it_is_always_another_day_and_never_too_late(zone: str, passed: int, useful: int) -> None:
    place, now = ZoneInfo(zone), NOW + timedelta(minutes=passed)
    last_useful = NOW + timedelta(minutes=useful)
    until = next_day(now, place, usual(place), last_useful)
    if isinstance(until, datetime):
        assert local_day(until, place) > local_day(now, place)
        assert until <= last_useful
