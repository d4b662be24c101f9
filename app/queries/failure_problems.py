"""Failures that a person must look at: alerts to ourselves that were lost, addresses that fail often (G6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.address_health import FixKind
from app.domain.message_types import message_type
from app.domain.outcomes import MessageStatus
from app.domain.problems import Problem, ProblemKind
from app.domain.remedies import remedy_for
from app.domain.staff_words import reason_words
from app.feeds.addresses import shown_address
from app.models import Address, Contact, FixTask, Message, Patient, PatientContact

RECENT = timedelta(days=7)
_LOST = (MessageStatus.FAILED, MessageStatus.BOUNCED)
_ARRIVED = (MessageStatus.SENT, MessageStatus.DELIVERED)


def lost_alerts(session: Session, now: datetime) -> list[Problem]:
    """Once for each of our own addresses at which the last alert or mail of the past 7 days was lost."""
    later = aliased(Message)
    made_up = (
        select(later.id)
        .where(
            later.address == Message.address,
            later.id > Message.id,
            later.contact_id.is_(None),
            later.reply_id.is_(None),
            later.status.in_((*_LOST, *_ARRIVED)),
        )
        .exists()
    )
    rows = session.scalars(
        select(Message)
        .where(
            Message.contact_id.is_(None),
            Message.reply_id.is_(None),
            Message.status.in_(_LOST),
            Message.settled_at > now - RECENT,
            ~made_up,
        )
        .order_by(Message.id)
    )
    return [Problem(ProblemKind.ALERT_LOST, _words(row)) for row in rows]


def failing_addresses(session: Session) -> list[Problem]:
    """Open tasks about addresses that failed three times in a row; blocked ones show at their visit."""
    family = (
        select(func.min(Patient.family_id))
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .where(PatientContact.contact_id == FixTask.contact_id)
        .correlate(FixTask)
        .scalar_subquery()
    )
    rows = session.execute(
        select(FixTask, Address.value, Contact.name, family)
        .join(Address, Address.id == FixTask.address_id)
        .join(Contact, Contact.id == FixTask.contact_id)
        .where(FixTask.kind == FixKind.SOFT, FixTask.done_at.is_(None))
        .order_by(FixTask.id)
    )
    return [
        Problem(
            ProblemKind.FAILING_ADDRESS,
            f"{name or 'A contact'}, {shown_address(value)}: three messages did not arrive."
            f" {reason_words(task.category)}",
            contact_id=task.contact_id,
            family_id=family_id,
        )
        for task, value, name, family_id in rows
    ]


def _words(message: Message) -> str:
    what = f"{message_type(message.type)} to {shown_address(message.address)}"
    remedy = remedy_for(message.reason or "") if message.reason else ""
    return f"{what} did not arrive. {reason_words(message.reason)} {remedy}".rstrip()
