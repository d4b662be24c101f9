"""Rows as values of the rule book: the only place where a column's word becomes a rule's enum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

from app.domain import contacts as people
from app.domain.answers import CancellationMode
from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle, Status
from app.domain.consent import Consent, Consents
from app.domain.contacts import Authority, ContactFacts
from app.domain.delivery_rules import DeliveryRules, PlaceRules
from app.domain.preferences import AddressKind, Channel, Preference, Purpose
from app.domain.rules import ChannelMode, Hours, NewPatients, Rule
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.models.appointment import AppointmentRow
from app.models.family import Address, Contact, PatientContact
from app.models.practice import DeliveryRulesRow, Location
from app.models.rule import RuleRow

ADDRESS_COLUMNS = {
    AddressKind.CELL: "cell_id",
    AddressKind.HOME_PHONE: "home_id",
    AddressKind.WORK_PHONE: "work_phone_id",
    AddressKind.EMAIL: "email_id",
    AddressKind.WORK_EMAIL: "work_email_id",
    AddressKind.FAX: "fax_id",
    AddressKind.MAIL: "mail_id",
}
"""Which column of a contact holds which kind of address."""

PREFERENCE_COLUMNS = {purpose: f"prefers_{purpose.value}" for purpose in Purpose}
"""Which column of a contact holds the preferred way for which purpose."""


def appointment_facts(
    row: AppointmentRow,
    zone: str,
    *,
    birth_date: date | None = None,
    first_visit: bool = False,
    confidential: bool = False,
) -> Appointment:
    """``zone`` is the IANA name of the location's time zone, or the practice's where it has none.

    The row alone does not know the rest; where messages or pages depend on it, ask ``visit_facts``.
    """
    return Appointment(
        id=row.id,
        patient_id=row.patient_id,
        provider_id=row.provider_id,
        location_id=row.location_id,
        visit_type=row.visit_type,
        starts_at=row.starts_at,
        minutes=row.minutes,
        zone=zone,
        lifecycle=Lifecycle(row.lifecycle),
        confirmation=Confirmation(row.confirmation),
        version=row.version,
        created_at=row.created_at,
        version_at=row.version_at,
        quiet=row.quiet,
        blocked=row.blocked,
        cancelled_at=row.cancelled_at,
        cancelled_by=CancelledBy(row.cancelled_by) if row.cancelled_by else None,
        birth_date=birth_date,
        first_visit=first_visit,
        confidential=confidential,
    )


def contact_facts(pair: PatientContact, contact: Contact, addresses: Mapping[int, Address]) -> ContactFacts:
    """One contact as seen from one child. ``addresses`` holds at least the contact's own, by id."""
    return ContactFacts(
        id=contact.id,
        position=pair.position,
        authority=Authority(pair.authority),
        ended=pair.end_date is not None,
        language=contact.language,
        preferences=_preferences(contact),
        consents=consents_of(pair.consents, pair.withdrawn),
        addresses=_addresses(contact, addresses),
        own=pair.own,
        alternative=pair.alternative,
        held=pair.held_at is not None,
    )


def consents_of(given: list[str], withdrawn: list[str]) -> Consents:
    """The two lists of "purpose:channel" pairs as one table; what is in neither is unknown (C5)."""
    pairs = [(pair, Consent.GIVEN) for pair in given] + [(pair, Consent.WITHDRAWN) for pair in withdrawn]
    return {_pair(words): state for words, state in pairs}


def rule_facts(row: RuleRow) -> Rule:
    """Raises ValueError for a timing or statuses that the rule's type cannot have."""
    return Rule(
        id=row.id,
        type=RuleType(row.type),
        timing=Timing(Anchor(row.anchor), row.amount, Unit(row.unit)),
        statuses=frozenset(Status(status) for status in row.statuses),
        enabled_at=row.enabled_at,
        visit_types=frozenset(row.visit_types),
        provider_ids=frozenset(row.provider_ids),
        location_ids=frozenset(row.location_ids),
        purpose=Purpose(row.purpose),
        last_useful_minutes=row.last_useful_minutes,
        age_from=row.age_from,
        age_to=row.age_to,
        new_patients=NewPatients(row.new_patients),
        hours=hours_facts(row.window_from, row.window_to, row.days),
        channel_mode=ChannelMode(row.channel_mode),
        channel=Channel(row.channel) if row.channel else None,
        escalate_after=_minutes(row.escalate_after_minutes),
        at_time=row.at_time,
        tries=row.tries,
        try_every_days=row.try_every_days,
        template_set_id=row.template_set_id,
    )


def hours_facts(window_from: time | None, window_to: time | None, days: list[int] | None) -> Hours | None:
    """Own delivery times of a rule or a location, or None where it has none (D1)."""
    if window_from is None or window_to is None or days is None:
        return None
    return Hours(window_from, window_to, frozenset(days))


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def delivery_rules_facts(row: DeliveryRulesRow) -> DeliveryRules:
    """The Global Settings; clock times are those of each location."""
    return DeliveryRules(
        window_from=row.window_from,
        window_to=row.window_to,
        days=frozenset(row.days),
        cancellation_mode=CancellationMode(row.cancellation_mode),
        track_cancellations=row.track_cancellations,
        department_id=row.department_id,
        deadline_hours=row.deadline_hours,
        sibling_mode=SiblingMode(row.sibling_mode),
        daily_cap=row.daily_cap,
    )


def _pair(words: str) -> tuple[Purpose, Channel]:
    purpose, _, channel = words.partition(":")
    return Purpose(purpose), Channel(channel)


def _preferences(contact: Contact) -> dict[Purpose, Preference]:
    chosen = {purpose: getattr(contact, column) for purpose, column in PREFERENCE_COLUMNS.items()}
    return {purpose: Preference(word) for purpose, word in chosen.items() if word}


def _addresses(contact: Contact, addresses: Mapping[int, Address]) -> dict[AddressKind, people.Address]:
    held = {kind: getattr(contact, column) for kind, column in ADDRESS_COLUMNS.items()}
    return {kind: _address(addresses[number]) for kind, number in held.items() if number is not None}


def _address(row: Address) -> people.Address:
    return people.Address(
        usable=row.problem is None,
        suppressed=row.suppressed_at is not None,
        stopped=frozenset(Channel(word) for word in row.stopped),
    )


def place_facts(row: Location) -> PlaceRules:
    """What the location says in place of the practice."""
    return PlaceRules(
        window_from=row.window_from,
        window_to=row.window_to,
        days=None if row.days is None else frozenset(row.days),
        cancellation_mode=CancellationMode(row.cancellation_mode) if row.cancellation_mode else None,
        deadline_hours=row.deadline_hours,
    )
