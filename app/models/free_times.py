"""Freed times as the rule book sees them, and when one can still be had (product J4, H3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.waitlists import FreeTime
from app.models.among import among
from app.models.appointment import AppointmentRow
from app.models.family import Patient
from app.models.practice import Location, Practice
from app.models.waitlist import Slot

STILL_FREE = """
s.state in ('freed', 'offering')
and s.starts_at - interval '15 minutes' >= cast(:now as timestamptz)
and exists (select from appointment a where a.id = s.appointment_id and a.practice_id = s.practice_id
  and a.lifecycle = 'cancelled' and a.version = s.appointment_version)
and not exists (select from appointment b
  where b.practice_id = s.practice_id and b.provider_id = s.provider_id and b.id <> s.appointment_id
    and b.starts_at > s.starts_at - interval '1 day'
    and b.starts_at < s.starts_at + s.minutes * interval '1 minute'
    and b.starts_at + b.minutes * interval '1 minute' > s.starts_at
    and b.lifecycle in ('scheduled', 'arrived', 'completed')
    and greatest(b.version_at, b.created_at) >= s.freed_at)
"""
"""Of a slot ``s``: can its time be had at ``:now``?

The visit is still cancelled, the time useful (D3), and the schedule has put nobody else there since. Who
was booked beside the child all along, such as a sibling, takes nothing away.
"""

CHILD_BUSY = """
exists (select from appointment k
  where k.practice_id = s.practice_id and k.patient_id = e.patient_id and k.lifecycle = 'scheduled'
    and k.id is distinct from e.appointment_id and k.id is distinct from s.booked_id
    and k.starts_at > s.starts_at - interval '1 day'
    and k.starts_at < s.starts_at + least(e.minutes, s.minutes) * interval '1 minute'
    and k.starts_at + k.minutes * interval '1 minute' > s.starts_at)
"""
"""Is the child of the entry ``e`` elsewhere at the time of a slot ``s``? The visit it would give up does not
count.
"""


def free_times(session: Session, slot_ids: Collection[int]) -> dict[int, FreeTime]:
    """These freed times by the id of their slot. Unknown ids are left out."""
    rows = session.execute(
        select(Slot, Patient.family_id, _ZONE)
        .join(AppointmentRow, AppointmentRow.id == Slot.appointment_id)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == Slot.location_id)
        .join(Practice, Practice.id == Slot.practice_id)
        .where(among(Slot.id, slot_ids))
    )
    return {row.Slot.id: _free_time(row.Slot, row.family_id, row.zone) for row in rows}


def times_of_visits(session: Session, appointment_ids: Collection[int]) -> dict[int, FreeTime]:
    """The times these visits stand for, as if they were free, by the id of the appointment."""
    rows = session.execute(
        select(AppointmentRow, Patient.family_id, _ZONE)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .where(among(AppointmentRow.id, appointment_ids))
    )
    return {row.AppointmentRow.id: _free_time(row.AppointmentRow, row.family_id, row.zone) for row in rows}


_ZONE = func.coalesce(Location.timezone, Practice.timezone).label("zone")


def _free_time(row: Any, family_id: int, zone: str) -> FreeTime:
    """Of a slot or an appointment: both say where, when and with whom."""
    return FreeTime(
        provider_id=row.provider_id,
        location_id=row.location_id,
        visit_type=row.visit_type,
        starts_at=row.starts_at,
        minutes=row.minutes,
        zone=zone,
        family_id=family_id,
    )
