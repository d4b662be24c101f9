"""The schedule has a time that a family took from the waitlist: nobody needs to book it any more (J4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.handle_notice import finish_notice
from app.actions.note_appointment import note_appointment
from app.actions.write_audit import Actor
from app.domain.answers import NoticeKind, NoticeState
from app.models import Notice, NoticeLine, Slot


def settle_booking(session: Session, now: datetime, actor: Actor, claimed_id: int, visit_id: int) -> None:
    """``visit_id`` is the appointment of the schedule that ``claimed_id`` stood for; they may be the same."""
    note_appointment(session, now, visit_id, "booked_in_schedule", actor=actor)
    session.execute(update(Slot).where(Slot.booked_id == claimed_id).values(booked_id=visit_id))
    tasks = (
        select(Notice.id)
        .join(NoticeLine, NoticeLine.notice_id == Notice.id)
        .where(
            NoticeLine.appointment_id == claimed_id,
            NoticeLine.change == NoticeKind.TIME_TAKEN,
            Notice.kind == NoticeKind.TIME_TAKEN,
            Notice.state != NoticeState.DONE,
        )
    )
    for notice_id in session.scalars(tasks.order_by(Notice.id)).all():
        finish_notice(session, now, actor, notice_id)
