"""Staff settle a message of which nobody knows whether it arrived, with one click (product G3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.settle_credit import give_back_credit, spend_credit
from app.actions.write_audit import Actor, write_audit
from app.domain.outcomes import MessageStatus
from app.models import Message, MessageEvent


class Finding(StrEnum):
    """What staff found out, by asking the family or the vendor."""

    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"


_STATUS = {Finding.DELIVERED: MessageStatus.DELIVERED, Finding.NOT_DELIVERED: MessageStatus.FAILED}


def settle_unknown(session: Session, now: datetime, actor: Actor, message_id: int, outcome: str) -> bool:
    """Give an unknown message the end staff found; False if it is not, or no longer, unknown.

    ``outcome`` is "delivered" or "not_delivered"; ValueError for anything else. Nothing is sent again:
    a family that got nothing is called.
    """
    finding = Finding(outcome)
    message = session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if message is None or message.status != MessageStatus.UNKNOWN:
        return False
    message.status, message.settled_at = _STATUS[finding], now
    message.reason = None if finding is Finding.DELIVERED else finding
    session.add(
        MessageEvent(
            message_id=message.id, at=now, kind="settled", staff_id=actor.staff_id, detail={"as": finding}
        )
    )
    write_audit(
        session, now, actor, "settle message", "message", message.id,
        before={"status": MessageStatus.UNKNOWN}, after={"status": message.status},
    )  # fmt: skip
    session.flush()
    settle = spend_credit if finding is Finding.DELIVERED else give_back_credit
    settle(session, now, message.practice_id, [message.id])
    return True
