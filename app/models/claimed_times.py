"""Visits that came of the waitlist and that the schedule has not brought yet (product J4, decision 20)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, select

from app.models.appointment import AppointmentRow
from app.models.family import Patient

_PREFIX = "waitlist-"


def claimed_name(slot_id: int) -> str:
    """What such a visit is called until the schedule has its own name for it."""
    return f"{_PREFIX}{slot_id}"


def claimed_visits(source_id: int, charts: Collection[str]) -> Select[int]:
    """The ids of those of the children with these chart numbers in this source."""
    children = select(Patient.id).where(Patient.source_id == source_id, Patient.external_id.in_(charts))
    return select(AppointmentRow.id).where(
        AppointmentRow.source_id.is_(None),
        AppointmentRow.external_id.startswith(_PREFIX),
        AppointmentRow.patient_id.in_(children),
    )
