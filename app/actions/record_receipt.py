"""Record what providers report about messages they took (product G5): forward only, in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.outcomes import MessageStatus, advance
from app.models import Message, MessageEvent
from app.providers.port import Receipt


def record_receipts(session: Session, now: datetime, receipts: Sequence[Receipt]) -> int:
    """Lift each message to what its receipts say; return how many reports were new.

    A report that came before (by ``event_id``), and one about a message this session's practice
    does not have, changes nothing.
    """
    told = [(message_id_of(receipt.reference), receipt) for receipt in receipts]
    messages = _locked(session, {number for number, _ in told if number is not None})
    known = [(messages[number], receipt) for number, receipt in told if number in messages]
    new = [(message, receipt) for message, receipt in known if _is_news(session, now, message, receipt)]
    for message, receipt in new:
        _lift(message, receipt)
    return len(new)


def message_id_of(reference: str) -> int | None:
    """The message a provider's reference names ("m42"), or None for one that is not ours."""
    number = reference.removeprefix("m")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None


def _locked(session: Session, ids: set[int]) -> dict[int, Message]:
    # In the order of ids, so that two workers with the same messages wait for each other and do not lock up.
    rows = session.scalars(select(Message).where(Message.id.in_(ids)).order_by(Message.id).with_for_update())
    return {message.id: message for message in rows}


def _is_news(session: Session, now: datetime, message: Message, receipt: Receipt) -> bool:
    written = session.scalar(
        insert(MessageEvent)
        .values(
            practice_id=message.practice_id,
            message_id=message.id,
            at=now,
            kind="receipt",
            provider_event_id=receipt.event_id,
            detail={"kind": receipt.kind, "at": receipt.at.isoformat(), "category": receipt.category},
        )
        .on_conflict_do_nothing()
        .returning(MessageEvent.id)
    )
    return written is not None


def _lift(message: Message, receipt: Receipt) -> None:
    status = advance(MessageStatus(message.status), receipt.kind)
    if status == message.status:
        return
    # Whatever we believed, it left: also when we had called it unknown, cancelled or expired.
    message.sent_at = message.sent_at or receipt.at
    message.status, message.settled_at, message.claimed_at = status, receipt.at, None
    message.reason = receipt.category or None
