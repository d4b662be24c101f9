"""What went out about an appointment, to whom, why that way, and what did not go and why (product E9)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.preferences import Channel, Purpose
from app.domain.rules import ChannelMode
from app.domain.staff_words import CHANNELS
from app.domain.way_words import why_by_hand, why_mailed, why_that_way
from app.models import Contact, LinkAppointment, Mailing, Message, MessageLine, RuleRow, StaffUser
from app.queries.contact_messages import as_shown
from app.queries.timeline_step import Step, StepKind


def message_steps(session: Session, now: datetime, appointment_id: int) -> list[Step]:
    """A step for each message to a family that speaks of the appointment, or brought a link to it."""
    lines = select(MessageLine.message_id).where(MessageLine.appointment_id == appointment_id)
    links = select(LinkAppointment.link_id).where(LinkAppointment.appointment_id == appointment_id)
    by_hand = Message.rule_id.is_(None) & Message.notice_id.is_(None) & Message.link_id.in_(links)
    rows = session.execute(
        select(Message, Contact.name, RuleRow, Mailing, StaffUser.name)
        .join(Contact, Contact.id == Message.contact_id)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .outerjoin(Mailing, Mailing.id == Message.mailing_id)
        .outerjoin(StaffUser, StaffUser.id == Mailing.confirmed_by)
        .where(or_(Message.id.in_(lines), by_hand))
        .order_by(Message.id)
    )
    return [
        _step(message, contact, Sender(rule, mailing, who or ""), now)
        for message, contact, rule, mailing, who in rows
    ]


class Sender(NamedTuple):
    """What stands behind a message: an automated message, or a mailing that ``who`` sent, or neither."""

    rule: RuleRow | None
    mailing: Mailing | None
    who: str

    def title(self, what: str) -> str:
        """What staff call it; ``what`` it is where it has no name."""
        return (self.rule and self.rule.name) or (self.mailing and self.mailing.description) or what


def why_so(message: Message, contact: str, sender: Sender) -> str:
    """Why the message went, and over this channel; empty where it had none."""
    rule = sender.rule
    if sender.mailing:
        return why_mailed(sender.who)
    if rule is None:
        return why_by_hand(message.type, contact)
    if not message.channel:
        return ""
    channel, mode = Channel(message.channel), ChannelMode(rule.channel_mode)
    return why_that_way(channel, contact, Purpose(rule.purpose), mode, message.step)


def _step(message: Message, contact: str, sender: Sender, now: datetime) -> Step:
    shown = as_shown(message, now)
    way = CHANNELS[Channel(message.channel)].lower() if message.channel else ""
    return Step(
        at=shown.at,
        kind=StepKind.MESSAGE,
        title=f"{sender.title(shown.what)}: {f'{way} to ' if way else ''}{contact}",
        detail=shown.reason or why_so(message, contact, sender),
        message_id=message.id,
        status=message.status,
        outcome=shown.outcome,
        subject=message.subject,
        body=message.body,
        mailing_id=message.mailing_id,
    )
