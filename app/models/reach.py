"""A contact and how it can be reached, for the parent's own page (product H6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.masking import masked
from app.domain.parent_wishes import WAYS, WayOnFile
from app.domain.preferences import AddressKind, Preference, Purpose, route
from app.models.facts import ADDRESS_COLUMNS, PREFERENCE_COLUMNS
from app.models.family import Address, Contact, PatientContact

SHOWN = (
    AddressKind.CELL,
    AddressKind.HOME_PHONE,
    AddressKind.WORK_PHONE,
    AddressKind.EMAIL,
    AddressKind.WORK_EMAIL,
)
"""The addresses that a parent may say are not theirs."""


@dataclass(frozen=True, slots=True)
class Reach:
    """``addresses`` are those on file by kind, ``held`` says that it is held for every child (H5)."""

    contact: Contact
    addresses: Mapping[AddressKind, Address]
    held: bool

    @property
    def preferences(self) -> dict[Purpose, Preference | None]:
        """By purpose; None where nothing is set."""
        words = {purpose: getattr(self.contact, column) for purpose, column in PREFERENCE_COLUMNS.items()}
        return {purpose: Preference(word) if word else None for purpose, word in words.items()}

    def ways(self) -> tuple[WayOnFile, ...]:
        """The ways there are, addresses masked; one that is wanted now is among them whatever it is."""
        return tuple(self._ways())

    def _ways(self) -> Iterator[WayOnFile]:
        now = self.preferences[Purpose.REMINDERS]
        for preference in (*WAYS, Preference.FAX, Preference.MAIL):
            way = route(preference)
            row = self.addresses.get(way[1]) if way else None
            if way is None or row is None or (preference not in WAYS and preference is not now):
                continue
            yield WayOnFile(
                preference,
                "" if preference is Preference.MAIL else masked(row.value),
                stopped=way[0] in row.stopped,
                blocked=row.suppressed_at is not None or row.problem is not None,
            )


def read_reach(session: Session, contact_id: int) -> Reach | None:
    """None for a contact that is unknown, was merged with another, or stands for no child any more."""
    contact = session.scalar(
        select(Contact).where(Contact.id == contact_id, Contact.merged_into_id.is_(None))
    )
    holds = session.scalars(
        select(PatientContact.held_at).where(PatientContact.contact_id == contact_id)
    ).all()
    if contact is None or not holds:
        return None
    columns = {kind: getattr(contact, column) for kind, column in ADDRESS_COLUMNS.items()}
    rows = session.scalars(select(Address).where(Address.id.in_([each for each in columns.values() if each])))
    found = {row.id: row for row in rows}
    addresses = {kind: found[number] for kind, number in columns.items() if number in found}
    return Reach(contact, addresses, held=all(holds))
