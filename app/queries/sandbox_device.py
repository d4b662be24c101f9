"""One phone, inbox, telephone, fax tray or letter box of the sandbox, with all that came and went (G1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.conversations import read_as
from app.domain.preferences import Channel
from app.models import Message, Reply, SandboxDelivery, SandboxOutcome
from app.queries.sandbox_outbox import Arrival, Reader, arrival, message_id, question, shown_to
from app.queries.sandbox_reach import answers_here, kept_here

NEWEST = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What the family wrote or pressed at ``at`` (UTC), and what it was read as."""

    at: datetime
    body: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Device:
    """Everything at one number or address over one channel, the oldest first.

    ``forced`` is what the next message will meet, or empty. ``answers``: may it write back here? ``kept`` are
    the messages that staff may report about. ``mark`` changes whenever anything does.
    """

    channel: Channel
    address: str
    owner: str
    sender: str
    forced: str
    lines: tuple[Arrival | Said, ...]
    answers: bool
    kept: frozenset[int]
    mark: str


def sandbox_device(
    session: Session,
    now: datetime,
    link_url: Callable[[int], str],
    reader: Reader,
    channel: Channel,
    address: str,
) -> Device | None:
    """The newest 100 messages, or None where nothing arrived that this reader may see."""
    asked = question(reader, channel, "").where(SandboxDelivery.address == address).limit(NEWEST)
    rows = session.execute(asked).all()
    if not rows:
        return None
    newest, _, owner = rows[0]
    forced = session.scalar(select(SandboxOutcome.outcome).where(SandboxOutcome.address == address)) or ""
    lines: list[Arrival | Said] = [*_said(session, channel, address)]
    lines += [arrival(delivery, message, now, link_url) for delivery, message, _ in rows]
    lines.sort(key=lambda each: each.at)
    kept = kept_here(session, [message.id for _, message, _ in rows if message])
    return Device(
        channel=channel,
        address=address,
        owner=owner or "",
        sender=newest.sender,
        forced=forced,
        lines=tuple(lines),
        answers=channel is Channel.TEXT and answers_here(session, address),
        kept=kept,
        mark=f"{crc32(repr((lines, forced, sorted(kept))).encode()):x}",
    )


def sandbox_arrival(
    session: Session, now: datetime, link_url: Callable[[int], str], reader: Reader, delivery_id: int
) -> tuple[SandboxDelivery, Arrival] | None:
    """One message as it arrived, or None if this practice has none that this reader may see."""
    row = session.execute(
        select(SandboxDelivery, Message)
        .outerjoin(Message, Message.id == message_id())
        .where(SandboxDelivery.id == delivery_id, shown_to(reader))
    ).one_or_none()
    return (row[0], arrival(row[0], row[1], now, link_url)) if row else None


def _said(session: Session, channel: Channel, address: str) -> Sequence[Said]:
    rows = session.scalars(
        select(Reply)
        .where(Reply.channel == channel, Reply.address == address)
        .order_by(Reply.id.desc())
        .limit(NEWEST)
    )
    return [Said(row.received_at, row.body, read_as(row.meaning)) for row in rows]
