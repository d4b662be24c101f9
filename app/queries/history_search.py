"""Which messages does the front desk mean? By child, contact, number or address (product K6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    false,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session

from app.models import Address, AppointmentRow, Contact, Message, MessageLine, MessagePatient, Patient
from app.models import PatientContact as Tie
from app.models.among import among

LEAST_DIGITS = 3
MOST = 1000
"""So many people of one name are looked through; of a name that more have, staff type more."""

_WHOLE_NUMBER = 7
_HAVE = (
    Contact.cell_id,
    Contact.home_id,
    Contact.work_phone_id,
    Contact.fax_id,
    Contact.email_id,
    Contact.work_email_id,
)


@dataclass(frozen=True, slots=True)
class People:
    """Who fits what was typed: children and contacts by id, numbers and addresses as they are written.

    ``too_many`` is set where there are more than ``MOST`` of a kind.
    """

    children: Sequence[int]
    contacts: Sequence[int]
    values: Sequence[str]
    too_many: bool


def people_meant(session: Session, wanted: str) -> People:
    """A number is known by its last three digits or more, an address by a part with its @."""
    holding = _holds(wanted)
    children = session.scalars(_children(wanted).limit(MOST + 1)).all()
    contacts = session.scalars(_contacts(wanted, holding).limit(MOST + 1)).all()
    whole = "@" in wanted or len(re.sub(r"\D", "", wanted)) >= _WHOLE_NUMBER
    values = session.scalars(select(Address.value).where(holding).limit(MOST + 1)).all() if whole else []
    most = max(len(children), len(contacts), len(values))
    return People(children[:MOST], contacts[:MOST], values[:MOST], most > MOST)


def messages_meant(practice_id: int, people: People, within: ColumnElement[bool]) -> Any:
    """The ids of messages about these children, to these contacts, or to these numbers and addresses.

    What was written by hand to a child's contact counts as being about the child. ``within`` narrows
    those found by a number or address, which nobody may have any more.
    """
    own = select(Message.id).where(Message.practice_id == practice_id)
    about = (
        select(MessageLine.message_id)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .where(MessageLine.practice_id == practice_id, among(AppointmentRow.patient_id, people.children))
    )
    greeted = select(MessagePatient.message_id).where(
        MessagePatient.practice_id == practice_id, among(MessagePatient.patient_id, people.children)
    )
    tied = select(Tie.contact_id).where(
        Tie.practice_id == practice_id, among(Tie.patient_id, people.children)
    )
    by_hand = and_(Message.rule_id.is_(None), Message.mailing_id.is_(None))
    found = [
        about,
        greeted,
        own.where(among(Message.contact_id, people.contacts)),
        own.where(by_hand, Message.contact_id.in_(tied)),
    ]
    if people.values:
        found.append(own.where(within, Message.address == any_(literal(list(people.values), ARRAY(Text)))))
    return union(*found)


def _children(wanted: str) -> Select[Any]:
    words = wanted.split()
    name = Patient.first_name + " " + Patient.last_name
    by_name = and_(*(name.icontains(word, autoescape=True) for word in words))
    return select(Patient.id).where(or_(by_name, func.lower(Patient.external_id) == " ".join(words).lower()))


def _contacts(wanted: str, holding: ColumnElement[bool]) -> Select[Any]:
    by_name = and_(*(Contact.name.icontains(word, autoescape=True) for word in wanted.split()))
    ids = select(Address.id).where(holding)
    return select(Contact.id).where(or_(by_name, *(column.in_(ids) for column in _HAVE)))


def _holds(wanted: str) -> ColumnElement[bool]:
    """The numbers that end with these digits, or the mail addresses with these letters."""
    digits = re.sub(r"\D", "", wanted)
    if "@" in wanted:
        return and_(Address.kind == "email", Address.value.icontains(wanted.strip(), autoescape=True))
    if len(digits) >= LEAST_DIGITS and not re.search(r"[^\W\d]", wanted):
        return and_(Address.kind == "phone", Address.value.endswith(digits, autoescape=True))
    return false()
