"""What went out about an appointment, to whom, why that way, and what did not go and why (product E9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.preferences import Channel, Purpose
from app.domain.staff_words import CHANNELS, PURPOSES
from app.models import Contact, Message, MessageLine, RuleRow
from app.queries.contact_messages import as_shown
from app.queries.timeline_step import Step, StepKind


def message_steps(session: Session, now: datetime, appointment_id: int) -> list[Step]:
    """A step for each message of the outbox that speaks of the appointment."""
    rows = session.execute(
        select(Message, Contact.name, RuleRow.name, RuleRow.purpose)
        .join(Contact, Contact.id == Message.contact_id)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .where(
            Message.id.in_(select(MessageLine.message_id).where(MessageLine.appointment_id == appointment_id))
        )
        .order_by(Message.id)
    )
    return [_step(message, contact, rule, purpose, now) for message, contact, rule, purpose in rows]


def _step(message: Message, contact: str, rule: str | None, purpose: str | None, now: datetime) -> Step:
    shown = as_shown(message, now)
    way = CHANNELS[Channel(message.channel)].lower() if message.channel else ""
    return Step(
        at=shown.at,
        kind=StepKind.MESSAGE,
        title=f"{rule or shown.what}: {f'{way} to ' if way else ''}{contact}",
        detail=shown.reason or _why(way, contact, purpose),
        message_id=message.id,
        status=message.status,
        outcome=shown.outcome,
        subject=message.subject,
        body=message.body,
    )


def _why(way: str, contact: str, purpose: str | None) -> str:
    """Automated messages go the way the contact chose; there is no other reason yet (E4)."""
    if not way or not purpose:
        return ""
    return f"By {way} because {contact} chose it for {PURPOSES[Purpose(purpose)].lower()}."
