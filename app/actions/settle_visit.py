"""What the front desk decides about a visit: confirmed on the phone, cancelled, or kept (product D4, J3).

Staff are bound by no deadline (D6). Each returns False, and writes nothing, when it is so already, and
raises NoSuchVisit or NotOnSchedule where there is nothing to decide.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.cancel_messages import cancel_unsent
from app.actions.note_appointment import note_appointment
from app.actions.settle_notices import settle_notices, waits
from app.actions.write_audit import Actor, write_audit
from app.domain.answers import Choice
from app.domain.appointments import CancelledBy, Confirmation, Lifecycle, status_of
from app.domain.effects import EffectKind
from app.domain.reasons import Reason
from app.models import Answer, AppointmentRow


class NoSuchVisit(LookupError):
    """The practice has no appointment of this number."""


class NotOnSchedule(ValueError):
    """The visit is over or gone from the schedule: there is nothing left to decide. The text says so."""


def confirm_visit(session: Session, now: datetime, actor: Actor, appointment_id: int) -> bool:
    """The family said on the phone that they come. Requests to confirm stop (E7)."""
    visit = _standing(session, appointment_id)
    if visit.confirmation == Confirmation.CONFIRMED and not waits(session, visit.id):
        return False
    _end_answers(session, now, appointment_id)
    session.add(_phoned(now, visit))
    _change(session, now, actor, visit, "confirm", confirmation=Confirmation.CONFIRMED)
    note_appointment(session, now, visit.id, "confirmed", actor=actor, via="staff")
    cancel_unsent(session, now, [visit.id], Reason.ANSWERED)
    settle_notices(session, now, actor, visit.id)
    return True


def cancel_visit(session: Session, now: datetime, actor: Actor, appointment_id: int) -> bool:
    """Cancelled on the schedule by staff. Messages stop, and the family is told by the rule for it (E1)."""
    if _locked(session, appointment_id).lifecycle == Lifecycle.CANCELLED:
        return False
    visit = _standing(session, appointment_id)
    visit.cancelled_at, visit.cancelled_by = now, CancelledBy.STAFF
    _change(session, now, actor, visit, "cancel", lifecycle=Lifecycle.CANCELLED)
    note_appointment(session, now, visit.id, "cancelled", actor=actor, via="staff")
    cancel_unsent(session, now, [visit.id], Reason.CANCELLED)
    settle_notices(session, now, actor, visit.id)
    return True


def keep_visit(session: Session, now: datetime, actor: Actor, appointment_id: int) -> bool:
    """The request to cancel is off the table: the visit stands as if nobody had answered yet."""
    visit = _standing(session, appointment_id)
    if visit.confirmation != Confirmation.CANCEL_REQUESTED and not waits(session, visit.id):
        return False
    _end_answers(session, now, appointment_id)
    if visit.confirmation == Confirmation.CANCEL_REQUESTED:
        _change(session, now, actor, visit, "keep", confirmation=Confirmation.NONE)
    else:
        write_audit(session, now, actor, "keep", "appointment", visit.id)
    note_appointment(session, now, visit.id, "kept", actor=actor)
    settle_notices(session, now, actor, visit.id)
    return True


def _locked(session: Session, appointment_id: int) -> AppointmentRow:
    """Two of the front desk who press at once decide one after the other."""
    row = session.scalars(
        select(AppointmentRow).where(AppointmentRow.id == appointment_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NoSuchVisit(appointment_id)
    return row


def _standing(session: Session, appointment_id: int) -> AppointmentRow:
    row = _locked(session, appointment_id)
    if row.lifecycle != Lifecycle.SCHEDULED:
        status = status_of(Lifecycle(row.lifecycle), Confirmation(row.confirmation))
        raise NotOnSchedule(
            f"This visit is on the schedule as “{status.words}”, so this cannot be done any more."
        )
    return row


def _change(
    session: Session, now: datetime, actor: Actor, visit: AppointmentRow, action: str, **after: StrEnum
) -> None:
    before = {name: getattr(visit, name) for name in after}
    for name, value in after.items():
        setattr(visit, name, value.value)
    visit.changed_at = now
    visit.replan = True
    session.flush()
    words: dict[str, Any] = {name: value.value for name, value in after.items()}
    write_audit(session, now, actor, action, "appointment", visit.id, before=before, after=words)


def _phoned(now: datetime, visit: AppointmentRow) -> Answer:
    return Answer(
        appointment_id=visit.id,
        choice=Choice.COMING,
        effect=EffectKind.CONFIRM,
        version=visit.version,
        via="staff",
        received_at=now,
        applied_at=now,
        seen_at=now,
    )


def _end_answers(session: Session, now: datetime, appointment_id: int) -> None:
    session.execute(
        update(Answer)
        .where(
            Answer.appointment_id == appointment_id,
            Answer.choice != Choice.COMING,
            Answer.undone_at.is_(None),
        )
        .values(undone_at=now)
    )
