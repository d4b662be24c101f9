"""Children who share a contact are one family; a shared contact joins two families (product B8, C1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.actions.load_known import Known
from app.models import Contact, Family, Patient


def family_for(known: Known, now: datetime, contacts: Iterable[Contact]) -> int:
    """The family of the first of these contacts who has one, else a new family."""
    found = (known.families.get(contact.id) for contact in contacts)
    number = next((each for each in found if each is not None), None)
    return known.family(number) if number is not None else known.newcomers.add(Family(created_at=now)).id


def join_family(known: Known, patient: Patient, contact: Contact) -> None:
    """Put the contact into the child's family; if it was in another, note that the two become one."""
    here = known.family(patient.family_id)
    there = known.family(known.families.setdefault(contact.id, here))
    if here != there:
        kept, gone = min(here, there), max(here, there)
        known.joined[gone] = kept


def write_joined(session: Session, known: Known) -> None:
    """Move the children of joined families and drop the empty ones. Call it when all rows are flushed."""
    for gone in known.joined:
        kept = known.family(gone)
        session.execute(update(Patient).where(Patient.family_id == gone).values(family_id=kept))
        session.execute(delete(Family).where(Family.id == gone))
