"""What reports carry in their address: days, and where the next page begins."""

from __future__ import annotations

from datetime import date, datetime

# No row has a longer number.
_LONGEST = 19


def day_of(text: str) -> date | None:
    """A day like 2026-11-24; None for anything else, so that a mistyped address still opens."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def number_of(text: str) -> int:
    """A row's number; 0 for anything else."""
    return int(text) if text.isdecimal() and len(text) < _LONGEST else 0


def mark_words(mark: tuple[datetime, int] | None) -> str:
    """The end of a page as it stands in the address of the next; empty where there is none."""
    return f"{mark[0].isoformat()}~{mark[1]}" if mark else ""


def mark_of(text: str) -> tuple[datetime, int] | None:
    """The other way round; None for what is no such mark."""
    at, _, number = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, number_of(number)) if moment.tzinfo is not None and number_of(number) else None
