"""The Schedule as the front desk reads it: days, rows with brackets around siblings, numbers (product K1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.appointments import Status
from app.domain.audience_words import status_answer
from app.domain.local_time import local_day, zone
from app.queries.day_sheet import DayVisit
from app.web.day_sheet import Figure, Part, Row, part_of, row_of
from app.web.filters import long_day

_TONES = {
    Status.SCHEDULED: "wait",
    Status.OUT_OF_REACH: "lost",
    Status.CANCEL_REQUESTED: "info",
    Status.CONFIRMED: "ok",
    Status.CANCELLED: "bad",
}
_OVER = (Status.ARRIVED, Status.COMPLETED, Status.NO_SHOW)


def days(visits: Sequence[DayVisit]) -> list[Part]:
    """The visits by day of their place, in order of time."""
    found: dict[date, list[DayVisit]] = {}
    for visit in visits:
        found.setdefault(_day(visit), []).append(visit)
    return [part_of(day.isoformat(), long_day(day), own) for day, own in sorted(found.items())]


def alone(visit: DayVisit) -> Row:
    """A row that changes in place."""
    return row_of(visit, _day(visit).isoformat())


def figures(counts: Mapping[Status, int]) -> list[Figure]:
    """All visits, then by status: each number is a link to them. What is over shows where there is some."""
    own = [Figure(each, status_answer(each), tone, counts.get(each, 0)) for each, tone in _TONES.items()]
    over = [Figure(each, status_answer(each), "idle", counts[each]) for each in _OVER if counts.get(each)]
    return [Figure("", "All visits", "all", sum(counts.values())), *own, *over]


def _day(visit: DayVisit) -> date:
    return local_day(visit.starts_at, zone(visit.zone))
