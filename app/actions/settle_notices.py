"""A notice is done when staff decided about every child in it (product J2, J3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.actions.handle_notice import finish_notice, see_notice
from app.actions.write_audit import Actor
from app.domain.answers import NoticeState
from app.models import AppointmentEvent, Notice, NoticeLine

DECISIONS = ("confirmed", "cancelled", "kept")


def waits(session: Session, appointment_id: int) -> bool:
    """Is there an open notice about this appointment that nobody has decided yet?"""
    return _some_undecided(session, NoticeLine.appointment_id == appointment_id)


def settle_notices(session: Session, now: datetime, actor: Actor, appointment_id: int) -> None:
    """After a decision about one child: its notices are seen, and done if no other child waits."""
    session.flush()
    for notice_id in _open_about(session, appointment_id):
        see_notice(session, now, actor, notice_id)
        if not _some_undecided(session, NoticeLine.notice_id == notice_id):
            finish_notice(session, now, actor, notice_id)


def _open_about(session: Session, appointment_id: int) -> Sequence[int]:
    about = exists().where(NoticeLine.notice_id == Notice.id, NoticeLine.appointment_id == appointment_id)
    return session.scalars(
        select(Notice.id).where(Notice.state != NoticeState.DONE, about).order_by(Notice.id)
    ).all()


def _some_undecided(session: Session, which: ColumnElement[bool]) -> bool:
    lines = (
        select(NoticeLine.id)
        .join(Notice, Notice.id == NoticeLine.notice_id)
        .where(which, Notice.state != NoticeState.DONE, ~_decided())
    )
    return bool(session.scalar(select(lines.exists())))


def _decided() -> ColumnElement[bool]:
    """A line is decided when the parent took it back, or staff acted on the visit since the notice came."""
    acted = exists().where(
        AppointmentEvent.appointment_id == NoticeLine.appointment_id,
        AppointmentEvent.staff_id.is_not(None),
        AppointmentEvent.kind.in_(DECISIONS),
        AppointmentEvent.at >= Notice.created_at,
    )
    return or_(NoticeLine.undone_at.is_not(None), acted)
