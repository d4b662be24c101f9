"""Children with everyone who answers for them, as rows and as the rule book sees them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.contacts import ChildContacts, ContactFacts
from app.models.among import among
from app.models.facts import ADDRESS_COLUMNS, contact_facts
from app.models.family import Address, Contact, Patient, PatientContact


@dataclass(frozen=True, slots=True)
class KnownContact:
    """A contact of one child: ``pair`` belongs to the two together, ``facts`` is for the rules."""

    pair: PatientContact
    contact: Contact
    facts: ContactFacts


@dataclass(frozen=True, slots=True)
class KnownChild:
    """A child and its contacts in their order; ``facts`` is for the rules."""

    patient: Patient
    contacts: tuple[KnownContact, ...]
    facts: ChildContacts


def known_children(session: Session, patient_ids: Collection[int]) -> dict[int, KnownChild]:
    """Each child by its id, in two queries however many there are. Unknown ids are left out."""
    patients = session.scalars(
        select(Patient).where(among(Patient.id, patient_ids)).order_by(Patient.id)
    ).all()
    ties = session.execute(
        select(PatientContact, Contact)
        .join(Contact, Contact.id == PatientContact.contact_id)
        .where(among(PatientContact.patient_id, patient_ids))
        .order_by(PatientContact.patient_id, PatientContact.position)
    ).all()
    addresses = addresses_of(session, [contact for _, contact in ties])
    contacts: dict[int, list[KnownContact]] = {patient.id: [] for patient in patients}
    for pair, contact in ties:
        contacts[pair.patient_id].append(KnownContact(pair, contact, contact_facts(pair, contact, addresses)))
    return {patient.id: _known(patient, tuple(contacts[patient.id])) for patient in patients}


def addresses_of(session: Session, contacts: Collection[Contact]) -> dict[int, Address]:
    """The phones and emails of these contacts, by id."""
    held = {getattr(contact, column) for contact in contacts for column in ADDRESS_COLUMNS.values()} - {None}
    rows = session.scalars(select(Address).where(among(Address.id, held)))
    return {row.id: row for row in rows}


def _known(patient: Patient, contacts: tuple[KnownContact, ...]) -> KnownChild:
    facts = ChildContacts(
        patient_id=patient.id,
        contacts=tuple(each.facts for each in contacts),
        deceased=patient.deceased_at is not None,
    )
    return KnownChild(patient, contacts, facts)
