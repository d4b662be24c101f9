"""Who waits for an earlier time, and for what (product J4)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.waitlist_words import wish_words
from app.domain.waitlists import EntryState
from app.models import AppointmentRow, Contact, Location, Offer, Patient, Practice, WaitlistEntry
from app.models.wishes import wishes_of
from app.queries.practice_names import practice_names

MOST = 500


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One child that waits. Instants are UTC; ``zone`` is that of the later visit's place.

    ``offers`` counts the times offered so far. ``passed`` says that the last day that suits is over.
    """

    id: int
    patient_id: int
    family_id: int
    child: str
    contact: str
    wishes: str
    note: str
    since: datetime
    visit_at: datetime | None
    zone: str
    offers: int
    passed: bool


def waitlist_entries(session: Session, today: date) -> list[EntryLine]:
    """Whoever waits, the longest first. ``today`` is the practice's local day."""
    offers = select(func.count(Offer.id)).where(Offer.entry_id == WaitlistEntry.id).scalar_subquery()
    rows = session.execute(
        select(
            WaitlistEntry,
            Patient,
            Contact.name.label("contact"),
            AppointmentRow.starts_at.label("visit_at"),
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
            offers.label("offers"),
        )
        .join(Patient, Patient.id == WaitlistEntry.patient_id)
        .join(Contact, Contact.id == WaitlistEntry.contact_id)
        .join(Practice, Practice.id == WaitlistEntry.practice_id)
        .outerjoin(AppointmentRow, AppointmentRow.id == WaitlistEntry.appointment_id)
        .outerjoin(Location, Location.id == AppointmentRow.location_id)
        .where(WaitlistEntry.state == EntryState.WAITING)
        .order_by(WaitlistEntry.created_at, WaitlistEntry.id)
        .limit(MOST)
    ).all()
    names = practice_names(session)
    return [
        EntryLine(
            id=row.WaitlistEntry.id,
            patient_id=row.Patient.id,
            family_id=row.Patient.family_id,
            child=f"{row.Patient.first_name} {row.Patient.last_name}",
            contact=row.contact or "No name",
            wishes=wish_words(wishes_of(row.WaitlistEntry), names.providers, names.locations),
            note=row.WaitlistEntry.note,
            since=row.WaitlistEntry.created_at,
            visit_at=row.visit_at,
            zone=row.zone,
            offers=row.offers,
            passed=row.WaitlistEntry.latest_on is not None and row.WaitlistEntry.latest_on < today,
        )
        for row in rows
    ]
