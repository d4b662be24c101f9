"""Who waits for an earlier time, as the rule book sees them (product J4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.appointments import Lifecycle
from app.domain.waitlists import EntryState, Waiting
from app.models.among import among
from app.models.appointment import AppointmentRow
from app.models.family import Patient
from app.models.waitlist import WaitlistEntry

_Busy = Mapping[int, list[tuple[int, datetime, datetime]]]


def waiting_list(session: Session, now: datetime, entry_ids: Collection[int] | None = None) -> list[Waiting]:
    """Everybody in the practice who waits at ``now`` (UTC), or those of these entries who do.

    Whose child died waits for nothing. Three statements, however many wait.
    """
    booked = aliased(AppointmentRow)
    wanted = (
        select(WaitlistEntry, Patient.family_id, booked.starts_at.label("visit_at"))
        .join(Patient, Patient.id == WaitlistEntry.patient_id)
        .outerjoin(
            booked,
            (booked.id == WaitlistEntry.appointment_id) & (booked.lifecycle == Lifecycle.SCHEDULED),
        )
        .where(WaitlistEntry.state == EntryState.WAITING, Patient.deceased_at.is_(None))
        .order_by(WaitlistEntry.created_at, WaitlistEntry.id)
    )
    if entry_ids is not None:
        wanted = wanted.where(among(WaitlistEntry.id, entry_ids))
    rows = session.execute(wanted).all()
    busy = _busy(session, now, {row.WaitlistEntry.patient_id for row in rows})
    return [_waiting(row.WaitlistEntry, row.family_id, row.visit_at, busy) for row in rows]


def _busy(session: Session, now: datetime, patient_ids: Collection[int]) -> _Busy:
    """The visits to come of these children: (appointment, start, end)."""
    rows = session.execute(
        select(
            AppointmentRow.id, AppointmentRow.patient_id, AppointmentRow.starts_at, AppointmentRow.minutes
        ).where(
            among(AppointmentRow.patient_id, patient_ids),
            AppointmentRow.starts_at > now - timedelta(days=1),
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
        )
    )
    found = defaultdict(list)
    for row in rows:
        ends_at = row.starts_at + timedelta(minutes=row.minutes)
        found[row.patient_id].append((row.id, row.starts_at, ends_at))
    return found


def _waiting(row: WaitlistEntry, family_id: int, visit_at: datetime | None, busy: _Busy) -> Waiting:
    return Waiting(
        id=row.id,
        patient_id=row.patient_id,
        family_id=family_id,
        contact_id=row.contact_id,
        visit_type=row.visit_type,
        provider_ids=frozenset(row.provider_ids),
        location_ids=frozenset(row.location_ids),
        minutes=row.minutes,
        days=frozenset(row.days),
        from_time=row.from_time,
        to_time=row.to_time,
        earliest_on=row.earliest_on,
        latest_on=row.latest_on,
        since=row.created_at,
        visit_at=visit_at,
        busy=tuple(
            (start, end)
            for number, start, end in busy.get(row.patient_id, ())
            if number != row.appointment_id
        ),
    )
