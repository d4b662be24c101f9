"""Several families said on the phone that they come; and one press takes it back (product K1, E7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.actions.note_appointment import note_appointment
from app.actions.settle_notices import waits
from app.actions.settle_visit import confirm_visit
from app.actions.write_audit import Actor, write_audit
from app.domain.answers import Choice
from app.domain.appointments import Confirmation, Lifecycle
from app.domain.outcomes import MessageStatus
from app.domain.reasons import Reason
from app.models import Answer, AppointmentRow, AuditLine, Message, MessageLine

UNDO_WITHIN = timedelta(minutes=5)
_OPEN = (Confirmation.NONE, Confirmation.OUT_OF_REACH)


def confirm_visits(session: Session, now: datetime, actor: Actor, appointment_ids: Collection[int]) -> int:
    """Those that nobody has answered are confirmed at ``now`` (UTC); how many there were.

    A visit whose family asked for something is left as it is: that wants a look, not a tick in a list.
    """
    standing = session.scalars(
        select(AppointmentRow.id)
        .where(
            AppointmentRow.id.in_(sorted(appointment_ids)),
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
            AppointmentRow.confirmation.in_(_OPEN),
        )
        .order_by(AppointmentRow.id)
        .with_for_update()
    ).all()
    return sum(confirm_visit(session, now, actor, each) for each in standing if not waits(session, each))


def unconfirm_visits(session: Session, now: datetime, actor: Actor, marked_at: datetime) -> int:
    """Take back what this person marked at ``marked_at`` (UTC), unless it is old or changed since; how many.

    The visits stand as before, and the messages that were stopped by it wait for their time again.
    """
    if marked_at < now - UNDO_WITHIN:
        return 0
    before = _before(session, actor, marked_at)
    visits = _marked(session, before, marked_at)
    ids = [each.id for each in visits]
    _end_answers(session, now, ids, marked_at)
    for visit in visits:
        _put_back(session, now, actor, visit, before[visit.id])
    session.flush()
    _wait_again(session, ids, marked_at, now)
    return len(visits)


def _before(session: Session, actor: Actor, marked_at: datetime) -> Mapping[int, str]:
    """What each of the visits was before, by its id."""
    lines = session.scalars(
        select(AuditLine).where(
            AuditLine.subject == "appointment",
            AuditLine.action == "confirm",
            AuditLine.at == marked_at,
            AuditLine.staff_id == actor.staff_id,
        )
    )
    return {each.subject_id: (each.before or {})["confirmation"] for each in lines if each.subject_id}


def _marked(
    session: Session, appointment_ids: Collection[int], marked_at: datetime
) -> Sequence[AppointmentRow]:
    """Those that still stand as they were marked."""
    said = exists().where(
        Answer.appointment_id == AppointmentRow.id,
        Answer.version == AppointmentRow.version,
        Answer.received_at == marked_at,
        Answer.via == "staff",
        Answer.undone_at.is_(None),
    )
    return session.scalars(
        select(AppointmentRow)
        .where(
            AppointmentRow.id.in_(sorted(appointment_ids)),
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
            AppointmentRow.confirmation == Confirmation.CONFIRMED,
            said,
        )
        .order_by(AppointmentRow.id)
        .with_for_update()
    ).all()


def _end_answers(
    session: Session, now: datetime, appointment_ids: Collection[int], marked_at: datetime
) -> None:
    session.execute(
        update(Answer)
        .where(
            Answer.appointment_id.in_(appointment_ids),
            Answer.received_at == marked_at,
            Answer.via == "staff",
            Answer.choice == Choice.COMING,
        )
        .values(undone_at=now)
    )


def _put_back(session: Session, now: datetime, actor: Actor, visit: AppointmentRow, before: str) -> None:
    visit.confirmation, visit.changed_at, visit.replan = before, now, True
    note_appointment(session, now, visit.id, "unconfirmed", actor=actor)
    write_audit(
        session, now, actor, "restore", "appointment", visit.id,
        before={"confirmation": Confirmation.CONFIRMED.value}, after={"confirmation": before},
    )  # fmt: skip


def _wait_again(
    session: Session, appointment_ids: Collection[int], marked_at: datetime, now: datetime
) -> None:
    """What the mark had stopped is decided again when its time comes, like any other."""
    about = exists().where(
        MessageLine.message_id == Message.id, MessageLine.appointment_id.in_(appointment_ids)
    )
    session.execute(
        update(Message)
        .where(
            Message.status == MessageStatus.CANCELLED,
            Message.reason == Reason.ANSWERED,
            Message.settled_at == marked_at,
            Message.expires_at > now,
            about,
        )
        .values(status=MessageStatus.QUEUED, reason=None, settled_at=None)
        .execution_options(synchronize_session=False)
    )
