"""Until when a notice is put off (product J2)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.resting import NoRest, rest_until

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
"""Monday, 5:30 PM in New York."""


def until(choice: str, typed: str = "", now: datetime = NOW) -> datetime:
    return rest_until(choice, typed, now, time(8), NEW_YORK)


def test_an_hour_is_an_hour() -> None:
    assert until("hour") == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (NOW, datetime(2026, 11, 24, 13, 0, tzinfo=UTC)),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), datetime(2026, 11, 24, 13, 0, tzinfo=UTC)),
        (datetime(2026, 3, 7, 15, 0, tzinfo=UTC), datetime(2026, 3, 8, 12, 0, tzinfo=UTC)),
    ],
    ids=["in the evening", "late at night", "before the clocks change"],
)
def test_tomorrow_morning_is_when_the_practice_opens_on_its_own_next_day(
    now: datetime, morning: datetime
) -> None:
    assert until("tomorrow", now=now) == morning


def test_a_time_of_ones_own_is_read_on_the_practices_clock() -> None:
    assert until("own", "2026-11-25T09:30") == datetime(2026, 11, 25, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "2026-11-23T17:30",
        "2026-11-01T09:00",
        "2027-06-01T09:00",
        "9999-12-31T23:59",
        "0001-01-01T00:00",
    ],
)
def test_what_is_no_time_or_over_or_too_far_is_refused(typed: str) -> None:
    with pytest.raises(NoRest, match="Choose"):
        until("own", typed)
