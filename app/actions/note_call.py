"""Somebody called a family about a notice and nobody answered (product J3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.handle_notice import lock_notice, see_notice
from app.actions.note_appointment import note_appointment
from app.actions.write_audit import Actor, write_audit
from app.models import NoticeLine

CALLED = "called"


def note_call(session: Session, now: datetime, actor: Actor, notice_id: int) -> None:
    """Write it down on each visit of the notice: the next one who looks knows. Raises NoSuchNotice."""
    lock_notice(session, notice_id)
    see_notice(session, now, actor, notice_id)
    lines = select(NoticeLine.appointment_id).where(NoticeLine.notice_id == notice_id).distinct()
    for appointment_id in sorted(session.scalars(lines)):
        note_appointment(session, now, appointment_id, CALLED, actor=actor)
    write_audit(session, now, actor, "call", "notice", notice_id)
