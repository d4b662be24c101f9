"""Which children, visit and family messages are about (product E9, K6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import (
    AppointmentRow,
    Location,
    Message,
    MessageLine,
    MessagePatient,
    Patient,
    PatientContact,
    Practice,
)


@dataclass(frozen=True, slots=True)
class About:
    """First names of the ``children``; the first visit's start (UTC) is on the clock of ``zone``."""

    children: list[str]
    family_id: int
    appointment_id: int | None = None
    starts_at: datetime | None = None
    zone: str = ""


def about_messages(session: Session, messages: Collection[Message]) -> Mapping[int, About]:
    """What each message is about, by its id; at least the family of its contact, if it has one."""
    ids = [message.id for message in messages]
    found: dict[int, About] = {}
    for row in session.execute(_visits(ids)):
        known = found.setdefault(
            row.message_id, About([], row.family_id, row.appointment_id, row.starts_at, row.zone)
        )
        known.children.append(row.first_name)
    for row in session.execute(_children(ids)):
        found.setdefault(row.message_id, About([], row.family_id)).children.append(row.first_name)
    rest = {message.contact_id for message in messages if message.id not in found} - {None}
    families = _families(session, rest)
    for message in messages:
        if message.id not in found and message.contact_id in families:
            found[message.id] = About([], families[message.contact_id])
    return found


def _visits(message_ids: Collection[int]) -> Any:
    return (
        select(
            MessageLine.message_id,
            MessageLine.appointment_id,
            AppointmentRow.starts_at,
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
            Patient.first_name,
            Patient.family_id,
        )
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .where(MessageLine.message_id.in_(message_ids))
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )


def _children(message_ids: Collection[int]) -> Any:
    return (
        select(MessagePatient.message_id, Patient.first_name, Patient.family_id)
        .join(Patient, Patient.id == MessagePatient.patient_id)
        .where(MessagePatient.message_id.in_(message_ids))
        .order_by(Patient.id)
    )


def _families(session: Session, contact_ids: Collection[int | None]) -> dict[int | None, int]:
    """The family of the first child of each contact."""
    ties = (
        select(PatientContact.contact_id, Patient.family_id)
        .join(Patient, Patient.id == PatientContact.patient_id)
        .where(PatientContact.contact_id.in_(contact_ids))
        .order_by(Patient.id.desc())
    )
    return {row.contact_id: row.family_id for row in session.execute(ties)}
