"""The check of a child's date of birth before a parents' page shows anything (product H4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

MOST_TRIES = 5
"""So many wrong tries in a row lock the link."""

LOCKED_FOR = timedelta(minutes=15)
PROVEN_FOR = timedelta(minutes=30)
"""How long the page stays open after the right date."""

_CENTURY = 2000


class Verdict(StrEnum):
    """What became of one try. A locked link does not even look at the date."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Lock:
    """Wrong tries in a row so far, and until when the link takes no more (aware UTC), if it is locked."""

    tries: int = 0
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Is the link locked at ``now`` (UTC)?"""
        return self.until is not None and now < self.until

    @property
    def left(self) -> int:
        """The tries that are left before it locks."""
        return MOST_TRIES - self.tries


UNLOCKED = Lock()


def try_date(lock: Lock, said: date, birth_dates: Collection[date], now: datetime) -> tuple[Verdict, Lock]:
    """One try at ``now`` (UTC) and how the link stands after it; any child's date is right (H4)."""
    if lock.holds(now):
        return Verdict.LOCKED, lock
    if said in birth_dates:
        return Verdict.RIGHT, UNLOCKED
    if lock.tries + 1 >= MOST_TRIES:
        return Verdict.LOCKED, Lock(until=now + LOCKED_FOR)
    return Verdict.WRONG, Lock(lock.tries + 1)


def read_date(year: str, month: str, day: str) -> date | None:
    """The date as typed in three fields, or None for one that there is not; "19" is the year 2019."""
    parts = [part.strip() for part in (year, month, day)]
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    years, months, days = map(int, parts)
    try:
        return date(years + _CENTURY if len(parts[0]) <= 2 else years, months, days)
    except ValueError:
        return None
