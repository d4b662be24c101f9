"""Staff add a contact to a child: somebody new, or somebody of the practice already (product C1, C5, C7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.change_consent import change_consent
from app.actions.change_contact import TypedContact, change_contact, refused_contact
from app.actions.hold_visits import hold_visits
from app.actions.mark_contact import Mark, mark_contact
from app.actions.order_contacts import contacts_in_order
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.domain.consent import Consent
from app.domain.consent_words import Said
from app.domain.preferences import Channel, Purpose
from app.models import Contact, FormerContact, Patient, PatientContact
from app.models.seen_states import contact_state


@dataclass(frozen=True, slots=True)
class TypedNewcomer:
    """The form as typed. ``agreed`` are the ways the person agreed to, ``marks`` what it is to the child."""

    name: str
    relationship: str
    person: TypedContact
    agreed: Collection[tuple[Purpose, Channel]]
    said: Said
    marks: Collection[Mark]


def add_newcomer(
    session: Session, now: datetime, actor: Actor, patient_id: int, typed: TypedNewcomer
) -> dict[str, str] | None:
    """A new person at the end of the order; ``{}``, or the fields that cannot be used, with words.

    None if this practice has no such child.
    """
    hold_visits(session, now, [patient_id])
    if session.get(Patient, patient_id, with_for_update=True) is None:
        return None
    refused = refused_contact(typed.person) | ({} if typed.name else {"name": "Write the name."})
    if refused:
        return refused
    contact = Contact(name=typed.name, staff_fields=["name"], changed_at=now)
    session.add(contact)
    session.flush()
    pair = _tie(session, now, actor, patient_id, contact.id, typed.relationship)
    change_contact(session, now, actor, contact.id, typed.person, contact_state(contact))
    if typed.agreed:
        change_consent(session, now, actor, pair.id, typed.agreed, Consent.GIVEN, typed.said)
    for mark in typed.marks:
        mark_contact(session, now, actor, patient_id, mark, pair.id)
    return {}


def add_known_contact(
    session: Session, now: datetime, actor: Actor, patient_id: int, contact_id: int, relationship: str
) -> bool:
    """Somebody of the child's own family, for this child too; consent is asked for anew.

    False if it is not somebody of this family. Who is the child's contact already stays as it is.
    """
    hold_visits(session, now, [patient_id])
    patient = session.get(Patient, patient_id, with_for_update=True)
    if patient is None or contact_id not in _family_contacts(session, patient.family_id):
        return False
    if contact_id not in {pair.contact_id for pair in contacts_in_order(session, patient_id)}:
        _tie(session, now, actor, patient_id, contact_id, relationship)
    return True


def _family_contacts(session: Session, family_id: int) -> set[int]:
    children = select(Patient.id).where(Patient.family_id == family_id)
    tied = select(PatientContact.contact_id).where(PatientContact.patient_id.in_(children))
    former = select(FormerContact.contact_id).where(FormerContact.patient_id.in_(children))
    return {*session.scalars(tied), *session.scalars(former)}


def _tie(
    session: Session, now: datetime, actor: Actor, patient_id: int, contact_id: int, relationship: str
) -> PatientContact:
    """At the end of the order; who was taken off the child once is no longer kept away."""
    session.execute(
        delete(FormerContact).where(
            FormerContact.patient_id == patient_id, FormerContact.contact_id == contact_id
        )
    )
    last = max((pair.position for pair in contacts_in_order(session, patient_id)), default=0)
    pair = PatientContact(
        patient_id=patient_id,
        contact_id=contact_id,
        position=last + 1,
        relationship=relationship,
        consents=[],
        withdrawn=[],
        staff_fields=["consents", "position", "relationship"],
    )
    session.add(pair)
    session.flush()
    after = {"patient": patient_id, "contact": contact_id, "relationship": relationship}
    write_audit(session, now, actor, "add", "patient_contact", pair.id, after=after)
    replan_children(session, now, [patient_id])
    return pair
