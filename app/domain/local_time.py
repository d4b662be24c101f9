"""Where an instant meets a place's clock (product E2, D1).

The only file of the rule book that knows time zones. Everything it returns as an instant is
aware UTC. On the two odd nights of a year a local clock time may not exist or exist twice:

* **rules** (windows, "3 days before") always get an answer: the *later* of the two readings.
  For a skipped hour that is the offset in force before the gap (2:30 becomes 3:30), for a
  repeated hour the second pass. It is what PostgreSQL gives for ``AT TIME ZONE``, so the same
  rule in SQL and here cannot disagree.
* **feeds** get the ambiguity named, because a row that cannot have happened is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class UnknownZone(ValueError):
    """A time zone name that the world's list does not have; the message names it."""


class Ambiguity(StrEnum):
    """What is odd about a local clock time."""

    NONE = "none"
    NONEXISTENT = "nonexistent"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Resolved:
    """An instant in UTC, and whether the local time it was read from was odd."""

    instant: datetime
    ambiguity: Ambiguity


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as ``America/New_York``. Raises ``UnknownZone``."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(f"{name!r} is not a time zone. Use a name like America/New_York.") from error


def local_time(at: datetime, place: ZoneInfo) -> datetime:
    """The naive clock reading on the wall of ``place`` at the instant ``at``."""
    return at.astimezone(place).replace(tzinfo=None)


def local_day(at: datetime, place: ZoneInfo) -> date:
    """The calendar day in ``place`` at the instant ``at``."""
    return at.astimezone(place).date()


def _readings(local: datetime, place: ZoneInfo) -> tuple[datetime, datetime]:
    """The naive ``local`` read with the offset before, and after, a change of the clock."""
    before = local.replace(tzinfo=place, fold=0).astimezone(UTC)
    after = local.replace(tzinfo=place, fold=1).astimezone(UTC)
    return before, after


def instant(local: datetime, place: ZoneInfo) -> datetime:
    """The UTC instant of a naive local clock time, for rules: the later reading on odd nights."""
    return max(_readings(local, place))


def day_begins(day: date, place: ZoneInfo) -> datetime:
    """The UTC instant at which ``day`` begins on the clock of ``place``."""
    return instant(datetime.combine(day, time()), place)


def to_utc(day: date, clock: time, place: ZoneInfo) -> Resolved:
    """A local date and time as a feed gives it. ``TWICE`` takes the first pass.

    ``NONEXISTENT`` still carries the instant a rule would take, for the message to staff.
    """
    before, after = _readings(datetime.combine(day, clock), place)
    if before > after:
        return Resolved(before, Ambiguity.NONEXISTENT)
    if before < after:
        return Resolved(before, Ambiguity.TWICE)
    return Resolved(before, Ambiguity.NONE)


def shift_days(at: datetime, place: ZoneInfo, days: int) -> datetime:
    """``at`` moved by whole local days, keeping the clock time of ``place`` (E2).

    Equals ``((at AT TIME ZONE place) + days * interval '1 day') AT TIME ZONE place``.
    """
    return instant(local_time(at, place) + timedelta(days=days), place)
