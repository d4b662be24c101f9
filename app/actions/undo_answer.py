"""Take back what a parent had said when the same parent says "coming" again (product H3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.write_notice import COMING_AGAIN, send_alert
from app.domain.answers import Choice, NoticeKind, NoticeState
from app.domain.effects import EffectKind
from app.models import Answer, Department, Notice, NoticeLine


def undo_answer(session: Session, now: datetime, contact_id: int, appointment_ids: Sequence[int]) -> None:
    """End this contact's answers that it cannot come, and say so to the departments that were told.

    A notice that was done comes back as new: somebody may have acted on it already.
    """
    session.execute(
        update(Answer)
        .where(
            Answer.appointment_id.in_(appointment_ids),
            Answer.contact_id == contact_id,
            Answer.choice != Choice.COMING,
            Answer.undone_at.is_(None),
        )
        .values(undone_at=now)
    )
    for notice_id in _withdraw_lines(session, now, contact_id, appointment_ids):
        _tell_again(session, now, notice_id)


def agree_after_all(session: Session, now: datetime, contact_id: int, appointment_ids: Sequence[int]) -> None:
    """End what this contact had said against the family's standing answer: it now says the same (H5)."""
    ended = session.scalars(
        update(Answer)
        .where(
            Answer.appointment_id.in_(appointment_ids),
            Answer.contact_id == contact_id,
            Answer.effect == EffectKind.CONFLICT,
            Answer.undone_at.is_(None),
        )
        .values(undone_at=now)
        .returning(Answer.id)
    ).all()
    session.execute(update(NoticeLine).where(NoticeLine.answer_id.in_(ended)).values(undone_at=now))


def _withdraw_lines(
    session: Session, now: datetime, contact_id: int, appointment_ids: Sequence[int]
) -> list[int]:
    lines = session.scalars(
        select(NoticeLine)
        .join(Notice, Notice.id == NoticeLine.notice_id)
        .where(
            NoticeLine.appointment_id.in_(appointment_ids),
            NoticeLine.undone_at.is_(None),
            NoticeLine.change != NoticeKind.CONFLICT,
            Notice.contact_id == contact_id,
        )
    ).all()
    for line in lines:
        line.undone_at = now
    return sorted({line.notice_id for line in lines})


def _tell_again(session: Session, now: datetime, notice_id: int) -> None:
    notice = session.get_one(Notice, notice_id)
    if notice.state == NoticeState.DONE:
        notice.state, notice.seen_at, notice.seen_by = NoticeState.NEW, None, None
        notice.done_at, notice.done_by = None, None
    department = session.get_one(Department, notice.department_id)
    key = f"notice:{notice_id}:again:{int(now.timestamp() * 1_000_000)}"
    send_alert(session, now, department, notice_id, key, COMING_AGAIN)
