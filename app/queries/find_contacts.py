"""Which parents does somebody mean who picks the recipients of a message by hand (product K1, K3)?"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.models import Address, Contact, Patient, PatientContact
from app.models.among import among

MOST = 20
LEAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class FoundContact:
    """A contact with its phone (E.164, may be empty) and the names of its children."""

    id: int
    name: str
    phone: str
    children: tuple[str, ...]


def find_contacts(session: Session, wanted: str) -> list[FoundContact]:
    """At most 20, by name. Every word must fit the contact, or one of its children; digits end a phone."""
    words = wanted.split()
    if not words:
        return []
    fits = or_(_name_fits(words), _child_fits(words), _phone_ends(wanted))
    return _described(session, _contacts().where(fits).limit(MOST))


def contacts_named(session: Session, contact_ids: Collection[int]) -> list[FoundContact]:
    """Those of the ids that the practice has, by name."""
    if not contact_ids:
        return []
    return _described(session, _contacts().where(among(Contact.id, contact_ids)))


def _contacts() -> Select[int, str, str]:
    return (
        select(Contact.id, Contact.name, func.coalesce(Address.value, "").label("phone"))
        .outerjoin(Address, Address.id == func.coalesce(Contact.cell_id, Contact.home_id))
        .where(Contact.id.in_(select(PatientContact.contact_id)))
        .order_by(func.lower(Contact.name), Contact.id)
    )


def _described(session: Session, question: Select[int, str, str]) -> list[FoundContact]:
    rows = session.execute(question).all()
    children: dict[int, list[str]] = {row.id: [] for row in rows}
    names = session.execute(
        select(PatientContact.contact_id, Patient.first_name, Patient.last_name)
        .join(Patient, Patient.id == PatientContact.patient_id)
        .where(among(PatientContact.contact_id, list(children)))
        .order_by(Patient.birth_date, Patient.id)
    )
    for contact_id, first_name, last_name in names:
        children[contact_id].append(f"{first_name} {last_name}")
    return [FoundContact(row.id, row.name, row.phone, tuple(children[row.id])) for row in rows]


def _name_fits(words: Collection[str]) -> ColumnElement[bool]:
    return and_(*(Contact.name.icontains(word, autoescape=True) for word in words))


def _child_fits(words: Collection[str]) -> ColumnElement[bool]:
    name = Patient.first_name + " " + Patient.last_name
    found = (
        select(PatientContact.contact_id)
        .join(Patient, Patient.id == PatientContact.patient_id)
        .where(*(name.icontains(word, autoescape=True) for word in words))
    )
    return Contact.id.in_(found)


def _phone_ends(wanted: str) -> ColumnElement[bool]:
    digits = re.sub(r"\D", "", wanted)
    if len(digits) < LEAST_DIGITS or re.search(r"[^\W\d]", wanted):
        return false()
    has = (Contact.cell_id, Contact.home_id, Contact.work_phone_id)
    number = select(Address.id).where(
        or_(*(Address.id == column for column in has)),
        Address.kind == "phone",
        Address.value.endswith(digits, autoescape=True),
    )
    # Beside the contact's own number, which the question around it looks up in the same table.
    return number.correlate(Contact).exists()
