"""When messages may go out, as instants (product D1, D2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import day_begins, instant, local_day
from app.domain.reasons import Reason
from app.domain.rules import Hours

# Delivery times of whoever has own ones: a place, a rule, or none of the two.
OwnHours = Hours | None

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Window:
    """An open time, UTC: ``opens_at`` belongs to it, ``closes_at`` does not."""

    opens_at: datetime
    closes_at: datetime


def delivery_times(usual: DeliveryRules, of_place: OwnHours, of_rule: OwnHours) -> DeliveryRules:
    """The practice's rules with the delivery times in force: a rule's, else a place's, else its own (D1)."""
    own = of_rule or of_place
    if own is None:
        return usual
    return replace(usual, window_from=own.window_from, window_to=own.window_to, days=own.days)


def _exists(day: date, place: ZoneInfo) -> bool:
    """Places that crossed the date line skipped a whole day; it had no hours to be open."""
    return local_day(day_begins(day, place), place) == day


def _open_on(rules: DeliveryRules, day: date, place: ZoneInfo) -> Window:
    closing_day = day + ONE_DAY if rules.all_day else day
    opening, closing = (time(), time()) if rules.all_day else (rules.window_from, rules.window_to)
    return Window(
        instant(datetime.combine(day, opening), place), instant(datetime.combine(closing_day, closing), place)
    )


def _daily(
    rules: DeliveryRules, place: ZoneInfo, holidays: Collection[date], first_day: date, last_day: date
) -> Iterator[Window]:
    """The windows of single days. On a night that skips an hour a short one can vanish."""
    for offset in range((last_day - first_day).days + 1):
        day = first_day + timedelta(days=offset)
        if day.weekday() not in rules.days or day in holidays or not _exists(day, place):
            continue
        window = _open_on(rules, day, place)
        if window.opens_at < window.closes_at:
            yield window


def open_windows(
    rules: DeliveryRules, place: ZoneInfo, holidays: Collection[date], first_day: date, last_day: date
) -> list[Window]:
    """The open times of the local days ``first_day`` to ``last_day``, both included (D1, D2).

    Sorted, without overlap; windows that touch (all day, day after day) are one. Holidays are
    local days and closed. Ask from the day the message became known to the day it is last useful.
    """
    windows: list[Window] = []
    for window in _daily(rules, place, holidays, first_day, last_day):
        if windows and windows[-1].closes_at == window.opens_at:
            windows[-1] = Window(windows[-1].opens_at, window.closes_at)
        else:
            windows.append(window)
    return windows


def _opened_by(at: datetime, windows: Sequence[Window]) -> int:
    """How many of the sorted ``windows`` have opened at or before ``at``."""
    return bisect_right(windows, at, key=lambda window: window.opens_at)


def next_open(at: datetime, windows: Sequence[Window]) -> datetime | None:
    """``at`` itself if it is open then, else the next opening; ``None`` if there is none."""
    opened = _opened_by(at, windows)
    if opened and at < windows[opened - 1].closes_at:
        return at
    return windows[opened].opens_at if opened < len(windows) else None


def open_until(at: datetime, windows: Sequence[Window]) -> datetime | None:
    """When the window that is open at ``at`` closes; ``None`` if none is."""
    opened = _opened_by(at, windows)
    closes_at = windows[opened - 1].closes_at if opened else at
    return closes_at if at < closes_at else None


def _last_open(at: datetime, windows: Sequence[Window]) -> datetime | None:
    """The last open minute before the closed moment ``at``, never before its window opened."""
    opened = _opened_by(at, windows)
    if not opened:
        return None
    window = windows[opened - 1]
    return max(window.closes_at - ONE_MINUTE, window.opens_at)


def send_moment(
    nominal: datetime, not_before: datetime, last_useful: datetime, windows: Sequence[Window]
) -> datetime | Reason:
    """When a message planned for ``nominal`` goes out, or why it does not (D2).

    At ``nominal`` if it is open then; else at the next opening, if still useful; else at the
    last open moment before, if that lies at or after ``not_before`` (when the fact came about,
    so that the answer does not depend on when it is asked) and is itself still useful.
    """
    opening = next_open(nominal, windows)
    if opening is not None and opening <= last_useful:
        return opening
    if opening == nominal:
        return Reason.TOO_LATE
    earlier = _last_open(nominal, windows)
    if earlier is None or not not_before <= earlier <= last_useful:
        return Reason.NO_OPEN_WINDOW
    return earlier
