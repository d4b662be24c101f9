"""One family for staff: children, contacts, who is reached how, and why somebody gets nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.consent import Consent
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.verdicts import Verdict, verdicts
from app.models import Contact, Family, FormerContact, Patient, PatientContact
from app.models.facts import PREFERENCE_COLUMNS, consents_of
from app.models.known_children import KnownChild, KnownContact, addresses_of, known_children
from app.models.seen_states import contact_state, tie_state
from app.queries.coming_visits import ComingVisit, coming_visits
from app.queries.consent_story import ConsentStep, consent_story
from app.queries.contact_messages import ContactMessage, contact_messages
from app.queries.known_addresses import KnownAddress, known_addresses
from app.queries.same_person import doubles
from app.queries.undelivered_addresses import undelivered_addresses


@dataclass(frozen=True, slots=True)
class Tie:
    """A contact of one child. ``consents`` has all purposes and channels that are on file.

    ``verdicts`` says for each purpose what the contact gets or why not, the reminders first. ``seen`` is
    the state of the fields staff edit, which goes back with their form.
    """

    pair_id: int
    contact_id: int
    name: str
    position: int
    relationship: str
    authority: str
    authority_text: str
    resides_with: bool | None
    end_date: date | None
    own: bool
    alternative: bool
    held_at: datetime | None
    consents: dict[tuple[Purpose, Channel], Consent]
    verdicts: tuple[Verdict, ...]
    seen: str

    @property
    def verdict(self) -> Verdict:
        """What the contact gets of the most important: the reminders."""
        return self.verdicts[0]


@dataclass(frozen=True, slots=True)
class FormerTie:
    """A contact that staff took off a child, at ``removed_at`` (UTC)."""

    contact_id: int
    name: str
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Child:
    """A child, its coming visits, its contacts in order, who was taken off, and what was said of consent."""

    id: int
    first_name: str
    last_name: str
    birth_date: date | None
    chart: str
    deceased: bool
    visits: tuple[ComingVisit, ...]
    ties: tuple[Tie, ...]
    former: tuple[FormerTie, ...]
    consents: tuple[ConsentStep, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with everything that is the same for all its children.

    ``doubles`` counts contacts of the practice who may be the same person. ``seen`` is as in ``Tie``.
    """

    id: int
    name: str
    language: str | None
    preferences: dict[Purpose, str | None]
    addresses: dict[AddressKind, KnownAddress]
    messages: tuple[ContactMessage, ...]
    doubles: int
    seen: str


@dataclass(frozen=True, slots=True)
class FamilyRecord:
    """Everything on the page. ``name`` is the children's last names, joined."""

    id: int
    name: str
    children: tuple[Child, ...]
    people: tuple[Person, ...]

    @property
    def to_ask_for(self) -> tuple[tuple[str, KnownAddress], ...]:
        """Addresses at which the last message did not arrive, with the contact's name.

        Left out are those that nothing goes to anyway, and contacts of nobody but the deceased.
        """
        living = {tie.contact_id for child in self.children if not child.deceased for tie in child.ties}
        return tuple(
            (person.name, each)
            for person in self.people
            if person.id in living
            for each in person.addresses.values()
            if each.undelivered and not each.problem and not each.suppressed_at
        )


def family_record(session: Session, now: datetime, family_id: int) -> FamilyRecord | None:
    """The family, or None if this practice has none with this id. Visits before ``now`` are left out."""
    if session.get(Family, family_id) is None:
        return None
    ids = session.scalars(select(Patient.id).where(Patient.family_id == family_id)).all()
    known = known_children(session, ids)
    visits = coming_visits(session, now, ids)
    former, consents = _former(session, ids), consent_story(session, ids)
    children = [
        _child(each, visits.get(number, []), former.get(number, []), consents.get(number, []))
        for number, each in known.items()
    ]
    names = dict.fromkeys(child.last_name for child in children)
    return FamilyRecord(
        family_id, " and ".join(names), tuple(children), _people(session, now, known.values())
    )


def _former(session: Session, patient_ids: Collection[int]) -> dict[int, list[FormerTie]]:
    rows = session.execute(
        select(FormerContact.patient_id, Contact.id, Contact.name, FormerContact.removed_at)
        .join(Contact, Contact.id == FormerContact.contact_id)
        .where(FormerContact.patient_id.in_(patient_ids))
        .order_by(FormerContact.id)
    )
    found: dict[int, list[FormerTie]] = {}
    for patient_id, contact_id, name, removed_at in rows:
        found.setdefault(patient_id, []).append(FormerTie(contact_id, name, removed_at))
    return found


def _child(
    known: KnownChild, visits: list[ComingVisit], former: list[FormerTie], consents: list[ConsentStep]
) -> Child:
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
        former=tuple(former),
        consents=tuple(consents),
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
        own=pair.own,
        alternative=pair.alternative,
        held_at=pair.held_at,
        consents=dict(consents_of(pair.consents, pair.withdrawn)),
        verdicts=verdicts(known.facts, child.facts),
        seen=tie_state(pair),
    )


def _people(session: Session, now: datetime, children: Iterable[KnownChild]) -> tuple[Person, ...]:
    contacts = {each.contact.id: each.contact for child in children for each in child.contacts}
    addresses = addresses_of(session, list(contacts.values()))
    messages = contact_messages(session, now, list(contacts))
    alike = doubles(session, list(contacts))
    returned = undelivered_addresses(session, list(contacts))
    return tuple(
        _person(
            each, known_addresses(each, addresses, returned), messages.get(each.id, []), alike.get(each.id, 0)
        )
        for each in contacts.values()
    )


def _person(
    contact: Contact, addresses: dict[AddressKind, KnownAddress], messages: list[ContactMessage], alike: int
) -> Person:
    return Person(
        id=contact.id,
        name=contact.name,
        language=contact.language,
        preferences={purpose: getattr(contact, column) for purpose, column in PREFERENCE_COLUMNS.items()},
        addresses=addresses,
        messages=tuple(messages),
        doubles=alike,
        seen=contact_state(contact),
    )
