"""Which families does the front desk mean? By child, parent, last digits of a phone, or chart number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.models import Address, Contact, Patient, PatientContact

MOST = 30
LEAST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class FoundFamily:
    """A family: children with their chart numbers, parents with their phone (E.164, may be empty)."""

    family_id: int
    children: tuple[tuple[str, str], ...]
    parents: tuple[tuple[str, str], ...]


def find_families(session: Session, wanted: str) -> list[FoundFamily]:
    """At most 30, by last name. Every word must fit one person; nothing wanted finds nothing."""
    words = wanted.split()
    if not words:
        return []
    family_ids = session.scalars(
        select(Patient.family_id)
        .where(or_(_child_fits(words), _parent_fits(words), _phone_ends(wanted)))
        .group_by(Patient.family_id)
        .order_by(func.min(func.lower(Patient.last_name)), Patient.family_id)
        .limit(MOST)
    ).all()
    return _described(session, family_ids)


def _child_fits(words: Sequence[str]) -> ColumnElement[bool]:
    name = Patient.first_name + " " + Patient.last_name
    by_name = and_(*(name.icontains(word, autoescape=True) for word in words))
    return or_(by_name, func.lower(Patient.external_id) == " ".join(words).lower())


def _parent_fits(words: Sequence[str]) -> ColumnElement[bool]:
    found = (
        select(PatientContact.patient_id)
        .join(Contact, Contact.id == PatientContact.contact_id)
        .where(*(Contact.name.icontains(word, autoescape=True) for word in words))
    )
    return Patient.id.in_(found)


def _phone_ends(wanted: str) -> ColumnElement[bool]:
    digits = re.sub(r"\D", "", wanted)
    if len(digits) < LEAST_DIGITS or re.search(r"[^\W\d]", wanted):
        return false()
    has = (Contact.cell_id, Contact.home_id, Contact.work_phone_id)
    found = (
        select(PatientContact.patient_id)
        .join(Contact, Contact.id == PatientContact.contact_id)
        .join(Address, or_(*(Address.id == column for column in has)))
        .where(Address.kind == "phone", Address.value.endswith(digits, autoescape=True))
    )
    return Patient.id.in_(found)


def _described(session: Session, family_ids: Sequence[int]) -> list[FoundFamily]:
    children: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for child in session.scalars(
        select(Patient).where(Patient.family_id.in_(family_ids)).order_by(Patient.birth_date, Patient.id)
    ):
        children[child.family_id].append((f"{child.first_name} {child.last_name}", child.external_id))
    parents = _parents(session, family_ids)
    return [FoundFamily(each, tuple(children[each]), tuple(parents[each])) for each in family_ids]


def _parents(session: Session, family_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    rows = session.execute(
        select(Patient.family_id, Contact.name, func.coalesce(Address.value, ""))
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .join(Contact, Contact.id == PatientContact.contact_id)
        .outerjoin(Address, Address.id == func.coalesce(Contact.cell_id, Contact.home_id))
        .where(Patient.family_id.in_(family_ids))
        .group_by(Patient.family_id, Contact.id, Address.id)
        .order_by(func.min(PatientContact.position), Contact.id)
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for family_id, name, phone in rows:
        found[family_id].append((name, phone))
    return found
