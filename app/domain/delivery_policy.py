"""How a practice sends over a channel: stop time, resends, what is restarted (product G3, G4, D8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.failures import Failure, failure_of
from app.domain.local_time import day_begins, instant, local_day, local_time
from app.domain.open_windows import ONE_DAY, Window, next_open
from app.domain.reasons import Reason
from app.domain.timing import RuleType

# What another try over the same channel cannot mend: it would meet the same answer.
_LASTING = frozenset(
    {
        Failure.CONTENT,
        Failure.POLICY,
        Failure.SPAM,
        Failure.RELAYING,
        Failure.BAD_CONFIGURATION,
        Failure.CARRIER_REFUSED,
        Failure.BAD_REQUEST,
        Failure.OUR_FAULT,
        Failure.NOT_DELIVERED,
    }
)


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """One channel of a practice (G4). ``stop_at`` is a clock time of the visit's place.

    After a failure that may pass the message goes out again ``resends`` times, ``resend_every`` apart.
    """

    resends: int = 2
    resend_every: timedelta = timedelta(minutes=15)
    stop_at: time | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that did not arrive: ``failure`` is one of the failure names, ``resends`` how often it went
    out again already. ``windows`` end at the stop time and reach to ``last_useful`` (UTC); None where it
    may leave at any hour.
    """

    failure: str
    resends: int
    windows: Sequence[Window] | None
    last_useful: datetime


def before_stop(windows: Sequence[Window], stop_at: time, place: ZoneInfo) -> list[Window]:
    """The part of each local day's open times that lies before ``stop_at`` o'clock there (G4).

    Midnight as a stop time leaves nothing open.
    """
    kept = []
    for window in windows:
        day, last = local_day(window.opens_at, place), local_day(window.closes_at, place)
        while day <= last:
            opens = max(window.opens_at, day_begins(day, place))
            closes = min(window.closes_at, instant(datetime.combine(day, stop_at), place))
            if opens < closes:
                kept.append(Window(opens, closes))
            day += ONE_DAY
    return kept


def is_after_stop(now: datetime, stop_at: time | None, place: ZoneInfo) -> bool:
    """Has the channel stopped for today, as seen at ``now`` (UTC)?"""
    return stop_at is not None and local_time(now, place).time() >= stop_at


def may_pass(failure: str) -> bool:
    """Could the same message arrive over the same channel later?"""
    known = failure_of(failure)
    return known is None or not (known.hard or known in _LASTING)


def resend_at(policy: ChannelPolicy, failed: Failed, now: datetime) -> datetime | None:
    """When it goes out once more (UTC); None if the failure stands and another channel may follow (G4, G7).

    Always ``resend_every`` or more after ``now``, while a window is open, and never after ``last_useful``.
    """
    if failed.resends >= policy.resends or not may_pass(failed.failure):
        return None
    earliest = now + policy.resend_every
    at = earliest if failed.windows is None else next_open(earliest, failed.windows)
    return None if at is None or at > failed.last_useful else at


def counts_for_the_day(kind: str, step: int, resends: int) -> bool:
    """Is it one of those the daily cap limits (D8)?

    A cancellation by the practice always goes. What follows a message that went unheard or did not arrive
    is that message again, and was counted.
    """
    return kind != RuleType.CANCELLED_BY_PRACTICE and step == 0 and resends == 0


def next_day(
    now: datetime, place: ZoneInfo, windows: Sequence[Window], last_useful: datetime
) -> datetime | Reason:
    """When a message over today's cap is looked at again (UTC), or that it never goes (D8)."""
    tomorrow = day_begins(local_day(now, place) + ONE_DAY, place)
    opening = next_open(tomorrow, windows)
    return Reason.DAILY_CAP if opening is None or opening > last_useful else opening
