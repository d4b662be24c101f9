"""Bring a contact in line with the feed, leaving alone what staff edited (product B6, B8, C1, C5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.actions.load_known import Known
from app.domain.contacts import Authority
from app.domain.preferences import Channel, Purpose
from app.feeds.addresses import ReadAddress
from app.feeds.canonical import Absent, ContactGiven
from app.models import Address, Contact, PatientContact
from app.models.blocked_domains import block_of
from app.models.facts import PREFERENCE_COLUMNS

EVERY_PAIR = [f"{purpose.value}:{channel.value}" for purpose in Purpose for channel in Channel]
# Two columns that say one thing: staff who edited the first have edited both.
_GUARDED_BY = {"authority_text": "authority", "withdrawn": "consents"}
_AUTHORITIES = {"": Authority.BLANK, "joint": Authority.JOINT, "exclusive": Authority.EXCLUSIVE}


@dataclass
class Changes:
    """Columns that changed, before and after, as JSON values."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def put(self, row: Any, column: str, value: Any) -> None:
        """Set a column and note it, unless it holds that already."""
        old = getattr(row, column)
        if old != value:
            setattr(row, column, value)
            self.before[column], self.after[column] = _plain(old), _plain(value)

    def __bool__(self) -> bool:
        return bool(self.after)


def new_contact(known: Known, now: datetime, given: ContactGiven) -> Contact:
    """A person not seen before, with everything the feed says of them."""
    contact = Contact(name=given.name, staff_fields=[], changed_at=now)
    known.newcomers.add(contact)
    change_contact(known, now, contact, given)
    known.remember(contact)
    return contact


def change_contact(known: Known, now: datetime, contact: Contact, given: ContactGiven) -> Changes:
    """Name, language, preferences and addresses, without the columns named in ``staff_fields``."""
    wanted: dict[str, Any] = {"name": given.name, "language": given.language}
    wanted |= {column: _word(given.preferred) for column in PREFERENCE_COLUMNS.values()}
    wanted |= {f"{place}_id": _address_id(known, each) for place, each in given.addresses.items()}
    changes = Changes()
    for column, value in wanted.items():
        if value is not Absent.ABSENT and column not in contact.staff_fields:
            changes.put(contact, column, value)
    if changes:
        contact.changed_at = now
        known.remember(contact)
    return changes


def new_pair(known: Known, patient_id: int, contact_id: int, position: int) -> PatientContact:
    """Tie a contact to a child, with nothing known of the tie yet."""
    pair = PatientContact(
        patient_id=patient_id,
        contact_id=contact_id,
        position=position,
        relationship="",
        authority=Authority.BLANK.value,
        authority_text="",
        resides_with=None,
        end_date=None,
        consents=[],
        withdrawn=[],
        staff_fields=[],
    )
    known.newcomers.add(pair)
    known.pairs[patient_id].append(pair)
    return pair


def change_pair(pair: PatientContact, given: ContactGiven) -> Changes:
    """Relationship, authority, resides-with, end date and consent of this child's contact."""
    wanted: dict[str, Any] = {
        "relationship": _text(given.relationship),
        "resides_with": given.resides_with,
        "end_date": given.end_date,
        **_authority(given),
        **_consent(given),
    }
    changes = Changes()
    for column, value in wanted.items():
        if value is not Absent.ABSENT and _GUARDED_BY.get(column, column) not in pair.staff_fields:
            changes.put(pair, column, value)
    return changes


def _authority(given: ContactGiven) -> dict[str, Any]:
    """Any word but Joint and Exclusive is kept as it stands and gives no authority (C2)."""
    if given.authority is Absent.ABSENT:
        return {}
    text = given.authority or ""
    return {"authority": _AUTHORITIES.get(text.casefold(), Authority.OTHER).value, "authority_text": text}


def _consent(given: ContactGiven) -> dict[str, Any]:
    """Yes gives and No withdraws everything; an empty cell leaves what we have (C5)."""
    if not isinstance(given.consent, bool):
        return {}
    every, none = (EVERY_PAIR, []) if given.consent else ([], EVERY_PAIR)
    return {"consents": list(every), "withdrawn": list(none)}


def _address_id(known: Known, given: ReadAddress | Absent | None) -> Any:
    if not isinstance(given, ReadAddress):
        return given
    found = known.addresses.get((given.kind, given.value))
    if found is None:
        blocked = block_of(given.value, known.blocked)
        found = known.newcomers.add(
            Address(kind=given.kind, value=given.value, problem=given.problem, **blocked)
        )
        known.addresses[given.kind, given.value] = found
    return found.id


def _text(given: str | Absent | None) -> Any:
    return "" if given is None else given


def _word(given: Any) -> Any:
    """A preference as the column holds it."""
    return given if given is None or given is Absent.ABSENT else given.value


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, bool, list)) else str(value)
