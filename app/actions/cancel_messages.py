"""Cancel what has not left yet, in the transaction of whatever made it pointless (product B4, D6, E7)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, any_, case, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.domain.audiences import ABOUT_VISITS
from app.domain.outcomes import MessageStatus
from app.domain.rules import STATUSES
from app.models import AppointmentRow, Message, MessageLine, Patient, RuleRow
from app.models.waiting import WAITING


def cancel_unsent(session: Session, now: datetime, appointment_ids: Collection[int], reason: str) -> int:
    """Cancel waiting messages about these appointments that nobody needs any more; return how many.

    A message stays when a worker is just looking at it or its call has begun, and when one of its children
    is still wanted: alive, at its present version and in a status its rule, or its mailing, is for. One that
    is ready and waits for its call is cancelled like any other. ``reason`` is a value of
    ``app.domain.reasons.Reason``. Give all appointments of one change at once, flushed.
    """
    if not appointment_ids:
        return 0
    about = exists().where(
        MessageLine.message_id == Message.id, MessageLine.appointment_id.in_(sorted(appointment_ids))
    )
    pointless = (
        select(Message.id)
        .where(Message.status.in_(WAITING), about, ~_some_line_wanted())
        .with_for_update(of=Message, skip_locked=True)
    )
    cancelled = session.scalars(
        update(Message)
        .where(Message.id.in_(pointless))
        .values(status=MessageStatus.CANCELLED, reason=reason, settled_at=now, claimed_at=None)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return len(cancelled.all())


def _some_line_wanted() -> ColumnElement[bool]:
    line, visit, rule = aliased(MessageLine), aliased(AppointmentRow), aliased(RuleRow)
    status = or_(_status(visit) == any_(rule.statuses), _fits_mailing(_status(visit)))
    wanted = and_(visit.version == line.version, ~visit.blocked, status)
    return (
        select(line.id)
        .join(visit, visit.id == line.appointment_id)
        .outerjoin(rule, rule.id == line.rule_id)
        .join(Patient, Patient.id == visit.patient_id)
        .where(line.message_id == Message.id, wanted, Patient.deceased_at.is_(None))
        .correlate(Message)
        .exists()
    )


def _fits_mailing(status: ColumnElement[str]) -> ColumnElement[bool]:
    """Can a mailing of this type speak of a visit in that status? What staff chose is asked later."""
    of_type = (and_(Message.type == kind, status.in_(STATUSES[kind])) for kind in ABOUT_VISITS)
    return and_(Message.mailing_id.is_not(None), or_(*of_type))


def _status(visit: Any) -> ColumnElement[str]:
    """The word of ``app.domain.appointments.status_of`` in SQL."""
    waiting = case((visit.confirmation == "none", "scheduled"), else_=visit.confirmation)
    return case((visit.lifecycle == "scheduled", waiting), else_=visit.lifecycle)
