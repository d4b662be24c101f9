"""Staff take a contact off a child (product B8): what was said and sent stays readable."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_feeds import hold_feeds
from app.actions.order_contacts import contacts_in_order, number_contacts
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.models import FormerContact, PatientContact


def remove_contact(session: Session, now: datetime, actor: Actor, pair_id: int) -> bool | None:
    """True when it is off; False when it is the child's only contact, which stays.

    None if this practice has no such pair. The schedule does not bring the contact back, staff may.
    """
    hold_feeds(session)
    patient_id = session.scalar(select(PatientContact.patient_id).where(PatientContact.id == pair_id))
    if patient_id is None:
        return None
    pairs = contacts_in_order(session, patient_id)
    if len(pairs) == 1:
        return False
    gone = next(pair for pair in pairs if pair.id == pair_id)
    session.add(
        FormerContact(
            patient_id=patient_id, contact_id=gone.contact_id, staff_id=actor.staff_id, removed_at=now
        )
    )
    write_audit(session, now, actor, "remove", "patient_contact", pair_id, before=_as_it_stood(gone))
    session.delete(gone)
    session.flush()
    number_contacts([pair for pair in pairs if pair is not gone])
    session.flush()
    replan_children(session, now, [patient_id])
    return True


def _as_it_stood(pair: PatientContact) -> dict[str, object]:
    return {
        "patient": pair.patient_id,
        "contact": pair.contact_id,
        "position": pair.position,
        "relationship": pair.relationship,
        "authority": pair.authority,
        "end_date": pair.end_date.isoformat() if pair.end_date else None,
        "consents": pair.consents,
        "withdrawn": pair.withdrawn,
    }
