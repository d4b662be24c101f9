"""What the database already holds about a chunk of the feed, fetched in a few queries (product B1, B8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.actions.hold_feeds import hold_feeds
from app.actions.newcomers import Newcomers
from app.feeds.addresses import ReadAddress
from app.feeds.canonical import AppointmentGiven, ContactGiven
from app.models import (
    Address,
    AppointmentRow,
    Contact,
    Department,
    FeedSource,
    FormerContact,
    Location,
    Patient,
    PatientContact,
    Practice,
    Provider,
)
from app.models.among import among
from app.models.blocked_domains import blocked_domains
from app.models.claimed_times import claimed_visits
from app.models.facts import ADDRESS_COLUMNS

PLACES = tuple(ADDRESS_COLUMNS.values())


@dataclass
class Known:
    """One chunk's view of the database; new rows join it as they are made.

    ``families`` says to which family a contact belongs, ``holders`` who has an address, ``pairs`` the
    contacts of a child, ``former`` those whom staff took off it. ``merged`` holds under each contact those
    who turned out to be the same person. ``joined`` maps a family onto the one it was joined to.
    ``blocked`` are the email domains that get nothing, with since when. ``claimed`` are visits that came of
    the waitlist and that no schedule has brought yet, by child and start (J4).
    """

    source: FeedSource
    practice_zone: str
    newcomers: Newcomers
    appointments: dict[str, AppointmentRow]
    patients: dict[str, Patient]
    addresses: dict[tuple[str, str], Address]
    locations: dict[str, Location]
    departments: dict[str, Department]
    providers: list[Provider]
    blocked: dict[str, datetime]
    contacts: dict[int, Contact] = field(default_factory=dict)
    pairs: dict[int, list[PatientContact]] = field(default_factory=lambda: defaultdict(list))
    former: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    merged: dict[int, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    holders: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    families: dict[int, int] = field(default_factory=dict)
    joined: dict[int, int] = field(default_factory=dict)
    claimed: dict[tuple[int, datetime], AppointmentRow] = field(default_factory=dict)

    def family(self, number: int) -> int:
        """The family this one has become part of, or itself."""
        while number in self.joined:
            number = self.joined[number]
        return number

    def remember(self, contact: Contact) -> None:
        """Note a contact and who holds which address; one that was merged counts as the one that stays."""
        if contact.merged_into_id is None:
            self.contacts[contact.id] = contact
        else:
            self.merged[contact.merged_into_id].append(contact)
        for place in PLACES:
            if (address_id := getattr(contact, place)) is not None:
                self.holders[address_id].add(contact.merged_into_id or contact.id)

    def faces(self, contact: Contact) -> list[Contact]:
        """Everything the schedule may call this person: as it stands, and as it stood before a merge."""
        return [contact, *self.merged[contact.id]]


def load_known(session: Session, source: FeedSource, givens: Sequence[AppointmentGiven]) -> Known:
    """Locks the appointments in the order of their ids, so that a parent's answer and a feed take turns."""
    hold_feeds(session, source.id)
    practice = session.get_one(Practice, source.practice_id)
    visits = list(_appointments(session, source, givens))
    known = Known(
        source=source,
        practice_zone=source.timezone or practice.timezone,
        newcomers=Newcomers(session, source.practice_id),
        appointments={row.external_id: row for row in visits if row.source_id == source.id},
        patients={row.external_id: row for row in _patients(session, source, givens)},
        addresses={(row.kind, row.value): row for row in _addresses(session, givens)},
        locations={row.name.casefold(): row for row in session.scalars(select(Location))},
        departments={row.name.casefold(): row for row in session.scalars(select(Department))},
        providers=list(session.scalars(select(Provider).order_by(Provider.id))),
        blocked=blocked_domains(session, _values(givens)),
        claimed={(row.patient_id, row.starts_at): row for row in visits if row.source_id is None},
    )
    _add_contacts(session, known)
    return known


def given_addresses(contact: ContactGiven) -> list[ReadAddress]:
    """The addresses a feed gives for a contact, without absent and cleared ones."""
    return [each for each in contact.addresses.values() if isinstance(each, ReadAddress)]


def _appointments(
    session: Session, source: FeedSource, givens: Sequence[AppointmentGiven]
) -> Iterator[AppointmentRow]:
    wanted = {given.external_id for given in givens}
    charts = {given.patient.external_id for given in givens}
    # Asked first: nearly always there are none, and one statement for both would read the whole table.
    claimed = session.scalars(claimed_visits(source.id, charts)).all()
    theirs = and_(AppointmentRow.source_id == source.id, AppointmentRow.external_id.in_(wanted))
    rows = select(AppointmentRow).where(or_(theirs, among(AppointmentRow.id, claimed)) if claimed else theirs)
    yield from session.scalars(
        rows.order_by(AppointmentRow.id).with_for_update().execution_options(populate_existing=True)
    )


def _patients(session: Session, source: FeedSource, givens: Sequence[AppointmentGiven]) -> Iterator[Patient]:
    wanted = {given.patient.external_id for given in givens}
    yield from session.scalars(
        select(Patient).where(Patient.source_id == source.id, Patient.external_id.in_(wanted))
    )


def _addresses(session: Session, givens: Sequence[AppointmentGiven]) -> Iterator[Address]:
    yield from session.scalars(select(Address).where(Address.value.in_(_values(givens))))


def _values(givens: Sequence[AppointmentGiven]) -> set[str]:
    return {each.value for given in givens for contact in given.contacts for each in given_addresses(contact)}


def _add_contacts(session: Session, known: Known) -> None:
    """The contacts of these children, and whoever else holds one of these addresses."""
    children = {patient.id for patient in known.patients.values()}
    for pair in session.scalars(
        select(PatientContact)
        .where(PatientContact.patient_id.in_(children))
        .order_by(PatientContact.position)
    ):
        known.pairs[pair.patient_id].append(pair)
    for row in session.scalars(select(FormerContact).where(FormerContact.patient_id.in_(children))):
        known.former[row.patient_id].add(row.contact_id)
    own = {pair.contact_id for pairs in known.pairs.values() for pair in pairs}.union(*known.former.values())
    for contact in session.scalars(_contacts(session, own, {row.id for row in known.addresses.values()})):
        known.remember(contact)
    kin = select(PatientContact.contact_id, Patient.family_id).join(
        Patient, Patient.id == PatientContact.patient_id
    )
    found = session.execute(kin.where(PatientContact.contact_id.in_(known.contacts)))
    known.families.update((contact_id, family_id) for contact_id, family_id in found)


def _contacts(session: Session, own: Collection[int], addresses: Collection[int]) -> Any:
    """These, the holders of these addresses, and everybody merged with one of them."""
    holds = [getattr(Contact, place).in_(addresses) for place in PLACES]
    stays = select(func.coalesce(Contact.merged_into_id, Contact.id)).where(or_(Contact.id.in_(own), *holds))
    people = set(session.scalars(stays))
    wanted = or_(Contact.id.in_(people), Contact.merged_into_id.in_(people))
    return select(Contact).where(wanted).order_by(Contact.id)
