"""What greetings ask of the rows: visits of children, well visit types, and each place's delivery times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.appointments import Lifecycle
from app.domain.delivery_rules import DeliveryRules
from app.domain.greetings import KnownVisit
from app.domain.local_time import zone
from app.domain.open_windows import Window, delivery_times, open_windows
from app.domain.rules import Rule
from app.models.appointment import AppointmentRow
from app.models.facts import delivery_rules_facts, hours_facts
from app.models.practice import DeliveryRulesRow, Holiday, Location, Practice, VisitType

AROUND = timedelta(days=70)
"""Further than any practice stays closed."""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The locations of a practice by id, with what decides when messages may go out there (D1, D2)."""

    usual: DeliveryRules
    zone: str
    places: Mapping[int, Location]
    closed: Mapping[int | None, frozenset[date]]

    def zone_at(self, location_id: int) -> ZoneInfo:
        """The location's time zone, or the practice's where it has none."""
        return zone(self.places[location_id].timezone or self.zone)

    def windows_at(self, location_id: int, rule: Rule, first: date, last: date) -> Sequence[Window]:
        """The open times for messages of ``rule`` from well before ``first`` to well after ``last``."""
        place = self.places[location_id]
        own = hours_facts(place.window_from, place.window_to, place.days)
        times = delivery_times(self.usual, own, rule.hours)
        closed = self.closed.get(None, frozenset()) | self.closed.get(location_id, frozenset())
        return open_windows(times, self.zone_at(location_id), closed, first - AROUND, last + AROUND)


def read_calendars(session: Session) -> Calendars:
    """Those of the session's practice."""
    practice = session.get_one(Practice, session.info["practice_id"])
    row = session.scalar(select(DeliveryRulesRow))
    closed: dict[int | None, set[date]] = defaultdict(set)
    for holiday in session.scalars(select(Holiday)):
        closed[holiday.location_id].add(holiday.day)
    return Calendars(
        usual=delivery_rules_facts(row) if row else DeliveryRules(),
        zone=practice.timezone,
        places={row.id: row for row in session.scalars(select(Location))},
        closed={place: frozenset(days) for place, days in closed.items()},
    )


def known_visits(session: Session, patient_ids: Collection[int]) -> Mapping[int, Sequence[KnownVisit]]:
    """What greetings ask of the appointments of these children, by child."""
    rows = session.execute(
        select(
            AppointmentRow.patient_id,
            AppointmentRow.id,
            AppointmentRow.starts_at,
            AppointmentRow.lifecycle,
            AppointmentRow.visit_type,
            AppointmentRow.location_id,
            AppointmentRow.provider_id,
        ).where(AppointmentRow.patient_id.in_(patient_ids))
    )
    found: dict[int, list[KnownVisit]] = defaultdict(list)
    for patient_id, number, starts_at, lifecycle, visit_type, location_id, provider_id in rows:
        found[patient_id].append(
            KnownVisit(number, starts_at, Lifecycle(lifecycle), visit_type, location_id, provider_id)
        )
    return found


def well_visit_types(session: Session) -> frozenset[str]:
    """The names of the visit types the practice marked as check-ups, in lower case."""
    return frozenset(session.scalars(select(func.lower(VisitType.name)).where(VisitType.well_visit)))
