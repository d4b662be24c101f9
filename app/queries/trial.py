"""The latest trial reminder: its text, how far it has come, and what the family answered (product L5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import Choice
from app.domain.local_time import local_day, zone
from app.domain.message_types import TRIAL
from app.domain.outcomes import MessageStatus
from app.domain.staff_words import message_status
from app.models import Answer, AppointmentRow, Contact, LinkAppointment, Location, Message, Patient, Practice


@dataclass(frozen=True, slots=True)
class TrialChild:
    """One child of the trial. ``choice`` is None while there is no answer; ``zone`` an IANA name."""

    name: str
    starts_at: datetime
    zone: str
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Trial:
    """``day`` is the day of the first visit at its place; ``mark`` changes whenever anything here does."""

    contact: str
    address: str
    body: str
    link_id: int
    sent: bool
    outcome: str
    children: tuple[TrialChild, ...]
    day: date
    mark: str

    @property
    def answered(self) -> bool:
        """Has the family said anything?"""
        return any(child.choice for child in self.children)


def latest_trial(session: Session, now: datetime) -> Trial | None:
    """None before the first one; ``now`` (UTC) decides what counts as unreported."""
    found = session.execute(
        select(Message, Contact.name)
        .join(Contact, Contact.id == Message.contact_id)
        .where(Message.type == TRIAL)
        .order_by(Message.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    message, contact = found
    children = _children(session, message)
    status = MessageStatus(message.status)
    said = "".join(child.choice[0] if child.choice else "-" for child in children)
    return Trial(
        contact=contact,
        address=message.address,
        body=message.body,
        link_id=message.link_id or 0,
        sent=message.sent_at is not None,
        outcome=message_status(status, message.sent_at, now),
        children=children,
        day=local_day(children[0].starts_at, zone(children[0].zone)),
        mark=f"{message.id}{status[:3]}{said}",
    )


def _children(session: Session, message: Message) -> tuple[TrialChild, ...]:
    practice_zone = select(Practice.timezone).where(Practice.id == message.practice_id).scalar_subquery()
    latest = (
        select(Answer.choice)
        .where(Answer.appointment_id == AppointmentRow.id, Answer.undone_at.is_(None))
        .order_by(Answer.id.desc())
        .limit(1)
        .correlate(AppointmentRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Patient.first_name, AppointmentRow.starts_at, Location.timezone, practice_zone, latest)
        .join(LinkAppointment, LinkAppointment.appointment_id == AppointmentRow.id)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .where(LinkAppointment.link_id == message.link_id)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return tuple(
        TrialChild(name, starts_at, own or place, Choice(choice) if choice else None)
        for name, starts_at, own, place, choice in rows
    )
