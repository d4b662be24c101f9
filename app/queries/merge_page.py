"""Two contacts side by side, before they are made one (product B8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.preferences import Preference
from app.domain.staff_words import ADDRESSES, LANGUAGES, PREFERENCES, PURPOSES
from app.models import Address, Contact, Link, Message, Patient, PatientContact
from app.models.facts import ADDRESS_COLUMNS, PREFERENCE_COLUMNS

_LABELS = (
    {"name": "Name", "language": "Language"}
    | {column: ADDRESSES[kind] for kind, column in ADDRESS_COLUMNS.items()}
    | {column: PURPOSES[purpose] for purpose, column in PREFERENCE_COLUMNS.items()}
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. ``values`` are words by column, empty for nothing on file."""

    contact_id: int
    name: str
    children: tuple[str, ...]
    family_id: int
    values: Mapping[str, str]
    messages: int
    links: int


@dataclass(frozen=True, slots=True)
class Field:
    """A column in which the two differ; ``taken`` is true where the one that stays has nothing."""

    column: str
    label: str
    kept: str
    gone: str
    taken: bool


@dataclass(frozen=True, slots=True)
class MergePage:
    """``same`` are label and value of what the two agree in; ``both`` the children who have both."""

    kept: Side
    gone: Side
    differing: tuple[Field, ...]
    same: tuple[tuple[str, str], ...]
    both: tuple[str, ...]


def merge_page(session: Session, kept_id: int, gone_id: int) -> MergePage | None:
    """None unless both are contacts of this practice that stand for themselves and have a child."""
    kept, gone = _side(session, kept_id), _side(session, gone_id)
    if kept is None or gone is None or kept_id == gone_id:
        return None
    rows = [(column, label, kept.values[column], gone.values[column]) for column, label in _LABELS.items()]
    return MergePage(
        kept=kept,
        gone=gone,
        differing=tuple(Field(*row, taken=not row[2]) for row in rows if row[2] != row[3]),
        same=tuple((label, ours) for _, label, ours, theirs in rows if ours == theirs and ours),
        both=_both(session, kept_id, gone_id),
    )


def _side(session: Session, contact_id: int) -> Side | None:
    contact = session.get(Contact, contact_id)
    children = session.execute(
        select(Patient.first_name, Patient.last_name, Patient.family_id)
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .where(PatientContact.contact_id == contact_id)
        .order_by(Patient.id)
    ).all()
    if contact is None or contact.merged_into_id is not None or not children:
        return None
    return Side(
        contact_id=contact_id,
        name=contact.name,
        children=tuple(f"{first} {last}" for first, last, _ in children),
        family_id=children[0].family_id,
        values=_values(session, contact),
        messages=_count(session, Message, contact_id),
        links=_count(session, Link, contact_id),
    )


def _count(session: Session, table: type[Message] | type[Link], contact_id: int) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.contact_id == contact_id)) or 0


def _values(session: Session, contact: Contact) -> dict[str, str]:
    held = {column: getattr(contact, column) for column in ADDRESS_COLUMNS.values()}
    found = session.execute(select(Address.id, Address.value).where(Address.id.in_(held.values())))
    addresses = {row.id: row.value for row in found}
    wishes = {column: getattr(contact, column) for column in PREFERENCE_COLUMNS.values()}
    return {
        "name": contact.name,
        "language": LANGUAGES.get(contact.language or "", contact.language or ""),
        **{column: addresses.get(number, "") for column, number in held.items()},
        **{column: PREFERENCES[Preference(word)] if word else "" for column, word in wishes.items()},
    }


def _both(session: Session, kept_id: int, gone_id: int) -> tuple[str, ...]:
    theirs = select(PatientContact.patient_id).where(PatientContact.contact_id == gone_id)
    rows = session.scalars(
        select(Patient.first_name)
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .where(PatientContact.contact_id == kept_id, Patient.id.in_(theirs))
        .order_by(Patient.id)
    )
    return tuple(rows)
