"""Somebody unsubscribed with a mail program's button: no more news by email, visits stay (product K2, H6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_wishes import change_wishes
from app.actions.record_receipt import message_id_of, record_receipts
from app.domain.parent_wishes import Stop, stopped
from app.models import Message, MessageEvent
from app.providers.port import Receipt
from app.work import keep_to


def end_news(session: Session, now: datetime, receipt: Receipt) -> int:
    """Record the report and what the contact wants, once; 1 if it was new, else 0.

    The session may see every practice; from here on it sees the message's only. It must be a transaction
    of its own: who changes people takes their visits first and the message later.
    """
    found = session.execute(
        select(Message.practice_id, Message.contact_id).where(
            Message.id == (message_id_of(receipt.reference) or 0)
        )
    ).one_or_none()
    if found is None:
        return 0
    keep_to(session, found.practice_id)
    news = stopped(Stop.NEWS, {}, None)
    if found.contact_id and news and not _was_heard(session, receipt):
        change_wishes(session, now, found.contact_id, news)
    return record_receipts(session, now, [receipt])


def _was_heard(session: Session, receipt: Receipt) -> bool:
    told = select(MessageEvent.id).where(MessageEvent.provider_event_id == receipt.event_id)
    return session.scalar(told) is not None
