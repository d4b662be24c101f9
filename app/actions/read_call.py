"""What a phone call is about, as it is now (product I2): the message, its children, the office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.open_call import addresses_of
from app.domain.answers import AnswerState, LinkState, Wish, may, standing
from app.domain.appointments import Appointment, Status, has_new_time
from app.domain.call_state import Call, CallChild
from app.domain.local_time import local_day, local_time, zone
from app.domain.timing import RuleType
from app.domain.wording.facts import ChildLine
from app.domain.wording.own_words import NO_OWN_TEXTS
from app.links import CallSigner
from app.models import (
    AppointmentRow,
    Location,
    Mailing,
    Message,
    MessageLine,
    MessagePatient,
    Patient,
    Practice,
    Provider,
    RuleRow,
)
from app.models.mailing_facts import is_about_visits
from app.models.message_facts import child_line, message_facts
from app.models.office import is_open, office_phone
from app.models.own_recordings import NOTHING_RECORDED, own_recordings
from app.models.own_texts import own_texts
from app.models.visit import Visit, VisitChild, read_visit
from app.models.visit_facts import visit_facts


@dataclass(frozen=True, slots=True)
class _Told:
    """One appointment a message speaks of, as it is now."""

    appointment: Appointment
    location: Location
    line: ChildLine


def read_call(session: Session, now: datetime, calls: CallSigner, message: Message) -> Call | None:
    """The call that ``message`` made, for the session's practice.

    None for a message that neither a rule nor a mailing about visits sent: it was read out, and asks nothing.
    """
    rule = _sender(session, message)
    if rule is None:
        return None
    practice = session.get_one(Practice, message.practice_id)
    visit = _visit(session, now, message)
    told = _told(session, message.id, None if visit is None else _seen(visit))
    lines = tuple(each.line for each in told) or _patients(session, message.id)
    place = told[0].location if told else None
    where = zone(told[0].appointment.zone if told else practice.timezone)
    facts = message_facts(
        practice,
        place,
        lines,
        "",
        local_day(now, where),
        answered=bool(told) and all(each.appointment.status is Status.CONFIRMED for each in told),
    )
    set_id = rule.template_set_id or 0
    return Call(
        kind=RuleType(rule.type),
        facts=facts,
        children=_children(visit, told, now),
        own=own_texts(session).get(set_id, NO_OWN_TEXTS),
        recordings=addresses_of(calls, own_recordings(session).get(set_id, NOTHING_RECORDED)),
        office_phone=office_phone(practice, place),
        office_open=is_open(session, practice, place, local_time(now, where), [e.appointment for e in told]),
    )


def _sender(session: Session, message: Message) -> RuleRow | Mailing | None:
    """What the words of the call were taken from: both name a type and a set of texts."""
    if message.rule_id is not None:
        return session.get(RuleRow, message.rule_id)
    mailing = session.get(Mailing, message.mailing_id) if message.mailing_id is not None else None
    return mailing if mailing and is_about_visits(mailing) else None


def _visit(session: Session, now: datetime, message: Message) -> Visit | None:
    """The visit of the message's link; without one the call asks for no answer."""
    if message.link_id is None:
        return None
    return read_visit(session, now, message.link_id, message.practice_id)


def _seen(visit: Visit) -> set[int]:
    """The appointments that the one called may still know of."""
    return {child.appointment.id for child in visit.children}


def _told(session: Session, message_id: int, seen: Collection[int] | None) -> list[_Told]:
    rows = session.execute(
        select(AppointmentRow, Patient.first_name, Location, Provider)
        .join(MessageLine, MessageLine.appointment_id == AppointmentRow.id)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(MessageLine.message_id == message_id)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    ).all()
    facts = visit_facts(session, [row.id for row, *_ in rows])
    return [
        _one(facts[row.id], row, name, location, provider)
        for row, name, location, provider in rows
        if seen is None or row.id in seen
    ]


def _one(
    facts: Appointment, row: AppointmentRow, name: str, location: Location, provider: Provider | None
) -> _Told:
    new_time = has_new_time(row.previous_starts_at, row.starts_at)
    return _Told(facts, location, child_line(name, row.starts_at, facts.zone, location, provider, new_time))


def _patients(session: Session, message_id: int) -> tuple[ChildLine, ...]:
    """The children of a birthday or recall, of which no appointment is told."""
    names = session.scalars(
        select(Patient.first_name)
        .join(MessagePatient, MessagePatient.patient_id == Patient.id)
        .where(MessagePatient.message_id == message_id)
        .order_by(MessagePatient.id)
    )
    return tuple(ChildLine(name, None) for name in names)


def _children(visit: Visit | None, told: Sequence[_Told], now: datetime) -> tuple[CallChild, ...]:
    if visit is None or visit.link_state(now) is not LinkState.LIVE:
        return ()
    on_link = {child.appointment.id: child for child in visit.children}
    return tuple(_child(visit, on_link[each.appointment.id], each.line, now) for each in told)


def _child(visit: Visit, child: VisitChild, line: ChildLine, now: datetime) -> CallChild:
    appointment = child.appointment
    state = standing(appointment, now)
    possible = may(appointment, child.deadline_hours, now)
    if child.taken and state is AnswerState.CANCELLED_BY_PARENT:
        possible -= {Wish.COMING, Wish.UNDO}
    return CallChild(
        appointment_id=appointment.id,
        name=line.first_name,
        starts_local=local_time(appointment.starts_at, zone(appointment.zone)),
        version=appointment.version,
        state=state,
        may=possible,
        mode=child.mode,
        contradicted=child.contradicted_by(visit.contact_id),
    )
