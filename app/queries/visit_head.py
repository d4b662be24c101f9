"""One appointment as the top of its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.appointments import CancelledBy, Confirmation, Lifecycle, Status, status_of
from app.models import AppointmentRow, FeedSource, Location, Patient, Practice, Provider


@dataclass(frozen=True, slots=True)
class VisitHead:
    """``starts_at`` is UTC; ``zone`` the IANA name of the office's time zone."""

    id: int
    patient_id: int
    family_id: int
    patient: str
    starts_at: datetime
    zone: str
    minutes: int
    visit_type: str
    provider: str
    location: str
    status: Status
    cancelled_by: CancelledBy | None
    blocked: bool
    status_text: str
    source: str
    external_id: str


def visit_head(session: Session, appointment: AppointmentRow) -> VisitHead:
    """Everything but its history."""
    row = session.execute(
        select(
            Patient.family_id,
            func.concat_ws(" ", Patient.first_name, Patient.last_name).label("patient"),
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
            Provider.name.label("provider"),
            Location.name.label("location"),
            FeedSource.name.label("source"),
        )
        .select_from(AppointmentRow)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .outerjoin(FeedSource, FeedSource.id == AppointmentRow.source_id)
        .where(AppointmentRow.id == appointment.id)
    ).one()
    return VisitHead(
        id=appointment.id,
        patient_id=appointment.patient_id,
        family_id=row.family_id,
        patient=row.patient,
        starts_at=appointment.starts_at,
        zone=row.zone,
        minutes=appointment.minutes,
        visit_type=appointment.visit_type,
        provider=row.provider or "",
        location=row.location,
        status=status_of(Lifecycle(appointment.lifecycle), Confirmation(appointment.confirmation)),
        cancelled_by=CancelledBy(appointment.cancelled_by) if appointment.cancelled_by else None,
        blocked=appointment.blocked,
        status_text=appointment.status_text,
        source=row.source or "",
        external_id=appointment.external_id,
    )
