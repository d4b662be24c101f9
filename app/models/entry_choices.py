"""What an entry of the waitlist can name, for its form and for reading it (product J4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.domain.appointments import Lifecycle
from app.domain.waitlist_form import EntryChoices
from app.models.appointment import AppointmentRow
from app.models.family import Contact, Patient, PatientContact
from app.models.practice import Location, Practice, Provider, VisitType

_LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class ComingVisit:
    """A visit of the child that could be given up; ``starts_at`` is UTC, ``zone`` the place's."""

    id: int
    starts_at: datetime
    zone: str
    minutes: int
    visit_type: str


@dataclass(frozen=True, slots=True)
class ChildChoices:
    """One child with its contacts, its visits to come, and the practice's types, providers and offices."""

    patient_id: int
    family_id: int
    name: str
    contacts: Mapping[int, str]
    visits: tuple[ComingVisit, ...]
    visit_types: tuple[str, ...]
    providers: Mapping[int, str]
    locations: Mapping[int, str]

    def ids(self) -> EntryChoices:
        """The same for reading a form."""
        visits = [each.id for each in self.visits]
        return EntryChoices(self.contacts, visits, self.visit_types, self.providers, self.locations)


def child_choices(session: Session, now: datetime, patient_id: int) -> ChildChoices | None:
    """None for a child the practice does not have, or that died. ``now`` is UTC."""
    child = session.get(Patient, patient_id)
    if child is None or child.deceased_at is not None:
        return None
    return ChildChoices(
        patient_id=child.id,
        family_id=child.family_id,
        name=f"{child.first_name} {child.last_name}",
        contacts=_contacts(session, patient_id),
        visits=_visits(session, now, patient_id),
        visit_types=_types(session, now),
        providers={
            row.id: row.name
            for row in session.execute(
                select(Provider.id, Provider.name).order_by(Provider.name, Provider.id)
            )
        },
        locations={
            row.id: row.name
            for row in session.execute(select(Location.id, Location.name).order_by(Location.name))
        },
    )


def _contacts(session: Session, patient_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Contact.id, Contact.name)
        .join(PatientContact, PatientContact.contact_id == Contact.id)
        .where(PatientContact.patient_id == patient_id, PatientContact.held_at.is_(None))
        .order_by(PatientContact.position)
    )
    return {row.id: row.name or "No name" for row in rows}


def _visits(session: Session, now: datetime, patient_id: int) -> tuple[ComingVisit, ...]:
    rows = session.execute(
        select(AppointmentRow, Location.timezone, Practice.timezone.label("usual"))
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .where(
            AppointmentRow.patient_id == patient_id,
            AppointmentRow.starts_at > now,
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
        )
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return tuple(
        ComingVisit(visit.id, visit.starts_at, own or usual, visit.minutes, visit.visit_type)
        for visit, own, usual in rows
    )


def _types(session: Session, now: datetime) -> tuple[str, ...]:
    lately = AppointmentRow.starts_at >= now - _LATELY
    used = select(AppointmentRow.visit_type).where(AppointmentRow.visit_type != "", lately)
    return tuple(sorted(set(session.scalars(union(used, select(VisitType.name)))), key=str.lower))
