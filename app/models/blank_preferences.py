"""First contacts who have not said how they want to be reached, and what a default would set (product C4).

``app.domain.default_preferences`` says it for one contact; this says it for all of a practice at once, and a
test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, all_, case, literal, select
from sqlalchemy.orm import aliased

from app.domain.default_preferences import LADDER, Method
from app.domain.preferences import AddressKind
from app.models.facts import ADDRESS_COLUMNS
from app.models.family import Address, Contact, PatientContact


def blank_first_contacts(column: str) -> Select[Any]:
    """The ids of contacts in position 1 of some child whose ``column`` is empty, and not by staff's hand."""
    first = select(PatientContact.id).where(
        PatientContact.contact_id == Contact.id, PatientContact.position == 1
    )
    untouched = literal(column) != all_(Contact.staff_fields)
    return select(Contact.id).where(getattr(Contact, column).is_(None), untouched, first.exists())


def way_for(ticked: Collection[Method]) -> ColumnElement[str | None]:
    """The preference a contact would get, null where no ticked way has an address that can be used."""
    steps = [(_can_be_used(kind), wanted.value) for method, kind, wanted in LADDER if method in ticked]
    return case(*steps, else_=None)


def _can_be_used(kind: AddressKind) -> ColumnElement[bool]:
    address = aliased(Address)
    return (
        select(address.id)
        .where(
            address.id == getattr(Contact, ADDRESS_COLUMNS[kind]),
            address.problem.is_(None),
            address.suppressed_at.is_(None),
        )
        .exists()
    )
