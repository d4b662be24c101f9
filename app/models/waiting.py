"""The messages about a child that have not left yet: its visits, its birthday, its recalls."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from app.domain.outcomes import MessageStatus
from app.models.appointment import AppointmentRow
from app.models.message import Message, MessageLine, MessagePatient

WAITING = (MessageStatus.PLANNED, MessageStatus.QUEUED, MessageStatus.NO_CREDIT)
"""Not left yet: also what waits for credit."""


def waiting_about(patient_id: int) -> Select[int]:
    """The ids of waiting messages that speak of this child, perhaps among others."""
    visits = (
        select(MessageLine.message_id)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .where(AppointmentRow.patient_id == patient_id)
    )
    occasions = select(MessagePatient.message_id).where(MessagePatient.patient_id == patient_id)
    return select(Message.id).where(
        Message.status.in_(WAITING), or_(Message.id.in_(visits), Message.id.in_(occasions))
    )
