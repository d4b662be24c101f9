"""Staff printed letters, or did not after all (product G1): the letter's status, its story, the audit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.note_failure import note_delivery
from app.actions.write_audit import Actor, write_audit
from app.domain.outcomes import MessageStatus
from app.domain.postal import LetterStep
from app.domain.preferences import Channel
from app.models import Message, MessageEvent


def mark_printed(session: Session, now: datetime, actor: Actor, ids: Collection[int]) -> int:
    """The letters that still wait among ``ids`` are printed at ``now`` (UTC); how many there were."""
    letters = _letters(session, ids, MessageStatus.SENT)
    for letter in letters:
        letter.status, letter.settled_at = MessageStatus.DELIVERED, now
    _keep(session, now, actor, letters, LetterStep.PRINTED)
    note_delivery(session, now, *letters)
    return len(letters)


def mark_not_printed(
    session: Session, now: datetime, actor: Actor, ids: Collection[int], marked_at: datetime | None = None
) -> int:
    """They wait to be printed again; how many there were. ``marked_at``: only those marked at that moment."""
    letters = _letters(session, ids, MessageStatus.DELIVERED)
    if marked_at is not None:
        letters = [each for each in letters if each.settled_at == marked_at]
    for letter in letters:
        letter.status, letter.settled_at = MessageStatus.SENT, letter.sent_at
    _keep(session, now, actor, letters, LetterStep.NOT_PRINTED)
    return len(letters)


def _letters(session: Session, ids: Collection[int], status: MessageStatus) -> Sequence[Message]:
    return session.scalars(
        select(Message)
        .where(Message.id.in_(ids), Message.channel == Channel.LETTER, Message.status == status)
        .order_by(Message.id)
        .with_for_update()
    ).all()


def _keep(
    session: Session, now: datetime, actor: Actor, letters: Sequence[Message], step: LetterStep
) -> None:
    """An event on each letter's story, and one line for what was done at once."""
    for letter in letters:
        session.add(MessageEvent(message_id=letter.id, at=now, kind=step, staff_id=actor.staff_id))
    if letters:
        only = letters[0].id if len(letters) == 1 else None
        printed = step is LetterStep.PRINTED
        done = {"letters": len(letters)}
        write_audit(session, now, actor, "print" if printed else "unprint", "letter", only, after=done)
    session.flush()
