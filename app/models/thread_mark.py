"""How far a conversation had come when a page was drawn (product I3)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.conversations import Thread
from app.domain.message_types import PRIVATE
from app.models.message import Message
from app.models.reply import Reply


def replies_of(thread: Thread) -> ColumnElement[bool]:
    """Which replies belong to the conversation."""
    if thread.contact_id:
        return Reply.contact_id == thread.contact_id
    return Reply.contact_id.is_(None) & (Reply.address == thread.number)


def messages_of(thread: Thread) -> ColumnElement[bool]:
    """Which messages to families belong to it; those to a number answer a reply from there."""
    if thread.contact_id:
        return (Message.contact_id == thread.contact_id) & Message.notice_id.is_(None)
    return Message.contact_id.is_(None) & Message.reply_id.in_(select(Reply.id).where(replies_of(thread)))


def thread_mark(session: Session, thread: Thread) -> str:
    """Changes whenever the family writes, or somebody of the practice does."""
    written: Any = messages_of(thread) & (Message.type == PRIVATE)
    last_reply = session.scalar(select(func.max(Reply.id)).where(replies_of(thread))) or 0
    last_written = session.scalar(select(func.max(Message.id)).where(written)) or 0
    return f"{last_reply}.{last_written}"
