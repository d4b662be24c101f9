"""Who would get a notice: the tester of the routing (product D5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import NoticeKind
from app.domain.appointments import Lifecycle
from app.domain.routing import Subject
from app.models import AppointmentRow, Location, Message, MessageLine, Patient, Practice
from app.models.routing_facts import switchboard
from app.queries.departments_page import route_lines, route_names

_AHEAD = timedelta(days=14)
_MOST = 60


@dataclass(frozen=True, slots=True)
class Case:
    """What was chosen, as text; an appointment takes the place of type, provider and location."""

    visit_type: str = ""
    provider: str = ""
    location: str = ""
    message: str = ""
    appointment: str = ""


@dataclass(frozen=True, slots=True)
class ComingVisit:
    """A visit to try. ``starts_at`` is UTC, ``zone`` that of its place."""

    id: int
    child: str
    starts_at: datetime
    zone: str
    visit_type: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """``department`` is empty when nobody is told. ``number`` and ``parts`` are those of the rule that
    decided, ``number`` None where none matches. ``conflict`` hears of two parents who disagree, tracked
    or not; ``message`` is the automated message it was tried with."""

    department: str
    number: int | None
    parts: tuple[str, ...]
    conflict: str
    message: str


def who_would_get_it(session: Session, case: Case) -> Verdict | None:
    """None for an appointment or a location that the practice does not have."""
    subject = _subject(session, case)
    if subject is None:
        return None
    board, names = switchboard(session), route_names(session)
    way = board.route(NoticeKind.CANCELLED, subject)
    conflict = board.route(NoticeKind.CONFLICT, subject)
    lines = {line.id: line for line in route_lines(board.routing, names)}
    decided = lines[way.rule.id] if way and way.rule else None
    return Verdict(
        department=names.departments[way.department_id] if way else "",
        number=decided.number if decided else None,
        parts=decided.parts if decided else (),
        conflict=names.departments[conflict.department_id] if conflict else "",
        message=names.messages.get(subject.rule_id or 0, ""),
    )


def coming_to_try(session: Session, now: datetime) -> tuple[ComingVisit, ...]:
    """The next visits on the schedule from ``now`` (UTC) on, at most 60."""
    rows = session.execute(
        select(AppointmentRow, Patient, Location.timezone, Practice.timezone)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .where(
            AppointmentRow.starts_at.between(now, now + _AHEAD),
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
        )
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
        .limit(_MOST)
    ).all()
    return tuple(
        ComingVisit(
            visit.id,
            f"{child.first_name} {child.last_name}",
            visit.starts_at,
            own or usual,
            visit.visit_type,
        )
        for visit, child, own, usual in rows
    )


def _subject(session: Session, case: Case) -> Subject | None:
    if case.appointment:
        return _of_visit(session, _number(case.appointment) or 0)
    location = _number(case.location) or session.scalar(select(Location.id).order_by(Location.name).limit(1))
    if location is None or session.get(Location, location) is None:
        return None
    return Subject(_number(case.message), case.visit_type, _number(case.provider), location)


def _of_visit(session: Session, appointment_id: int) -> Subject | None:
    visit = session.get(AppointmentRow, appointment_id)
    if visit is None:
        return None
    newest = session.scalar(
        select(Message.rule_id)
        .join(MessageLine, MessageLine.message_id == Message.id)
        .where(MessageLine.appointment_id == visit.id, Message.rule_id.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )
    return Subject(newest, visit.visit_type, visit.provider_id, visit.location_id)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else None
