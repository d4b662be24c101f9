"""At which numbers and addresses of some contacts did the last message not arrive (product G5)?"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.undelivered import ELSEWHERE, OUTCOMES, Undelivered, undelivered
from app.models import Message


def undelivered_addresses(session: Session, contact_ids: Collection[int]) -> dict[str, Undelivered]:
    """By number or address as stored. One at which a later message arrived is not among them."""
    went_at = func.coalesce(Message.sent_at, Message.settled_at, Message.due_at)
    rows = session.execute(
        select(Message.address, Message.status, Message.channel, Message.reason)
        .where(
            Message.contact_id.in_(contact_ids),
            Message.status.in_(OUTCOMES),
            Message.channel.is_not(None),
            or_(Message.reason.is_(None), Message.reason.not_in(ELSEWHERE)),
        )
        .ext(distinct_on(Message.address))
        .order_by(Message.address, went_at.desc(), Message.id.desc())
    )
    found = {
        row.address: undelivered(MessageStatus(row.status), Channel(row.channel), row.reason) for row in rows
    }
    return {address: said for address, said in found.items() if said is not None}
