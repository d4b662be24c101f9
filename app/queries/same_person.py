"""Who may be the same person twice (product B8): staff compare and decide, nothing is merged by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session, aliased

from app.models import Address, Contact, Patient, PatientContact
from app.models.facts import ADDRESS_COLUMNS

PLACES = tuple(ADDRESS_COLUMNS.values())
MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another contact: its children, and numbers and emails (as stored) in the order of the page.

    ``same_name`` and ``shares`` say what the two have in common; both make it a suggestion.
    """

    contact_id: int
    name: str
    children: tuple[str, ...]
    addresses: tuple[str, ...]
    same_name: bool
    shares: bool


def doubles(session: Session, contact_ids: Collection[int]) -> dict[int, int]:
    """How many others of the practice have a contact's name and one of its numbers or emails."""
    other = aliased(Contact)
    rows = session.execute(
        select(Contact.id, func.count(other.id))
        .join(other, and_(func.lower(other.name) == func.lower(Contact.name), other.id != Contact.id))
        .where(Contact.id.in_(contact_ids), Contact.name != "", _stands(other), _shares(other, Contact))
        .group_by(Contact.id)
    )
    return {row[0]: row[1] for row in rows}


def candidates(session: Session, contact_id: int, wanted: str) -> list[Candidate] | None:
    """At most 20: the likeliest first, then those whose name has every word of ``wanted``.

    None if this practice has no such contact, or it was merged itself.
    """
    person = session.get(Contact, contact_id)
    if person is None or person.merged_into_id is not None:
        return None
    other = aliased(Contact)
    same_name = func.lower(other.name) == func.lower(Contact.name)
    shares = _shares(other, Contact)
    words = [other.name.icontains(word, autoescape=True) for word in wanted.split()]
    rows = session.execute(
        select(other, same_name, shares)
        .join(Contact, and_(Contact.id == contact_id, Contact.id != other.id))
        .where(_stands(other))
        .where(or_(shares, and_(same_name, other.name != ""), and_(*words) if words else false()))
        .order_by(and_(same_name, shares).desc(), shares.desc(), same_name.desc(), func.lower(other.name))
        .limit(MOST)
    ).all()
    return _described(session, rows)


def contact_name(session: Session, contact_id: int) -> str:
    """The name as it stands, empty if there is none."""
    return session.scalar(select(Contact.name).where(Contact.id == contact_id)) or ""


def _stands(contact: type[Contact]) -> ColumnElement[bool]:
    """Not merged itself, and somebody's contact."""
    tied = select(PatientContact.id).where(PatientContact.contact_id == contact.id).exists()
    return and_(contact.merged_into_id.is_(None), tied)


def _shares(one: type[Contact], another: type[Contact]) -> ColumnElement[bool]:
    """Some number or email in common; what is not on file is in common with nobody."""
    held = array([getattr(another, place) for place in PLACES])
    return array([getattr(one, place) for place in PLACES]).overlap(held)


def _described(session: Session, rows: Sequence[tuple[Contact, bool, bool]]) -> list[Candidate]:
    ids = [contact.id for contact, _, _ in rows]
    children = dict(
        session.execute(
            select(
                PatientContact.contact_id,
                func.array_agg(Patient.first_name + " " + Patient.last_name),
            )
            .join(Patient, Patient.id == PatientContact.patient_id)
            .where(PatientContact.contact_id.in_(ids))
            .group_by(PatientContact.contact_id)
        ).all()
    )
    held = {getattr(contact, place) for contact, _, _ in rows for place in PLACES} - {None}
    values = dict(session.execute(select(Address.id, Address.value).where(Address.id.in_(held))).all())
    return [
        Candidate(
            contact.id,
            contact.name,
            tuple(sorted(children[contact.id])),
            tuple(values[number] for place in PLACES if (number := getattr(contact, place)) is not None),
            bool(same_name),
            bool(shares),
        )
        for contact, same_name, shares in rows
    ]
