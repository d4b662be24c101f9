"""The practice's appointments for scripts, with the keys of the contract (`appointment list --json`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from app.domain.appointments import Confirmation, Lifecycle, status_of
from app.models import (
    AppointmentRow,
    Contact,
    FeedSource,
    Location,
    Patient,
    PatientContact,
    Practice,
    Provider,
)


def appointment_list(session: Session) -> list[dict[str, Any]]:
    """Every appointment, by start. Instants are ISO 8601 in UTC; ``timezone`` is the office's IANA name.

    ``contacts`` are those of the child in their order, each with ``id`` and ``name``.
    """
    rows = session.execute(_question(session.info["practice_id"]))
    return [_as_keys(row) for row in rows]


def _question(practice_id: int) -> Select[Any]:
    contact = func.json_build_object("id", Contact.id, "name", Contact.name)
    contacts = (
        select(func.json_agg(aggregate_order_by(contact, PatientContact.position)))
        .select_from(Contact)
        .join(PatientContact, PatientContact.contact_id == Contact.id)
        .where(PatientContact.patient_id == AppointmentRow.patient_id)
        .correlate(AppointmentRow)
        .scalar_subquery()
    )
    return (
        select(
            AppointmentRow,
            FeedSource.name.label("source"),
            func.concat_ws(" ", Patient.first_name, Patient.last_name).label("patient"),
            contacts.label("contacts"),
            Provider.name.label("provider"),
            Location.name.label("location"),
            func.coalesce(Location.timezone, Practice.timezone).label("timezone"),
        )
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == practice_id)
        .outerjoin(FeedSource, FeedSource.id == AppointmentRow.source_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )


def _as_keys(row: Row[Any]) -> dict[str, Any]:
    appointment: AppointmentRow = row.AppointmentRow
    status = status_of(Lifecycle(appointment.lifecycle), Confirmation(appointment.confirmation))
    return {
        "id": appointment.id,
        "external_id": appointment.external_id,
        "source": row.source,
        "patient": row.patient,
        "contacts": row.contacts or [],
        "provider": row.provider,
        "location": row.location,
        "starts_at": appointment.starts_at.isoformat(),
        "timezone": row.timezone,
        "lifecycle": appointment.lifecycle,
        "confirmation": appointment.confirmation,
        "status": status.words,
        "version": appointment.version,
    }
