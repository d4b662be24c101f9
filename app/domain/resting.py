"""Until when somebody of the desk puts a notice off (product J2)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.local_time import instant, local_day

ONE_HOUR, TOMORROW = "hour", "tomorrow"
LONGEST = timedelta(days=60)


class NoRest(ValueError):
    """It cannot be put off until then; the text says what to choose."""


def rest_until(choice: str, typed: str, now: datetime, opens_at: time, place: ZoneInfo) -> datetime:
    """The moment (UTC) of a choice made at ``now``. Raises NoRest.

    "tomorrow" is when the practice opens tomorrow on the clock of ``place``; any other choice but "hour"
    reads ``typed``, a date and time on that clock such as 2026-11-24T09:30.
    """
    if choice == ONE_HOUR:
        return now + timedelta(hours=1)
    if choice == TOMORROW:
        return instant(datetime.combine(local_day(now, place) + timedelta(days=1), opens_at), place)
    until = _read(typed, place)
    if until <= now:
        raise NoRest("This time is over. Choose a later one.")
    if until > now + LONGEST:
        raise NoRest(f"Choose a time in the next {LONGEST.days} days.")
    return until


def _read(typed: str, place: ZoneInfo) -> datetime:
    try:
        local = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise NoRest("Choose a day and a time, for example tomorrow, 9:30 AM.") from None
    try:
        return instant(local.replace(tzinfo=None), place)
    except OverflowError:
        raise NoRest(f"Choose a time in the next {LONGEST.days} days.") from None
