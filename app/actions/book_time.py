"""Put a freed time that a family took on the day, and give up its later visit (J4, D4, decision 20)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.answer_link import GivenAnswers, answer_link
from app.actions.make_link import link_for
from app.actions.note_appointment import note_appointment
from app.actions.write_audit import Actor, write_audit
from app.actions.write_notice import Change, write_notice
from app.domain.answers import Choice, NoticeKind, Wish
from app.domain.appointments import Confirmation, Lifecycle
from app.domain.effects import EffectKind, Refused
from app.models import Answer, AppointmentRow, Slot, WaitlistEntry
from app.models.claimed_times import claimed_name

VIA = "waitlist"


def book_time(session: Session, now: datetime, actor: Actor, slot: Slot, entry: WaitlistEntry) -> int:
    """The visit that comes of it: the id of its appointment. The slot must have been won by this session.

    It is confirmed and stands on our day until the schedule brings it under its own number. The department
    is told to book it. The later visit is cancelled as its place allows it: at once, or by request.
    """
    visit = _visit(session, now, slot, entry)
    slot.booked_id = visit.id
    link_for(session, now, entry.contact_id, [visit.id])
    session.add(_answer(now, visit, entry.contact_id))
    note_appointment(session, now, visit.id, "taken", actor=actor, contact_id=entry.contact_id)
    starts = {"starts_at": visit.starts_at.isoformat()}
    write_audit(session, now, actor, "book", "appointment", visit.id, after=starts)
    write_notice(session, now, [Change(visit.id, None, NoticeKind.TIME_TAKEN)], entry.contact_id, None, VIA)
    if entry.appointment_id is not None:
        _give_up(session, now, entry.contact_id, entry.appointment_id)
    return visit.id


def _visit(session: Session, now: datetime, slot: Slot, entry: WaitlistEntry) -> AppointmentRow:
    freed = session.get_one(AppointmentRow, slot.appointment_id)
    visit = AppointmentRow(
        source_id=None,
        external_id=claimed_name(slot.id),
        patient_id=entry.patient_id,
        provider_id=slot.provider_id,
        location_id=slot.location_id,
        department_id=freed.department_id,
        visit_type=entry.visit_type or slot.visit_type,
        starts_at=slot.starts_at,
        # What follows it belongs to somebody else, however long the family wants by now.
        minutes=min(entry.minutes, slot.minutes),
        lifecycle=Lifecycle.SCHEDULED,
        confirmation=Confirmation.CONFIRMED,
        version=1,
        version_at=now,
        created_at=now,
        changed_at=now,
        # The family has just been told on the page: nothing announces it, reminders do come.
        quiet=True,
    )
    session.add(visit)
    session.flush()
    return visit


def _answer(now: datetime, visit: AppointmentRow, contact_id: int) -> Answer:
    return Answer(
        appointment_id=visit.id,
        contact_id=contact_id,
        choice=Choice.COMING,
        effect=EffectKind.CONFIRM,
        version=visit.version,
        via=VIA,
        received_at=now,
        applied_at=now,
    )


def _give_up(session: Session, now: datetime, contact_id: int, later_id: int) -> None:
    """As if the family had answered the later visit's own link: deadline and place decide (D4, D6).

    Where that is too late, the office is told, and the visit stays until it decides.
    """
    link_id = link_for(session, now, contact_id, [later_id])
    given = answer_link(session, now, link_id, GivenAnswers({later_id: Wish.CANT}), VIA)
    if given.refused is Refused.DEADLINE_PASSED:
        answer_link(session, now, link_id, GivenAnswers({later_id: Wish.LATE}), VIA)
