"""The visits ahead that a contact may be sent a link for, siblings together (product H1, C7, D7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Appointment, Lifecycle
from app.domain.contacts import may_see
from app.domain.siblings import visits
from app.models.appointment import AppointmentRow
from app.models.facts import delivery_rules_facts
from app.models.family import PatientContact
from app.models.known_children import known_children
from app.models.practice import DeliveryRulesRow
from app.models.visit_facts import visit_facts


def linkable_visits(session: Session, now: datetime, contact_id: int) -> list[tuple[Appointment, ...]]:
    """Each visit as its appointments, the next one first; only what the contact may see."""
    ids = session.scalars(
        select(AppointmentRow.id)
        .join(PatientContact, PatientContact.patient_id == AppointmentRow.patient_id)
        .where(
            PatientContact.contact_id == contact_id,
            AppointmentRow.starts_at > now,
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
        )
    ).all()
    rules = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    found = visits(_seen_by(session, contact_id, visit_facts(session, ids).values()), rules.sibling_mode)
    return [each.appointments for each in found]


def _seen_by(session: Session, contact_id: int, coming: Collection[Appointment]) -> Iterator[Appointment]:
    """A visit that is none of the contact's business does not stand before the one that is."""
    children = known_children(session, {each.patient_id for each in coming})
    for appointment in coming:
        child = children[appointment.patient_id]
        own = next(each.facts for each in child.contacts if each.contact.id == contact_id)
        if may_see(own, child.facts, appointment.confidential):
            yield appointment
