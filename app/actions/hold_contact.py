"""Somebody says: not my child. Nothing more goes to them until staff have looked (product H5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, union, update
from sqlalchemy.orm import Session

from app.actions.hold_visits import hold_visits
from app.actions.note_appointment import note_appointment
from app.actions.replan_children import replan_children
from app.actions.revoke_link import revoke_links
from app.actions.write_audit import PARENT, write_audit
from app.actions.write_notice import Change, write_notice
from app.domain.answers import LinkState, NoticeKind
from app.domain.outcomes import MessageStatus
from app.domain.reasons import Reason
from app.models import (
    AppointmentRow,
    Link,
    LinkAppointment,
    Message,
    MessageLine,
    MessagePatient,
    PatientContact,
)
from app.models.visit import read_visit
from app.models.waiting import WAITING
from app.work import keep_to


class WrongPerson(StrEnum):
    """What they say; also the kind of the visit's event."""

    UNKNOWN_CHILD = "unknown_child"
    ASK_OTHER = "ask_other"


def hold_contact_of_link(session: Session, now: datetime, link_id: int, said: WrongPerson) -> bool:
    """Hold the link's contact for the children of the link, and end the link.

    False for a link that is unknown, over or revoked, unless the same person said so before: then True, and
    nothing changes. The session may see every practice; from here on it sees the link's own.
    """
    visit = read_visit(session, now, link_id)
    if visit is None or visit.link_state(now) is not LinkState.LIVE:
        return _said_before(session, link_id)
    keep_to(session, visit.practice_id)
    children = {child.appointment.patient_id for child in visit.children}
    visits = [child.appointment.id for child in visit.children]
    hold_contact(session, now, visit.contact_id, children, visits, said, link_id)
    return True


def hold_contact(
    session: Session,
    now: datetime,
    contact_id: int,
    patient_ids: Collection[int],
    visit_ids: Sequence[int],
    said: WrongPerson,
    link_id: int | None = None,
    via: str = "link",
) -> bool:
    """Nothing goes to the contact about these children from now on; a department is told of ``visit_ids``.

    What waits is cancelled, links about them end, and the coming visits are planned again. False when
    the contact was held for all of them before; then nothing is written.
    """
    hold_visits(session, now, patient_ids)
    pairs = _pairs(session, contact_id, patient_ids)
    if not pairs:
        return False
    for pair in pairs:
        pair.held_at = now
        after = {"held_at": now.isoformat(), "said": said.value}
        write_audit(session, now, PARENT, "hold", "patient_contact", pair.id, after=after)
    session.flush()
    _cancel_waiting(session, now, contact_id, patient_ids)
    revoke_links(session, now, PARENT, _links(session, contact_id, patient_ids))
    for visit_id in visit_ids:
        note_appointment(session, now, visit_id, said.value, contact_id=contact_id)
    changes = [Change(visit_id, None, NoticeKind.WRONG_PERSON) for visit_id in visit_ids]
    write_notice(session, now, changes, contact_id, link_id, via)
    replan_children(session, now, patient_ids)
    return True


def _said_before(session: Session, link_id: int) -> bool:
    """A second tap finds the link ended by the first."""
    held = (
        select(PatientContact.id)
        .join(Link, Link.contact_id == PatientContact.contact_id)
        .join(LinkAppointment, LinkAppointment.link_id == Link.id)
        .join(AppointmentRow, AppointmentRow.id == LinkAppointment.appointment_id)
        .where(Link.id == link_id, AppointmentRow.patient_id == PatientContact.patient_id)
        .where(PatientContact.held_at == Link.revoked_at)
    )
    return session.scalar(held.limit(1)) is not None


def _pairs(session: Session, contact_id: int, patient_ids: Collection[int]) -> Sequence[PatientContact]:
    return session.scalars(
        select(PatientContact)
        .where(
            PatientContact.contact_id == contact_id,
            PatientContact.patient_id.in_(patient_ids),
            PatientContact.held_at.is_(None),
        )
        .order_by(PatientContact.id)
        .with_for_update(key_share=True)
    ).all()


def _cancel_waiting(session: Session, now: datetime, contact_id: int, patient_ids: Collection[int]) -> None:
    """What speaks of these children only; one about a sibling too is decided on again when it leaves."""
    child = AppointmentRow.patient_id
    lines = select(MessageLine.message_id).join(
        AppointmentRow, AppointmentRow.id == MessageLine.appointment_id
    )
    greetings = select(MessagePatient.message_id)
    theirs = MessagePatient.patient_id
    about = union(lines.where(child.in_(patient_ids)), greetings.where(theirs.in_(patient_ids)))
    others = union(lines.where(child.not_in(patient_ids)), greetings.where(theirs.not_in(patient_ids)))
    session.execute(
        update(Message)
        .where(
            Message.contact_id == contact_id,
            Message.status.in_(WAITING),
            Message.claimed_at.is_(None),
            Message.id.in_(about),
            Message.id.not_in(others),
        )
        .values(status=MessageStatus.CANCELLED, reason=Reason.HELD, settled_at=now)
        .execution_options(synchronize_session=False)
    )


def _links(session: Session, contact_id: int, patient_ids: Collection[int]) -> Sequence[int]:
    return session.scalars(
        select(LinkAppointment.link_id)
        .join(Link, Link.id == LinkAppointment.link_id)
        .join(AppointmentRow, AppointmentRow.id == LinkAppointment.appointment_id)
        .where(Link.contact_id == contact_id, AppointmentRow.patient_id.in_(patient_ids))
        .distinct()
    ).all()
