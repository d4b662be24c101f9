"""Mark a patient as deceased, which silences everything at once, or take the mark back (product B8)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from app.actions.cancel_messages import cancel_unsent
from app.actions.hold_visits import hold_visits
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.domain.outcomes import MessageStatus
from app.domain.reasons import Reason
from app.models import AppointmentRow, Message, MessagePatient, Patient
from app.models.waiting import WAITING


def mark_deceased(session: Session, now: datetime, actor: Actor, patient_id: int, deceased: bool) -> bool:
    """False if this practice has no such patient. Marking twice keeps the first moment.

    Messages that wait and are about no other child are cancelled at once; one that a worker already
    has is asked about again before it goes.
    """
    hold_visits(session, now, [patient_id])
    patient = session.get(Patient, patient_id, with_for_update=True)
    if patient is None:
        return False
    before = patient.deceased_at
    if deceased == (before is not None):
        return True
    patient.deceased_at = now if deceased else None
    write_audit(
        session, now, actor, "change", "patient", patient.id,
        before={"deceased_at": before.isoformat() if before else None},
        after={"deceased_at": now.isoformat() if deceased else None},
    )  # fmt: skip
    session.flush()
    if deceased:
        _cancel_waiting(session, now, patient.id)
    replan_children(session, now, [patient.id])
    return True


def _cancel_waiting(session: Session, now: datetime, patient_id: int) -> None:
    theirs = select(AppointmentRow.id).where(AppointmentRow.patient_id == patient_id)
    cancel_unsent(session, now, session.scalars(theirs).all(), Reason.DECEASED)
    about, another = aliased(MessagePatient), aliased(MessagePatient)
    theirs_alone = (
        select(about.message_id)
        .where(about.patient_id == patient_id)
        .where(
            ~exists().where(another.message_id == about.message_id, another.patient_id != about.patient_id)
        )
    )
    session.execute(
        update(Message)
        .where(Message.id.in_(theirs_alone), Message.status.in_(WAITING), Message.claimed_at.is_(None))
        .values(status=MessageStatus.CANCELLED, reason=Reason.DECEASED, settled_at=now)
        .execution_options(synchronize_session=False)
    )
