"""The visits of some children that are still to come, with what staff see of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.appointments import Confirmation, Lifecycle, Status, status_of
from app.models import AppointmentRow, Location, Practice, Provider


@dataclass(frozen=True, slots=True)
class ComingVisit:
    """``starts_at`` is UTC; ``zone`` the IANA name of the office's time zone."""

    id: int
    patient_id: int
    starts_at: datetime
    zone: str
    visit_type: str
    provider: str
    location: str
    status: Status
    blocked: bool


def coming_visits(
    session: Session, now: datetime, patient_ids: Collection[int]
) -> dict[int, list[ComingVisit]]:
    """Visits that start at ``now`` or later, cancelled ones too, by child and in order of start."""
    rows = session.execute(
        select(
            AppointmentRow,
            func.coalesce(Location.timezone, Practice.timezone),
            Provider.name,
            Location.name,
        )
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(AppointmentRow.patient_id.in_(patient_ids), AppointmentRow.starts_at >= now)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    found: dict[int, list[ComingVisit]] = {}
    for row, zone, provider, location in rows:
        found.setdefault(row.patient_id, []).append(_visit(row, zone, provider or "", location))
    return found


def _visit(row: AppointmentRow, zone: str, provider: str, location: str) -> ComingVisit:
    return ComingVisit(
        id=row.id,
        patient_id=row.patient_id,
        starts_at=row.starts_at,
        zone=zone,
        visit_type=row.visit_type,
        provider=provider,
        location=location,
        status=status_of(Lifecycle(row.lifecycle), Confirmation(row.confirmation)),
        blocked=row.blocked,
    )
