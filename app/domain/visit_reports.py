"""What reports count about visits and the messages that ask about them (product M1, M2).

Counts only; what may be said of them is in ``rates``. Days are those of the practice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.local_time import local_day, zone
from app.domain.rates import Rate
from app.domain.timing import RuleType

ASKING = (
    RuleType.INITIAL_CONFIRMATION,
    RuleType.CONFIRMATION_REQUEST,
    RuleType.REMINDER,
    RuleType.MOVED,
    RuleType.TELEHEALTH_FIRST,
    RuleType.TELEHEALTH_SECOND,
)
"""Messages about a coming visit, which can be answered."""

PERIODS = (4, 12, 26)
"""Weeks a report can look back."""

NEEDED = timedelta(days=7)
"""So much must have been sent for before a report says anything."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

LEAD_TIMES = (timedelta(0), 4 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY)
LEAD_WORDS = ("Under 4 hours", "4 to 24 hours", "1 to 2 days", "2 to 7 days", "7 days or more")
LEAD_SHORT = ("< 4 h", "< 24 h", "< 2 days", "< 7 days", "7+ days")
LATE = 2
"""So many of the first lead times are late: under 24 hours."""

ANSWER_TIMES = (timedelta(0), _HOUR / 4, _HOUR, 4 * _HOUR, _DAY, 2 * _DAY)
ANSWER_WORDS = ("15 min", "1 hour", "4 hours", "1 day", "2 days", "later")
"""Until when an answer came: within 15 minutes of the message, within an hour …"""

MEDIAN_WORDS = (
    "within 15 minutes",
    "within an hour",
    "within 4 hours",
    "within 24 hours",
    "within 2 days",
    "after more than 2 days",
)


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """Visits from ``first`` to ``last``, both inclusive; ids of 0 mean all."""

    first: date
    last: date
    location_id: int = 0
    provider_id: int = 0


@dataclass(frozen=True, slots=True)
class Steps:
    """How far messages came (M1). ``kept`` are those that were both answered and attended."""

    planned: int = 0
    sent: int = 0
    delivered: int = 0
    opened: int = 0
    answered: int = 0
    attended: int = 0
    kept: int = 0

    def __add__(self, other: Steps) -> Steps:
        return Steps(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


class VisitOutcome(StrEnum):
    """What became of a visit. UNTOLD: its time has passed, and the schedule never said."""

    SEEN = "seen"
    MISSED = "missed"
    CANCELLED = "cancelled"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Visits:
    """``number`` visits that are alike in all this. ``week`` is their Monday.

    ``lead`` is the lead time of a cancellation, a place in ``LEAD_TIMES``, else None; ``refilled`` says
    that a family of the waitlist took the freed time. ``languages`` are those they were asked in before.
    """

    week: date
    outcome: VisitOutcome
    asked: bool
    answered: bool
    languages: frozenset[str]
    lead: int | None
    refilled: bool
    number: int


@dataclass(frozen=True, slots=True)
class Missed:
    """No-shows of visits that took place or were missed: answered before, asked in vain, never asked (M2)."""

    answered: Rate
    silent: Rate
    unasked: Rate


@dataclass(frozen=True, slots=True)
class Stretch:
    """Weeks taken together: no-shows of those that came or not, ``late`` cancellations of all of these."""

    first: date
    weeks: int
    missed: Rate
    late: Rate


def missed(visits: Iterable[Visits]) -> Missed:
    """The no-shows by answer (M2)."""
    known = [each for each in visits if each.outcome in (VisitOutcome.SEEN, VisitOutcome.MISSED)]
    return Missed(
        answered=_missed(each for each in known if each.answered),
        silent=_missed(each for each in known if each.asked and not each.answered),
        unasked=_missed(each for each in known if not (each.asked or each.answered)),
    )


def stretches(visits: Iterable[Visits], weeks: int) -> tuple[Stretch, ...]:
    """Every ``weeks`` weeks from the first one with a visit on, oldest first; also those without a visit."""
    by_week: dict[date, list[Visits]] = {}
    for each in visits:
        by_week.setdefault(each.week, []).append(each)
    if not by_week:
        return ()
    first, last, step = min(by_week), max(by_week), timedelta(weeks=weeks)
    starts = [first + step * number for number in range((last - first) // step + 1)]
    return tuple(
        _stretch(start, weeks, [each for week in _weeks(start, weeks) for each in by_week.get(week, ())])
        for start in starts
    )


def cancelled_by_lead(visits: Iterable[Visits]) -> tuple[tuple[int, int], ...]:
    """For each lead time how many freed times were refilled, and how many were not."""
    counts = [[0, 0] for _ in LEAD_TIMES]
    for each in visits:
        if each.lead is not None:
            counts[each.lead][0 if each.refilled else 1] += each.number
    return tuple((refilled, lost) for refilled, lost in counts)


def answer_rate(visits: Iterable[Visits], language: str) -> Rate:
    """Of the visits that were asked about in this language, those a family answered."""
    asked = [each for each in visits if language in each.languages]
    return Rate(_number(each for each in asked if each.answered), _number(asked))


def untold(visits: Iterable[Visits]) -> int:
    """Visits whose time has passed without a word of the schedule about who came."""
    return _number(each for each in visits if each.outcome is VisitOutcome.UNTOLD)


def begins_on(first_sent: datetime | None, now: datetime, place: str) -> date | None:
    """The day on which there is enough to report; None when that day has come. ``place`` is a zone.

    Without any message nobody knows: it is then seven days from now, at the earliest.
    """
    ready = (first_sent or now) + NEEDED
    return None if ready <= now else local_day(ready, zone(place))


def _missed(visits: Iterable[Visits]) -> Rate:
    known = list(visits)
    return Rate(_number(each for each in known if each.outcome is VisitOutcome.MISSED), _number(known))


def _stretch(first: date, weeks: int, visits: list[Visits]) -> Stretch:
    known = [each for each in visits if each.outcome in (VisitOutcome.SEEN, VisitOutcome.MISSED)]
    late = _number(each for each in visits if each.lead is not None and each.lead < LATE)
    return Stretch(first, weeks, _missed(known), Rate(late, late + _number(known)))


def _weeks(start: date, weeks: int) -> Iterable[date]:
    return (start + timedelta(weeks=number) for number in range(weeks))


def _number(visits: Iterable[Visits]) -> int:
    return sum(each.number for each in visits)
