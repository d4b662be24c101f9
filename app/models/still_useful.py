"""Would a message that failed still tell the family something, if it went once more (product G6, D3)?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from app.domain.appointments import Lifecycle
from app.domain.mailings import MailingState
from app.domain.outcomes import MessageStatus
from app.models.appointment import AppointmentRow
from app.models.mailing import Mailing
from app.models.message import Message, MessageLine, MessagePatient

_AGAIN = (MessageStatus.FAILED, MessageStatus.BOUNCED)
_ON_ITS_WAY = (
    MessageStatus.QUEUED,
    MessageStatus.NO_CREDIT,
    MessageStatus.SENDING,
    MessageStatus.UNKNOWN,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
)


def still_useful(session: Session, now: datetime, message_id: int) -> bool:
    """Would sending it once more tell the family something?

    Not when its last useful moment has passed, a visit moved or was taken off, or something else about the
    same is on its way to the same contact. An automatic answer belongs to the number that wrote to us.
    """
    message = session.get(Message, message_id)
    if message is None or message.status not in _AGAIN or message.contact_id is None:
        return False
    if message.expires_at is None or message.expires_at <= now:
        return False
    if message.mailing_id is not None and _is_held(session, message.mailing_id):
        return False
    if message.rule_id is None and not _speaks_of_visits(session, message):
        again = select(Message.id).where(Message.key == f"{message.key}/s0")
        return bool(message.body) and message.reply_id is None and session.scalar(again) is None
    visits = session.scalars(_stands(message, now)).all()
    return bool(visits or session.scalar(_greets(message))) and not session.scalar(_told(message))


def _is_held(session: Session, mailing_id: int) -> bool:
    """Nothing of a mailing that was paused or stopped goes (K4)."""
    return session.get_one(Mailing, mailing_id).state in (MailingState.PAUSED, MailingState.STOPPED)


def _speaks_of_visits(session: Session, message: Message) -> bool:
    line = select(MessageLine.id).where(MessageLine.message_id == message.id).limit(1)
    return session.scalar(line) is not None


def _stands(message: Message, now: datetime) -> Select[int]:
    """Its visits that are as they were when it was planned, and still to come."""
    return (
        select(MessageLine.id)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .where(
            MessageLine.message_id == message.id,
            AppointmentRow.version == MessageLine.version,
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
            AppointmentRow.starts_at > now,
        )
    )


def _greets(message: Message) -> Select[int]:
    return select(MessagePatient.id).where(MessagePatient.message_id == message.id).limit(1)


def _told(message: Message) -> Select[int]:
    """What tells the contact of one of the visits by the same automated message in another way."""
    mine, theirs, other = aliased(MessageLine), aliased(MessageLine), aliased(Message)
    same = and_(
        theirs.rule_id.is_not_distinct_from(mine.rule_id),
        theirs.mailing_id.is_not_distinct_from(mine.mailing_id),
        theirs.appointment_id == mine.appointment_id,
        theirs.contact_id == mine.contact_id,
    )
    return (
        select(other.id)
        .join(theirs, theirs.message_id == other.id)
        .join(mine, same)
        .where(mine.message_id == message.id, other.id != message.id, other.status.in_(_ON_ITS_WAY))
        .limit(1)
    )
