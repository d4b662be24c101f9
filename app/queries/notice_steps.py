"""Who in the practice was told about an appointment, and what they did with it (product J1, J2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.answers import NoticeKind
from app.domain.preferences import Channel
from app.domain.staff_words import NOTICE_KINDS
from app.domain.wording.alert_words import ESCALATED
from app.feeds.addresses import shown_address
from app.models import Department, Message, Notice, NoticeLine, StaffUser
from app.queries.contact_messages import as_shown
from app.queries.timeline_step import Step, StepKind


def notice_steps(session: Session, now: datetime, appointment_id: int) -> list[Step]:
    """The notice, who saw it, who finished it, and its alerts."""
    seen, done = aliased(StaffUser), aliased(StaffUser)
    rows = session.execute(
        select(NoticeLine, Notice, Department.name, seen.name, done.name)
        .join(Notice, Notice.id == NoticeLine.notice_id)
        .join(Department, Department.id == Notice.department_id)
        .outerjoin(seen, seen.id == Notice.seen_by)
        .outerjoin(done, done.id == Notice.done_by)
        .where(NoticeLine.appointment_id == appointment_id)
        .order_by(NoticeLine.id)
    ).all()
    steps = [
        step
        for line, notice, department, saw, did in rows
        for step in _steps(line, notice, department, saw, did)
    ]
    return steps + _alerts(session, now, {row.Notice.id for row in rows})


def _steps(
    line: NoticeLine, notice: Notice, department: str, saw: str | None, did: str | None
) -> Iterator[Step]:
    told = NOTICE_KINDS[NoticeKind(line.change)]
    yield Step(notice.created_at, StepKind.NOTICE, f"{department} was told: {told}")
    if line.undone_at:
        yield Step(line.undone_at, StepKind.NOTICE, f"{department} was told: coming after all")
    if notice.seen_at:
        yield Step(notice.seen_at, StepKind.STAFF, f"{saw or department} saw the notice")
    if notice.done_at:
        yield Step(notice.done_at, StepKind.STAFF, f"{did or department} marked the notice as done")


def _alerts(session: Session, now: datetime, notice_ids: Collection[int]) -> list[Step]:
    rows = session.scalars(select(Message).where(Message.notice_id.in_(notice_ids)).order_by(Message.id))
    return [_alert(message, now) for message in rows]


def _alert(message: Message, now: datetime) -> Step:
    shown = as_shown(message, now)
    return Step(
        at=shown.at,
        kind=StepKind.MESSAGE,
        title=_alert_words(message),
        detail=shown.reason,
        message_id=message.id,
        status=message.status,
        outcome=shown.outcome,
        subject=message.subject,
        body=message.body,
    )


def _alert_words(message: Message) -> str:
    word = "text" if message.channel == Channel.TEXT else "email"
    late = ", because nobody had looked" if message.variant == ESCALATED else ""
    return f"Alert {word} to {shown_address(message.address)}{late}"
