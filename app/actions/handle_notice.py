"""Seen, done, and not done after all: what a department does with a notice (product J2).

Each returns False, and writes nothing, when it is so already.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.answers import NoticeState
from app.models import Answer, Notice, NoticeLine


class NoSuchNotice(LookupError):
    """The practice has no notice of this number."""


def see_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """Somebody of the department has read it: the answers get their fourth stamp (B5)."""
    notice = _locked(session, notice_id)
    if notice.seen_at is not None:
        return False
    notice.seen_at, notice.seen_by = now, actor.staff_id
    if notice.state == NoticeState.NEW:
        notice.state = NoticeState.SEEN
    answers = select(NoticeLine.answer_id).where(NoticeLine.notice_id == notice_id)
    session.execute(
        update(Answer).where(Answer.id.in_(answers), Answer.seen_at.is_(None)).values(seen_at=now)
    )
    write_audit(session, now, actor, "see", "notice", notice_id)
    return True


def finish_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """Nothing is left to do. Also marks it as seen."""
    notice = _locked(session, notice_id)
    if notice.state == NoticeState.DONE:
        return False
    see_notice(session, now, actor, notice_id)
    before, notice.state = notice.state, NoticeState.DONE
    notice.done_at, notice.done_by = now, actor.staff_id
    write_audit(
        session,
        now,
        actor,
        "finish",
        "notice",
        notice_id,
        before={"state": before},
        after={"state": notice.state},
    )
    return True


def reopen_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """Undo of "done": it waits again."""
    notice = _locked(session, notice_id)
    if notice.state != NoticeState.DONE:
        return False
    notice.state, notice.done_at, notice.done_by = NoticeState.SEEN, None, None
    after = {"state": NoticeState.SEEN}
    write_audit(
        session, now, actor, "reopen", "notice", notice_id, before={"state": NoticeState.DONE}, after=after
    )
    return True


def _locked(session: Session, notice_id: int) -> Notice:
    notice = session.scalars(select(Notice).where(Notice.id == notice_id).with_for_update()).one_or_none()
    if notice is None:
        raise NoSuchNotice(notice_id)
    return notice
