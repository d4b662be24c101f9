"""Keep a key pressed in a phone call beside the family's other words, once (product I2, I3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.preferences import Channel
from app.models import Message, Reply
from app.models.routing_facts import switchboard


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
            department_id=_department(session),
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


def _department(session: Session) -> int | None:
    """Who reads what families say: the department of the Global Settings, else the first."""
    board = switchboard(session)
    usual = board.rules.department_id
    return usual if usual in board.departments else next(iter(board.departments), None)
