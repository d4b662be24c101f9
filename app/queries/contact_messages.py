"""The last messages of contacts, as the family page shows them (ux: family record)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.message_types import message_type
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.staff_words import CHANNELS, message_status, reason_words
from app.models import Message

LATEST = 20


@dataclass(frozen=True, slots=True)
class ContactMessage:
    """One message: ``at`` (UTC) is when it left, or when it was due; ``body`` is the exact text."""

    id: int
    at: datetime
    what: str
    channel: str
    address: str
    status: str
    outcome: str
    reason: str
    subject: str
    body: str


def contact_messages(
    session: Session, now: datetime, contact_ids: Collection[int]
) -> dict[int, list[ContactMessage]]:
    """The latest 20 messages of each contact, newest first. ``now`` decides what counts as unreported."""
    ranked = (
        select(
            Message,
            func.row_number()
            .over(partition_by=Message.contact_id, order_by=Message.id.desc())
            .label("place"),
        )
        .where(Message.contact_id.in_(contact_ids))
        .subquery()
    )
    recent = aliased(Message, ranked)
    rows = session.scalars(select(recent).where(ranked.c.place <= LATEST).order_by(recent.id.desc()))
    found: dict[int, list[ContactMessage]] = {}
    for row in rows:
        if row.contact_id is not None:
            found.setdefault(row.contact_id, []).append(as_shown(row, now))
    return found


def as_shown(row: Message, now: datetime) -> ContactMessage:
    """A row of the outbox in the words of the page."""
    return ContactMessage(
        id=row.id,
        at=row.sent_at or row.due_at,
        what=message_type(row.type),
        channel=CHANNELS[Channel(row.channel)] if row.channel else "",
        address=row.address,
        status=row.status,
        outcome=message_status(MessageStatus(row.status), row.sent_at, now),
        reason=reason_words(row.reason),
        subject=row.subject,
        body=row.body,
    )
