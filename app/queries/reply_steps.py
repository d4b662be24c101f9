"""What families wrote or pressed, as steps of an appointment's story and of a contact's (product E9, I3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.conversations import read_as
from app.domain.preferences import Channel
from app.models import Contact, LinkAppointment, Message, Reply
from app.queries.timeline_step import Step, StepKind

LATEST = 10


def reply_steps(session: Session, appointment_id: int) -> list[Step]:
    """A step for each text that came when the contact's latest link was one to the appointment.

    Keys pressed in calls are among the appointment's own events.
    """
    sent = aliased(Message)
    link = (
        select(sent.link_id)
        .where(
            sent.contact_id == Reply.contact_id, sent.link_id.is_not(None), sent.sent_at <= Reply.received_at
        )
        .order_by(sent.sent_at.desc(), sent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    told = select(Message.contact_id).join(LinkAppointment, LinkAppointment.link_id == Message.link_id)
    opens = (
        select(LinkAppointment.id)
        .where(LinkAppointment.appointment_id == appointment_id, LinkAppointment.link_id == link)
        .exists()
    )
    rows = session.execute(
        select(Reply, Contact.name)
        .join(Contact, Contact.id == Reply.contact_id)
        .where(
            Reply.channel == Channel.TEXT,
            Reply.contact_id.in_(told.where(LinkAppointment.appointment_id == appointment_id)),
            opens,
        )
        .order_by(Reply.id)
    )
    return list(_steps(rows))


def latest_replies(session: Session, contact_id: int) -> list[Step]:
    """The last ten things a contact wrote or pressed, the newest first."""
    rows = session.execute(
        select(Reply, Contact.name)
        .join(Contact, Contact.id == Reply.contact_id)
        .where(Reply.contact_id == contact_id)
        .order_by(Reply.received_at.desc(), Reply.id.desc())
        .limit(LATEST)
    )
    return list(_steps(rows))


def _steps(rows: Iterable[Any]) -> Iterable[Step]:
    for reply, contact in rows:
        yield Step(
            at=reply.received_at,
            kind=StepKind.ANSWER,
            title=_title(reply, contact),
            detail=read_as(reply.meaning),
        )


def _title(reply: Reply, contact: str) -> str:
    if reply.channel == Channel.VOICE:
        return f"{contact} pressed {reply.body or 'nothing'} in a phone call"
    return f"{contact} texted: “{reply.body}”"
