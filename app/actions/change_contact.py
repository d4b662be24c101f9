"""Staff change what is the same for all children of a contact: language, preferences, addresses (C1, B8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_visits import children_of, hold_visits
from app.actions.keep_address import keep_address
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile
from app.domain.languages import Language
from app.domain.preferences import AddressKind, Preference, Purpose
from app.domain.staff_words import ADDRESSES, PURPOSES
from app.feeds.addresses import ReadAddress, read_email, read_mail, read_phone
from app.models import Address, Contact, PatientContact
from app.models.facts import ADDRESS_COLUMNS, PREFERENCE_COLUMNS
from app.models.last_change import last_change
from app.models.seen_states import contact_state

_READERS: dict[AddressKind, Callable[[str], ReadAddress]] = {
    **dict.fromkeys(ADDRESS_COLUMNS, read_phone),
    AddressKind.EMAIL: read_email,
    AddressKind.WORK_EMAIL: read_email,
    AddressKind.MAIL: read_mail,
}
# Staff by the form or by merging two contacts, the schedule, the parent: as the audit log names it.
_CHANGES = ("change", "merge", "change contact", "language")
_EXAMPLES: dict[Callable[[str], ReadAddress], str] = {
    read_phone: "Write it like (937) 555-0142.",
    read_email: "Write it like ana@example.com.",
    read_mail: "Write it like 12 Oak Street, Dayton, OH 45402.",
}


@dataclass(frozen=True, slots=True)
class TypedContact:
    """The form as typed. An empty text clears: no language, no preference, no such address."""

    language: str
    preferences: Mapping[Purpose, str]
    addresses: Mapping[AddressKind, str]


def change_contact(
    session: Session, now: datetime, actor: Actor, contact_id: int, typed: TypedContact, seen: str
) -> dict[str, str] | ChangedMeanwhile | None:
    """Save what differs and return ``{}``, or the form fields that cannot be used, with words.

    ``seen`` is the ``contact_state`` the form was made from. None if this practice has no such contact. What
    staff change is theirs from then on: feeds leave it alone. The contact's coming visits are planned again.
    """
    hold_visits(session, now, children_of(contact_id))
    contact = session.scalar(select(Contact).where(Contact.id == contact_id).with_for_update())
    if contact is None:
        return None
    stands = _values(session, contact)
    refused = refused_contact(typed, stands)
    if not refused and seen != contact_state(contact):
        return ChangedMeanwhile(last_change(session, "contact", contact_id, *_CHANGES))
    if not refused:
        save_contact(session, now, actor, contact, _wanted(session, typed, stands))
    return refused


def refused_contact(
    typed: TypedContact, stands: Mapping[AddressKind, str] = MappingProxyType({})
) -> dict[str, str]:
    """The fields that cannot be used, with words. ``stands`` are the addresses on file, which may stay."""
    return _refused_words(typed) | _refused_addresses(typed, stands)


def _values(session: Session, contact: Contact) -> dict[AddressKind, str]:
    """The addresses as they stand, by kind."""
    held = {kind: getattr(contact, column) for kind, column in ADDRESS_COLUMNS.items()}
    found = session.execute(select(Address.id, Address.value).where(Address.id.in_(held.values())))
    values = {row.id: row.value for row in found}
    return {kind: values[number] for kind, number in held.items() if number in values}


def _refused_words(typed: TypedContact) -> dict[str, str]:
    refused = {
        PREFERENCE_COLUMNS[purpose]: f"Choose one of the offered ways for {PURPOSES[purpose].lower()}."
        for purpose, word in typed.preferences.items()
        if word and word not in set(Preference)
    }
    if typed.language and typed.language not in set(Language):
        refused["language"] = "Choose English or Spanish."
    return refused


def _refused_addresses(typed: TypedContact, stands: Mapping[AddressKind, str]) -> dict[str, str]:
    """A number that came unusable from the schedule may stay; a newly typed one must be usable."""
    refused = {}
    for kind, words in typed.addresses.items():
        read = _read(kind, words)
        if read is not None and read.problem and read.value != stands.get(kind):
            refused[kind.value] = f"{ADDRESSES[kind]}: {read.problem} {_EXAMPLES[_READERS[kind]]}"
    return refused


def _read(kind: AddressKind, words: str) -> ReadAddress | None:
    return _READERS[kind](words) if words.strip() else None


def _wanted(session: Session, typed: TypedContact, stands: Mapping[AddressKind, str]) -> dict[str, Any]:
    """The columns as they shall be; an address that stays as it is is not looked up again."""
    wanted: dict[str, Any] = {"language": typed.language or None}
    wanted |= {PREFERENCE_COLUMNS[purpose]: word or None for purpose, word in typed.preferences.items()}
    for kind, words in typed.addresses.items():
        read = _read(kind, words)
        if read is None or read.value != stands.get(kind):
            wanted[ADDRESS_COLUMNS[kind]] = keep_address(session, read) if read else None
    return wanted


def save_contact(
    session: Session, now: datetime, actor: Actor, contact: Contact, wanted: Mapping[str, Any]
) -> None:
    """Set columns of a locked contact by staff's hand: they are theirs from then on, and visits replanned."""
    before = {column: getattr(contact, column) for column in wanted}
    changed = sorted(column for column, value in wanted.items() if before[column] != value)
    if not changed:
        return
    for column in changed:
        setattr(contact, column, wanted[column])
    contact.staff_fields = sorted({*contact.staff_fields, *changed})
    contact.changed_at = now
    write_audit(
        session, now, actor, "change", "contact", contact.id,
        before={column: before[column] for column in changed},
        after={column: wanted[column] for column in changed},
    )  # fmt: skip
    children = session.scalars(
        select(PatientContact.patient_id).where(PatientContact.contact_id == contact.id)
    ).all()
    session.flush()
    replan_children(session, now, children)
