"""One family for staff: children, contacts, who is reached how, and why somebody gets nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.consent import Consent
from app.domain.contacts import Eligible, eligibility
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.reasons import Reason
from app.domain.remedies import what_to_do
from app.models import Address, Contact, Family, Patient, PatientContact
from app.models.facts import ADDRESS_COLUMNS, PREFERENCE_COLUMNS, consents_of
from app.models.known_children import KnownChild, KnownContact, addresses_of, known_children
from app.queries.coming_visits import ComingVisit, coming_visits
from app.queries.contact_messages import ContactMessage, contact_messages


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a contact gets reminders about one child: over which channel, or why not and what to do."""

    channel: Channel | None
    reason: Reason | None
    remedy: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A contact of one child. ``consents`` has all purposes and channels that are on file."""

    pair_id: int
    contact_id: int
    name: str
    position: int
    relationship: str
    authority: str
    authority_text: str
    resides_with: bool | None
    end_date: date | None
    consents: dict[tuple[Purpose, Channel], Consent]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Child:
    """A child, its coming visits and its contacts in order."""

    id: int
    first_name: str
    last_name: str
    birth_date: date | None
    chart: str
    deceased: bool
    visits: tuple[ComingVisit, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """A number in E.164 or an email as stored; ``problem`` says why it cannot be used."""

    id: int
    value: str
    problem: str | None
    suppressed_at: datetime | None
    suppressed_reason: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with everything that is the same for all its children."""

    id: int
    name: str
    language: str | None
    preferences: dict[Purpose, str | None]
    addresses: dict[AddressKind, KnownAddress]
    messages: tuple[ContactMessage, ...]


@dataclass(frozen=True, slots=True)
class FamilyRecord:
    """Everything on the page. ``name`` is the children's last names, joined."""

    id: int
    name: str
    children: tuple[Child, ...]
    people: tuple[Person, ...]


def family_record(session: Session, now: datetime, family_id: int) -> FamilyRecord | None:
    """The family, or None if this practice has none with this id. Visits before ``now`` are left out."""
    if session.get(Family, family_id) is None:
        return None
    ids = session.scalars(select(Patient.id).where(Patient.family_id == family_id)).all()
    known = known_children(session, ids)
    visits = coming_visits(session, now, ids)
    children = [_child(each, visits.get(each.patient.id, [])) for each in known.values()]
    names = dict.fromkeys(child.last_name for child in children)
    return FamilyRecord(
        family_id, " and ".join(names), tuple(children), _people(session, now, known.values())
    )


def family_of_patient(session: Session, patient_id: int) -> int | None:
    """The family a child belongs to, or None if this practice has no such child."""
    return session.scalar(select(Patient.family_id).where(Patient.id == patient_id))


def _child(known: KnownChild, visits: list[ComingVisit]) -> Child:
    patient = known.patient
    return Child(
        id=patient.id,
        first_name=patient.first_name,
        last_name=patient.last_name,
        birth_date=patient.birth_date,
        chart=patient.external_id,
        deceased=known.facts.deceased,
        visits=tuple(visits),
        ties=tuple(_tie(each, known) for each in known.contacts),
    )


def _tie(known: KnownContact, child: KnownChild) -> Tie:
    pair: PatientContact = known.pair
    return Tie(
        pair_id=pair.id,
        contact_id=known.contact.id,
        name=known.contact.name,
        position=pair.position,
        relationship=pair.relationship,
        authority=pair.authority,
        authority_text=pair.authority_text,
        resides_with=pair.resides_with,
        end_date=pair.end_date,
        consents=dict(consents_of(pair.consents, pair.withdrawn)),
        verdict=_verdict(known, child),
    )


def _verdict(known: KnownContact, child: KnownChild) -> Verdict:
    found = eligibility(known.facts, child.facts, Purpose.REMINDERS)
    if isinstance(found, Eligible):
        return Verdict(found.channel, None, "")
    return Verdict(None, found.reason, what_to_do(found.reason))


def _people(session: Session, now: datetime, children: Iterable[KnownChild]) -> tuple[Person, ...]:
    contacts = {each.contact.id: each.contact for child in children for each in child.contacts}
    addresses = addresses_of(session, list(contacts.values()))
    messages = contact_messages(session, now, list(contacts))
    return tuple(_person(each, addresses, messages.get(each.id, [])) for each in contacts.values())


def _person(contact: Contact, addresses: dict[int, Address], messages: list[ContactMessage]) -> Person:
    held = {kind: getattr(contact, column) for kind, column in ADDRESS_COLUMNS.items()}
    return Person(
        id=contact.id,
        name=contact.name,
        language=contact.language,
        preferences={purpose: getattr(contact, column) for purpose, column in PREFERENCE_COLUMNS.items()},
        addresses={kind: _address(addresses[number]) for kind, number in held.items() if number is not None},
        messages=tuple(messages),
    )


def _address(row: Address) -> KnownAddress:
    return KnownAddress(row.id, row.value, row.problem, row.suppressed_at, row.suppressed_reason)
