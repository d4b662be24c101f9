"""When a row's appointment starts, and when the source last changed it (product B6, E2)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from app.domain.local_time import Ambiguity, UnknownZone, to_utc, zone
from app.feeds.canonical import ABSENT, Given
from app.feeds.cells import Row
from app.feeds.day_and_time import read_time, split_day_and_time
from app.feeds.row_reasons import RowReason

_OFFSET = re.compile(r"^(.*?)\s*(Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def start_of(row: Row) -> datetime:
    """The start in UTC: the row's date and time on the clock of its place. Raises RowRejected."""
    day_text, time_text = split_day_and_time(row.text("date"))
    time_code = "time" if row.text("time") else "date"
    time_text = row.text("time") or time_text
    if not day_text:
        raise row.rejected("date", RowReason.MISSING_DATE, "is empty.")
    day = row.day(day_text)
    if day is None:
        raise row.rejected("date", RowReason.UNREADABLE_DATE, f"“{day_text}” is not a date.")
    if not time_text:
        code = "time" if "time" in row.reading.mapping else "date"
        raise row.rejected(code, RowReason.MISSING_TIME, "says no time of day.")
    return _instant(row, time_code, day, time_text)


def _instant(row: Row, code: str, day: date, cell: str) -> datetime:
    with_offset = _OFFSET.match(cell)
    clock = read_time(with_offset[1] if with_offset else cell, row.reading.clock)
    if clock is None:
        raise row.rejected(code, RowReason.UNREADABLE_TIME, f"“{cell}” is not a time of day.")
    if with_offset:
        return datetime.combine(day, clock, _offset(with_offset[2])).astimezone(UTC)
    return _on_the_clock(row, code, day, clock)


def _on_the_clock(row: Row, code: str, day: date, clock: time) -> datetime:
    found = to_utc(day, clock, _zone(row))
    shown = f"{clock:%I:%M %p}".lstrip("0")
    if found.ambiguity is Ambiguity.NONEXISTENT:
        raise row.rejected(
            code,
            RowReason.TIME_DOES_NOT_EXIST,
            f"{shown} does not exist on {day:%B} {day.day}, {day.year}: the clocks go forward that night.",
        )
    if found.ambiguity is Ambiguity.TWICE:
        row.warn(
            code,
            RowReason.TIME_EXISTS_TWICE,
            f"{shown} comes twice on {day:%B} {day.day}, {day.year}: clocks go back. The first was taken.",
        )
    return found.instant


def _zone(row: Row) -> ZoneInfo:
    named = row.text("timezone")
    if named:
        try:
            return zone(named)
        except UnknownZone as error:
            raise row.rejected("timezone", RowReason.UNKNOWN_TIMEZONE, f": {error}") from error
    reading = row.reading
    place = reading.places.locations.get(row.text("location").casefold(), reading.places.practice)
    return reading.only_zone or place


def _offset(text: str) -> timezone:
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if text[0] == "+" else -ahead)


def change_time(row: Row) -> Given[datetime]:
    """When the source last changed the row, for telling old news from new (B6)."""
    cell = row.text("changed_at")
    if not cell:
        return ABSENT
    day_text, time_text = split_day_and_time(cell)
    with_offset = _OFFSET.match(time_text)
    day = row.day(day_text)
    clock = (
        read_time(with_offset[1] if with_offset else time_text, row.reading.clock) if time_text else time()
    )
    if day is None or clock is None:
        raise row.rejected(
            "changed_at", RowReason.UNREADABLE_CHANGE_TIME, f"“{cell}” is not a date and time."
        )
    if with_offset:
        return datetime.combine(day, clock, _offset(with_offset[2])).astimezone(UTC)
    return to_utc(day, clock, _zone(row)).instant
