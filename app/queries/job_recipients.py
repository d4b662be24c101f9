"""To whom a mailing goes, and what became of each message (product K4): fifty at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.job_progress import PARTS, Part
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.staff_words import CHANNELS, message_status, reason_words
from app.models import Contact, Message, PatientContact
from app.models.among import among
from app.models.family import Patient

PAGE = 50


@dataclass(frozen=True, slots=True)
class JobRecipient:
    """One message. ``at`` (UTC) is when it left; ``family_id`` is one that the contact answers for."""

    id: int
    name: str
    family_id: int | None
    channel: str
    address: str
    part: Part
    outcome: str
    why: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class JobRecipients:
    """One page. ``more`` is the id after which the next begins, None on the last."""

    shown: tuple[JobRecipient, ...]
    more: int | None


def job_recipients(
    session: Session, now: datetime, mailing_id: int, part: Part | None = None, after: int = 0
) -> JobRecipients:
    """The messages of a mailing, all or those of one ``part``, with an id above ``after``."""
    question = (
        select(Message, Contact.name)
        .join(Contact, Contact.id == Message.contact_id)
        .where(Message.mailing_id == mailing_id, Message.id > after)
    )
    if part is not None:
        question = question.where(Message.status.in_(PARTS[part]))
    rows = session.execute(question.order_by(Message.id).limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    families = _families(session, {message.contact_id for message, _ in shown})
    more = shown[-1].Message.id if len(rows) > PAGE else None
    return JobRecipients(tuple(_recipient(now, message, name, families) for message, name in shown), more)


def _families(session: Session, contact_ids: Collection[int | None]) -> Mapping[int, int]:
    rows = session.execute(
        select(PatientContact.contact_id, Patient.family_id)
        .join(Patient, Patient.id == PatientContact.patient_id)
        .where(among(PatientContact.contact_id, contact_ids))
    )
    return {row.contact_id: row.family_id for row in rows}


def _recipient(now: datetime, message: Message, name: str, families: Mapping[int, int]) -> JobRecipient:
    status = MessageStatus(message.status)
    return JobRecipient(
        id=message.id,
        name=name,
        family_id=families.get(message.contact_id or 0),
        channel=CHANNELS[Channel(message.channel)] if message.channel else "",
        address=message.address,
        part=next(part for part, statuses in PARTS.items() if status in statuses),
        outcome=message_status(status, message.sent_at, now),
        why=reason_words(message.reason),
        at=message.sent_at,
    )
