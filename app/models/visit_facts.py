"""Appointments as the rule book sees them, with what it asks of patient, type and place (product C7, E3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.appointments import Appointment, Lifecycle, is_confidential
from app.domain.local_time import local_day, zone
from app.models.among import among
from app.models.appointment import AppointmentRow
from app.models.facts import appointment_facts
from app.models.family import Patient
from app.models.practice import Location, Practice, VisitType

STOOD = (Lifecycle.SCHEDULED, Lifecycle.ARRIVED, Lifecycle.COMPLETED)
"""An earlier appointment of these makes a later one not the patient's first."""

_EARLIER = aliased(AppointmentRow)
_FIRST = ~exists().where(
    _EARLIER.practice_id == AppointmentRow.practice_id,
    _EARLIER.patient_id == AppointmentRow.patient_id,
    _EARLIER.starts_at < AppointmentRow.starts_at,
    _EARLIER.lifecycle.in_(STOOD),
)
_OF_THIS_TYPE = and_(
    VisitType.practice_id == AppointmentRow.practice_id,
    func.lower(VisitType.name) == func.lower(AppointmentRow.visit_type),
)
_AROUND = (
    select(
        AppointmentRow,
        func.coalesce(Location.timezone, Practice.timezone).label("zone"),
        Practice.confidential_age,
        Patient.birth_date,
        _FIRST.label("first_visit"),
        func.coalesce(VisitType.confidential, False).label("marked"),
    )
    .join(Location, Location.id == AppointmentRow.location_id)
    .join(Practice, Practice.id == AppointmentRow.practice_id)
    .join(Patient, Patient.id == AppointmentRow.patient_id)
    .outerjoin(VisitType, _OF_THIS_TYPE)
)


def visit_facts(session: Session, appointment_ids: Collection[int]) -> dict[int, Appointment]:
    """Each appointment by its id, complete, in one query. Unknown ids are left out."""
    rows = session.execute(
        _AROUND.where(among(AppointmentRow.id, appointment_ids)).order_by(AppointmentRow.id)
    )
    return {row.AppointmentRow.id: _facts(row) for row in rows}


def confidential_visits(session: Session, appointment_ids: Collection[int]) -> set[int]:
    """Those of these appointments that are the patient's own matter (C7)."""
    marked = session.scalars(
        select(AppointmentRow.id)
        .join(VisitType, _OF_THIS_TYPE)
        .where(VisitType.confidential, AppointmentRow.id.in_(appointment_ids))
    ).all()
    return {number for number, facts in visit_facts(session, marked).items() if facts.confidential}


def _facts(row: Any) -> Appointment:
    day = local_day(row.AppointmentRow.starts_at, zone(row.zone))
    return appointment_facts(
        row.AppointmentRow,
        row.zone,
        birth_date=row.birth_date,
        first_visit=row.first_visit,
        confidential=is_confidential(row.marked, row.birth_date, day, row.confidential_age),
    )
