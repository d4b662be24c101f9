"""Visits of a period with what is known of their answers, page by page and by status (product K1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.appointments import Status
from app.domain.audiences import Audience
from app.domain.local_time import day_begins, zone
from app.models import Practice
from app.queries.day_sheet import SHEET_ROWS, DayVisit, sheet_visits

PAGE = 50
Mark = tuple[datetime, int]
"""Start and id of the last visit of a page: the next one begins behind it."""

_OF_THE_PERIOD = """
with period as (
  select *, xmin::text::bigint as stamp,
    case when lifecycle <> 'scheduled' then lifecycle
         when confirmation = 'none' then 'scheduled' else confirmation end as status
  from appointment
  where practice_id = :practice_id and starts_at >= :start and starts_at < :end
    and lifecycle not in ('rescheduled', 'entered_in_error')
    and (cardinality(cast(:provider_ids as bigint[])) = 0 or provider_id = any (:provider_ids))
    and (cardinality(cast(:location_ids as bigint[])) = 0 or location_id = any (:location_ids))
    and (cardinality(cast(:visit_types as text[])) = 0 or visit_type = any (:visit_types))
)
"""
_OF_THE_PAGE = """
, chosen as (
  select * from period
  where (starts_at, id) > (:start, :after_id)
    and (cardinality(cast(:statuses as text[])) = 0 or status = any (:statuses))
  order by starts_at, id
  limit :most
)
"""
_THESE = """
with chosen as (
  select *, xmin::text::bigint as stamp from appointment
  where practice_id = :practice_id and id = any (cast(:ids as bigint[]))
)
"""
_COUNTED = "select status, count(*) as visits from period group by status"
_PAGE = text(f"{_OF_THE_PERIOD}{_OF_THE_PAGE}{SHEET_ROWS}")
_ROWS = text(f"{_THESE}{SHEET_ROWS}")
_COUNTS = text(f"{_OF_THE_PERIOD}{_COUNTED}")


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """``visits`` by time; ``more`` is where the next page begins, None on the last one."""

    visits: tuple[DayVisit, ...]
    more: Mark | None


def schedule_page(session: Session, asked: Audience, after: Mark | None = None) -> SchedulePage:
    """At most 50 visits of the period, places, types and statuses that ``asked`` names, behind ``after``."""
    parameters = _parameters(session, asked) | {
        "statuses": [each.value for each in asked.statuses],
        "after_id": after[1] if after else 0,
        "most": PAGE + 1,
    }
    if after:
        # No earlier than the period, whatever stands in the address.
        parameters["start"] = max(after[0], parameters["start"])
    visits = list(sheet_visits(session.execute(_PAGE, parameters)))
    shown = visits[:PAGE]
    more = (shown[-1].starts_at, shown[-1].id) if len(visits) > PAGE else None
    return SchedulePage(tuple(shown), more)


def schedule_rows(session: Session, appointment_ids: Collection[int]) -> list[DayVisit]:
    """These visits as the list shows them, by time."""
    asked = {"practice_id": session.info["practice_id"], "ids": list(appointment_ids)}
    return list(sheet_visits(session.execute(_ROWS, asked)))


def status_counts(session: Session, asked: Audience) -> dict[Status, int]:
    """The visits of the period by status, whichever of them ``asked`` names."""
    rows = session.execute(_COUNTS, _parameters(session, asked))
    return {Status(row.status): row.visits for row in rows}


def _parameters(session: Session, asked: Audience) -> dict[str, Any]:
    practice = session.get_one(Practice, session.info["practice_id"])
    return {
        "practice_id": practice.id,
        "start": _midnight(asked.first, practice.timezone),
        "end": _midnight(asked.last and asked.last + timedelta(days=1), practice.timezone),
        "provider_ids": list(asked.provider_ids),
        "location_ids": list(asked.location_ids),
        "visit_types": list(asked.visit_types),
    }


def _midnight(day: date | None, place: str) -> datetime | None:
    return day_begins(day, zone(place)) if day else None
