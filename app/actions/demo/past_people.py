"""The families of the weeks before a demo practice's story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.demo.past_rows import write_numbered, write_rows
from app.actions.demo.past_visits import PastChild
from app.actions.demo.story import Story
from app.domain.preferences import Channel, Preference, Purpose
from app.models import Address, Contact, Family, FeedSource, Patient, PatientContact

_PREFERS = {
    Channel.TEXT: Preference.TEXT,
    Channel.EMAIL: Preference.EMAIL,
    Channel.VOICE: Preference.CELL_PHONE,
}
_CONSENTS = [f"{purpose}:{channel}" for purpose in Purpose for channel in _PREFERS]


def add_past_people(
    session: Session, story: Story, people: Sequence[PastChild]
) -> tuple[list[int], list[int]]:
    """Children without a date of birth: nobody greets or recalls them. Their ids and their parents'."""
    families = write_numbered(session, Family, [{"created_at": story.begins} for _ in people])
    source = session.scalars(select(FeedSource.id)).first()
    children = [_child(source, *each) for each in zip(range(len(people)), people, families, strict=True)]
    patients = write_numbered(session, Patient, children)
    addresses = write_numbered(session, Address, [_address(each) for each in people])
    parents = [_contact(story, *each) for each in zip(people, addresses, strict=True)]
    contacts = write_numbered(session, Contact, parents)
    ties = [_tie(*each) for each in zip(patients, contacts, strict=True)]
    write_rows(session, PatientContact, ties)
    return patients, contacts


def _child(source: int | None, number: int, person: PastChild, family: int) -> dict[str, Any]:
    return {
        "source_id": source,
        "family_id": family,
        "external_id": f"P{number:04}",
        "first_name": person.name,
        "last_name": person.last,
    }


def _address(person: PastChild) -> dict[str, Any]:
    return {"kind": "email" if person.channel is Channel.EMAIL else "phone", "value": person.address}


def _tie(patient: int, contact: int) -> dict[str, Any]:
    return {
        "patient_id": patient,
        "contact_id": contact,
        "position": 1,
        "consents": _CONSENTS,
        "resides_with": True,
    }


def _contact(story: Story, person: PastChild, address: int) -> dict[str, Any]:
    prefers = dict.fromkeys((f"prefers_{purpose}" for purpose in Purpose), _PREFERS[person.channel].value)
    return {
        "name": f"{person.parent} {person.last}",
        "language": "es" if person.spanish else "en",
        "cell_id": None if person.channel is Channel.EMAIL else address,
        "email_id": address if person.channel is Channel.EMAIL else None,
        "changed_at": story.begins,
        **prefers,
    }
