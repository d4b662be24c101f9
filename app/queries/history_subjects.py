"""What a line of the history says of its message, in one statement for a whole page (product K6)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.models import (
    AppointmentRow,
    Contact,
    Location,
    Mailing,
    Message,
    MessageLine,
    MessagePatient,
    Patient,
    PatientContact,
    Practice,
    Provider,
    RuleRow,
)


def described(picked: Any) -> Any:
    """The messages whose ids ``picked`` holds, with its ``at``, and all that a line says of them."""
    visits, occasions = _visits(), _occasions()
    return (
        select(
            *(Message.id, Message.type, Message.channel, Message.mode, Message.address, Message.language),
            *(Message.status, Message.reason, Message.sent_at, Message.cost, Message.subject, Message.body),
            picked.c.at,
            Contact.name.label("contact"),
            func.coalesce(RuleRow.name, Mailing.description).label("name"),
            func.coalesce(visits.c.children, occasions.c.children).label("children"),
            func.coalesce(visits.c.family_id, occasions.c.family_id, _family()).label("family_id"),
            *(visits.c.appointment_id, visits.c.starts_at, visits.c.zone),
            *(visits.c.provider, visits.c.location),
        )
        .join(picked, picked.c.id == Message.id)
        .join(Contact, Contact.id == Message.contact_id)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .outerjoin(Mailing, Mailing.id == Message.mailing_id)
        .outerjoin(visits, true())
        .outerjoin(occasions, true())
    )


def _visits() -> Any:
    """The children of a message's visits, and the first of these."""
    zone = func.coalesce(Location.timezone, Practice.timezone)
    firsts = {
        "family_id": Patient.family_id,
        "appointment_id": AppointmentRow.id,
        "starts_at": AppointmentRow.starts_at,
        "zone": zone,
        "provider": func.coalesce(Provider.name, ""),
        "location": Location.name,
    }
    return (
        select(
            _in_order(Patient.first_name).label("children"),
            *(_in_order(value)[1].label(name) for name, value in firsts.items()),
        )
        .select_from(MessageLine)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(MessageLine.message_id == Message.id)
        .correlate(Message)
        .lateral("visits")
    )


def _in_order(value: Any) -> Any:
    return func.array_agg(aggregate_order_by(value, AppointmentRow.starts_at, AppointmentRow.id))


def _occasions() -> Any:
    """The children of a message about no visit: a birthday, a recall, a mailing."""
    return (
        select(
            func.array_agg(aggregate_order_by(Patient.first_name, Patient.id)).label("children"),
            func.min(Patient.family_id).label("family_id"),
        )
        .select_from(MessagePatient)
        .join(Patient, Patient.id == MessagePatient.patient_id)
        .where(MessagePatient.message_id == Message.id)
        .correlate(Message)
        .lateral("occasions")
    )


def _family() -> Any:
    """The family of the first child of its contact, where it speaks of no child."""
    return (
        select(Patient.family_id)
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .where(PatientContact.contact_id == Message.contact_id)
        .order_by(Patient.id)
        .limit(1)
        .correlate(Message)
        .scalar_subquery()
    )
