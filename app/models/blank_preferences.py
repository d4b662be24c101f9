"""First contacts who have not said how they want to be reached, and what a default would set (product C4).

``app.domain.default_preferences`` says it for one contact; this says it for all of a practice at once, and a
test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, all_, and_, case, literal, select
from sqlalchemy.orm import aliased

from app.domain.default_preferences import LADDER, Method
from app.domain.preferences import AddressKind
from app.models.facts import ADDRESS_COLUMNS
from app.models.family import Address, Contact, PatientContact


def blank_first_contacts(column: str) -> Select[Any]:
    """The ids of contacts in position 1 of some child whose ``column`` is empty, and not by staff's hand."""
    return select(Contact.id).where(is_blank(column), is_first_contact())


def is_first_contact() -> ColumnElement[bool]:
    """In position 1 of some child."""
    first = select(PatientContact.id).where(
        PatientContact.contact_id == Contact.id, PatientContact.position == 1
    )
    return first.exists()


def is_blank(column: str) -> ColumnElement[bool]:
    """Empty, and staff did not empty it themselves."""
    return and_(getattr(Contact, column).is_(None), literal(column) != all_(Contact.staff_fields))


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
