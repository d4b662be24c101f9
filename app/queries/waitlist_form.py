"""The form of one entry of the waitlist: what it says, and what can be chosen (product J4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.local_time import local_day, zone
from app.domain.waitlist_form import TypedEntry
from app.domain.waitlists import EntryState
from app.models import AppointmentRow, Patient, Practice, WaitlistEntry
from app.models.entry_choices import ChildChoices, child_choices


@dataclass(frozen=True, slots=True)
class EntryForm:
    """``entry_id`` is None for a new one. ``errors`` say by field what cannot be used."""

    entry_id: int | None
    child: ChildChoices
    typed: TypedEntry
    errors: Mapping[str, str] = field(default_factory=dict)


def new_entry_form(
    session: Session, now: datetime, patient_id: int, visit_id: int | None = None
) -> EntryForm | None:
    """Begun with the visit ``visit_id``, or the next one, at ``now`` (UTC); None for an unknown child."""
    child = child_choices(session, now, patient_id)
    if child is None:
        return None
    practice = session.get_one(Practice, session.info["practice_id"])
    visit = next((each for each in child.visits if visit_id in (None, each.id)), None)
    typed = TypedEntry(
        contact_id=str(next(iter(child.contacts), "")),
        appointment_id=str(visit.id) if visit else "",
        visit_type=visit.visit_type if visit else "",
        minutes=str(visit.minutes if visit else 20),
        earliest_on=local_day(now, zone(practice.timezone)).isoformat(),
    )
    return EntryForm(None, child, typed)


def saved_entry_form(session: Session, now: datetime, entry_id: int) -> EntryForm | None:
    """None for an entry that nobody waits under any more."""
    row = session.get(WaitlistEntry, entry_id)
    if row is None or row.state != EntryState.WAITING:
        return None
    child = child_choices(session, now, row.patient_id)
    return EntryForm(entry_id, child, _typed(row)) if child else None


def _typed(row: WaitlistEntry) -> TypedEntry:
    return TypedEntry(
        contact_id=str(row.contact_id),
        appointment_id=str(row.appointment_id or ""),
        visit_type=row.visit_type,
        minutes=str(row.minutes),
        provider_ids=tuple(map(str, row.provider_ids)),
        location_ids=tuple(map(str, row.location_ids)),
        days=tuple(map(str, row.days)),
        from_time=_clock(row.from_time),
        to_time=_clock(row.to_time),
        earliest_on=row.earliest_on.isoformat(),
        latest_on=row.latest_on.isoformat() if row.latest_on else "",
        note=row.note,
    )


def _clock(at: time | None) -> str:
    return at.isoformat("minutes") if at else ""


def child_of_visit(session: Session, visit_id: int | None) -> int:
    """The child of this appointment; 0 for an unknown one."""
    return session.scalar(select(AppointmentRow.patient_id).where(AppointmentRow.id == visit_id)) or 0


@dataclass(frozen=True, slots=True)
class FoundChild:
    """A child that could be put on the list."""

    id: int
    name: str
    chart: str


def children_of_families(session: Session, family_ids: list[int]) -> list[FoundChild]:
    """The living children of these families, by name."""
    rows = session.scalars(
        select(Patient)
        .where(Patient.family_id.in_(family_ids), Patient.deceased_at.is_(None))
        .order_by(Patient.last_name, Patient.first_name, Patient.id)
    )
    return [FoundChild(row.id, f"{row.first_name} {row.last_name}", row.external_id) for row in rows]
