"""Keep a key pressed in a phone call beside the family's other words, once (product I2, I3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.answers import NoticeKind
from app.domain.preferences import Channel
from app.models import Message, MessageLine, Reply
from app.models.routing_facts import subjects_of, switchboard


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """``digits`` are empty when nobody pressed anything. ``event_id`` names the vendor's report of it,
    ``said_at`` (UTC) is when it says that it happened.
    """

    digits: str
    event_id: str
    said_at: datetime


def keep_key(session: Session, now: datetime, message: Message, pressed: KeyPressed) -> Reply | None:
    """The key as a reply of the one called, read by nobody yet; None if it is kept already.

    Whoever brings the same report at the same moment waits here for the first.
    """
    written = session.scalar(
        insert(Reply)
        .values(
            practice_id=message.practice_id,
            channel=Channel.VOICE,
            address=message.address,
            contact_id=message.contact_id,
            department_id=_department(session, message),
            body=pressed.digits,
            meaning="",
            needs_staff=False,
            provider_event_id=pressed.event_id,
            said_at=pressed.said_at,
            received_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Reply.id)
    )
    return session.scalar(select(Reply).where(Reply.id == written)) if written else None


def _department(session: Session, message: Message) -> int | None:
    """Where a notice about the visit would go; without a visit the one of the Global Settings."""
    board = switchboard(session)
    lines = select(MessageLine.appointment_id).where(MessageLine.message_id == message.id)
    first = session.scalar(lines.order_by(MessageLine.id).limit(1))
    if first is not None:
        subject = subjects_of(session, [first], message.contact_id, message.link_id)[first]
        # Two parents who disagree are told of even where cancellations are not tracked: so are their keys.
        way = board.route(NoticeKind.CONFLICT, subject)
        return way.department_id if way else None
    usual = board.rules.department_id
    return usual if usual in board.departments else next(iter(board.departments), None)
