"""Seen, not seen, done, and not done after all: what a department does with a notice (product J2).

Each returns False, and writes nothing, when it is so already.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.answers import NoticeState
from app.models import Answer, Notice, NoticeLine


class NoSuchNotice(LookupError):
    """The practice has no notice of this number."""


def see_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """Somebody of the department has read it: the answers get their fourth stamp (B5)."""
    notice = lock_notice(session, notice_id)
    if notice.state != NoticeState.NEW:
        return False
    notice.state, notice.seen_at, notice.seen_by = NoticeState.SEEN, now, actor.staff_id
    session.execute(
        update(Answer).where(Answer.id.in_(_answers(notice_id)), Answer.seen_at.is_(None)).values(seen_at=now)
    )
    write_audit(session, now, actor, "see", "notice", notice_id)
    return True


def unsee_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """Undo of "seen": it is new again, and the stamp is off the answers."""
    notice = lock_notice(session, notice_id)
    if notice.state != NoticeState.SEEN:
        return False
    session.execute(
        update(Answer)
        .where(Answer.id.in_(_answers(notice_id)), Answer.seen_at == notice.seen_at)
        .values(seen_at=None)
    )
    notice.state, notice.seen_at, notice.seen_by = NoticeState.NEW, None, None
    write_audit(session, now, actor, "unsee", "notice", notice_id)
    return True


def finish_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """Nothing is left to do. Also marks it as seen."""
    notice = lock_notice(session, notice_id)
    if notice.state == NoticeState.DONE:
        return False
    see_notice(session, now, actor, notice_id)
    before, notice.state = notice.state, NoticeState.DONE
    notice.done_at, notice.done_by, notice.snoozed_until = now, actor.staff_id, None
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
    notice = lock_notice(session, notice_id)
    if notice.state != NoticeState.DONE:
        return False
    notice.state, notice.done_at, notice.done_by = NoticeState.SEEN, None, None
    after = {"state": NoticeState.SEEN}
    write_audit(
        session, now, actor, "reopen", "notice", notice_id, before={"state": NoticeState.DONE}, after=after
    )
    return True


def lock_notice(session: Session, notice_id: int) -> Notice:
    """Two people who press at once act one after the other. Raises NoSuchNotice."""
    notice = session.scalars(select(Notice).where(Notice.id == notice_id).with_for_update()).one_or_none()
    if notice is None:
        raise NoSuchNotice(notice_id)
    return notice


def _answers(notice_id: int) -> Select[int | None]:
    return select(NoticeLine.answer_id).where(NoticeLine.notice_id == notice_id)
