"""Who has read a conversation, and which department it is with (product I3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.conversations import Thread
from app.models import Department, Reply
from app.models.thread_mark import replies_of


def mark_read(session: Session, now: datetime, actor: Actor, thread: Thread) -> None:
    """Everything the family wrote has been read."""
    session.execute(
        update(Reply)
        .where(replies_of(thread), Reply.needs_staff, Reply.seen_at.is_(None))
        .values(seen_at=now, seen_by=actor.staff_id)
    )


def mark_unread(session: Session, thread: Thread) -> None:
    """The last thing the family wrote waits for somebody again."""
    last = select(Reply.id).where(replies_of(thread)).order_by(Reply.id.desc()).limit(1)
    session.execute(
        update(Reply)
        .where(Reply.id == last.scalar_subquery())
        .values(needs_staff=True, seen_at=None, seen_by=None)
    )


def assign_conversation(
    session: Session, now: datetime, actor: Actor, thread: Thread, department_id: int
) -> bool:
    """The conversation is with this department from now on. False if the practice has no such department."""
    if session.get(Department, department_id) is None:
        return False
    last = select(Reply).where(replies_of(thread)).order_by(Reply.id.desc()).limit(1)
    reply = session.scalar(last.with_for_update())
    if reply is None or reply.department_id == department_id:
        return True
    before = reply.department_id
    session.execute(
        update(Reply)
        .where(replies_of(thread), (Reply.id == reply.id) | Reply.needs_staff & Reply.seen_at.is_(None))
        .values(department_id=department_id)
    )
    write_audit(
        session, now, actor, "change", "conversation", reply.id,
        before={"department_id": before}, after={"department_id": department_id},
    )  # fmt: skip
    return True
