"""Put a department's alert about a notice into words (product J1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.render_message import PAPER, Rendered
from app.actions.write_notice import COMING_AGAIN
from app.domain.answers import NoticeKind
from app.domain.appointments import Confirmation, Lifecycle, status_of
from app.domain.local_time import local_time, zone
from app.domain.preferences import Channel
from app.domain.sms_length import sms_length
from app.domain.wording.alert_words import ESCALATED
from app.domain.wording.department_alert import AlertFacts, AlertLine, AlertSibling, department_alert
from app.domain.wording.department_text import department_text
from app.models import (
    Answer,
    AppointmentRow,
    Department,
    LinkAppointment,
    Location,
    Message,
    Notice,
    NoticeLine,
    Patient,
    Practice,
    Provider,
)

_HOW = {
    "link": "Message link",
    "staff": "By staff",
    "text": "Text reply",
    "phone": "Phone",
    "waitlist": "Waitlist",
}


@dataclass(frozen=True, slots=True)
class _Visit:
    """An appointment with all the alert says of it."""

    row: AppointmentRow
    patient: Patient
    location: Location
    provider: Provider | None
    zone: str

    def local(self, at: datetime) -> datetime:
        return local_time(at, zone(self.zone))


def render_alert(session: Session, message: Message, base_url: str) -> Rendered:
    """The mail, or the text, about the notice of ``message``, as things stand now.

    ``base_url`` is where staff sign in.
    """
    notice = session.get_one(Notice, message.notice_id)
    facts = alert_facts(session, notice, message.variant, base_url)
    if message.channel == Channel.TEXT:
        return _text(facts, message.variant)
    alert = department_alert(facts)
    return Rendered(
        language="en",
        subject=PAPER.get_template("messages/department_notice/subject.txt").render(alert=alert).strip(),
        body=PAPER.get_template("messages/department_notice/body.txt").render(alert=alert),
        html=PAPER.get_template("messages/department_notice/body.html").render(alert=alert),
        variant=message.variant,
    )


def _text(facts: AlertFacts, variant: str) -> Rendered:
    body = department_text(facts)
    return Rendered(language="en", body=body, variant=variant, segments=sms_length(body).segments)


def alert_facts(session: Session, notice: Notice, variant: str, base_url: str) -> AlertFacts:
    """What is told of a notice as things stand now. An answer taken back is told of those children only."""
    again = variant == COMING_AGAIN
    lines = [line for line in _lines(session, notice) if line.undone_at is not None or not again]
    told = {line.appointment_id for line in lines}
    visits = _visits(session, told | _same_visit(session, notice))
    first = visits[lines[0].appointment_id]
    return AlertFacts(
        kind=NoticeKind(notice.kind),
        lines=tuple(_line(line, visits[line.appointment_id]) for line in lines),
        family=tuple(_sibling(visit) for number, visit in visits.items() if number not in told),
        how=_HOW.get(notice.via, notice.via.capitalize()),
        received_local=first.local(_received(lines, notice)),
        department_name=session.get_one(Department, notice.department_id).name,
        portal_url=f"{base_url}/cancellations",
        schedule_updated=_taken_over(session, lines),
        coming_again=again,
        escalated=variant == ESCALATED,
    )


def _lines(session: Session, notice: Notice) -> Sequence[NoticeLine]:
    return session.scalars(
        select(NoticeLine).where(NoticeLine.notice_id == notice.id).order_by(NoticeLine.id)
    ).all()


def _same_visit(session: Session, notice: Notice) -> set[int]:
    if notice.link_id is None:
        return set()
    members = select(LinkAppointment.appointment_id).where(LinkAppointment.link_id == notice.link_id)
    return set(session.scalars(members))


def _visits(session: Session, ids: set[int]) -> dict[int, _Visit]:
    rows: Any = session.execute(
        select(AppointmentRow, Patient, Location, Provider, Practice.timezone)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(AppointmentRow.id.in_(ids))
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return {
        row.id: _Visit(row, patient, location, provider, location.timezone or usual)
        for row, patient, location, provider, usual in rows
    }


def _line(line: NoticeLine, visit: _Visit) -> AlertLine:
    return AlertLine(
        change=NoticeKind(line.change),
        first_name=visit.patient.first_name,
        last_name=visit.patient.last_name,
        chart_number=visit.patient.external_id,
        starts_local=visit.local(visit.row.starts_at),
        minutes=visit.row.minutes,
        provider_name=visit.provider.name if visit.provider else "",
        visit_type=visit.row.visit_type,
        location_name=visit.location.name,
    )


def _sibling(visit: _Visit) -> AlertSibling:
    return AlertSibling(
        first_name=visit.patient.first_name,
        last_name=visit.patient.last_name,
        starts_local=visit.local(visit.row.starts_at),
        status=status_of(Lifecycle(visit.row.lifecycle), Confirmation(visit.row.confirmation)),
    )


def _answers(session: Session, lines: Sequence[NoticeLine]) -> Sequence[Answer]:
    ids = [line.answer_id for line in lines if line.answer_id is not None]
    return session.scalars(select(Answer).where(Answer.id.in_(ids))).all()


def _received(lines: Sequence[NoticeLine], notice: Notice) -> datetime:
    """When the family said so: for an answer taken back, when it was."""
    undone = [line.undone_at for line in lines if line.undone_at is not None]
    return max(undone) if undone else notice.created_at


def _taken_over(session: Session, lines: Sequence[NoticeLine]) -> bool:
    answers = _answers(session, lines)
    return bool(answers) and all(answer.accepted_at is not None for answer in answers)
