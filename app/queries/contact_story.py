"""Everything that went to one contact, what did not and why, and what comes next (product E9, C3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.domain.appointments import Lifecycle
from app.domain.outcomes import MessageStatus
from app.domain.remedies import remedy_for
from app.models import (
    AppointmentRow,
    Contact,
    Location,
    Mailing,
    Message,
    Patient,
    PatientContact,
    Practice,
    RuleRow,
    StaffUser,
)
from app.queries.coming_messages import ComingMessage, coming_messages
from app.queries.contact_messages import ContactMessage, as_shown
from app.queries.family_bookings import family_plan
from app.queries.message_steps import Sender, why_so
from app.queries.message_subjects import About, about_messages
from app.queries.reply_steps import latest_replies
from app.queries.timeline_step import Step

PAGE = 50
VISITS = 6
"""How many coming visits are looked at: later ones have nothing to say yet."""


@dataclass(frozen=True, slots=True)
class ComingVisitMessages:
    """A coming visit of a child of the contact, and what the clock will do about it for this contact."""

    appointment_id: int
    child: str
    starts_at: datetime
    zone: str
    messages: tuple[ComingMessage, ...]


@dataclass(frozen=True, slots=True)
class ToldMessage:
    """A message of the past: ``why`` says why it took its way, or why it did not go and what to do."""

    message: ContactMessage
    rule: str
    why: str
    remedy: str
    about: About | None
    mailing_id: int | None


@dataclass(frozen=True, slots=True)
class ContactStory:
    """``wrote`` is the latest they wrote; ``older`` marks the next page of ``told``, None at the end."""

    name: str
    family_id: int | None
    coming: tuple[ComingVisitMessages, ...]
    wrote: tuple[Step, ...]
    told: tuple[ToldMessage, ...]
    older: tuple[datetime, int] | None


def contact_story(
    session: Session, now: datetime, contact_id: int, mark: tuple[datetime, int] | None = None
) -> ContactStory | None:
    """As of ``now`` (UTC); None if this practice has no such contact."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        return None
    family = (
        select(func.min(Patient.family_id))
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .where(PatientContact.contact_id == contact_id)
    )
    told, older = _told(session, now, contact, mark)
    return ContactStory(
        name=contact.name,
        family_id=session.scalar(family),
        coming=() if mark else tuple(_coming(session, now, contact_id)),
        wrote=() if mark else tuple(latest_replies(session, contact_id)),
        told=told,
        older=older,
    )


def _coming(session: Session, now: datetime, contact_id: int) -> list[ComingVisitMessages]:
    rows = session.execute(
        select(
            AppointmentRow,
            Patient.first_name,
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
        )
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(PatientContact, PatientContact.patient_id == Patient.id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .where(
            PatientContact.contact_id == contact_id,
            AppointmentRow.starts_at > now,
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
        )
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
        .limit(VISITS)
    ).all()
    found = []
    for row in rows:
        visit = row.AppointmentRow
        ahead = coming_messages(session, now, visit, family_plan(session, visit))
        own = tuple(each for each in ahead if each.contact_id == contact_id)
        found.append(ComingVisitMessages(visit.id, row.first_name, visit.starts_at, row.zone, own))
    return found


def _told(
    session: Session, now: datetime, contact: Contact, mark: tuple[datetime, int] | None
) -> tuple[tuple[ToldMessage, ...], tuple[datetime, int] | None]:
    question = (
        select(Message, RuleRow, Mailing, StaffUser.name)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .outerjoin(Mailing, Mailing.id == Message.mailing_id)
        .outerjoin(StaffUser, StaffUser.id == Mailing.confirmed_by)
        .where(Message.contact_id == contact.id, Message.notice_id.is_(None))
        .order_by(Message.due_at.desc(), Message.id.desc())
    )
    if mark is not None:
        question = question.where(tuple_(Message.due_at, Message.id) < mark)
    rows = session.execute(question.limit(PAGE + 1)).all()
    shown = rows[:PAGE]
    about = about_messages(session, [row.Message for row in shown])
    older = (shown[-1].Message.due_at, shown[-1].Message.id) if len(rows) > PAGE else None
    return tuple(
        _one(row.Message, Sender(row.RuleRow, row.Mailing, row.name or ""), contact.name, about, now)
        for row in shown
    ), older


def _one(
    row: Message, sender: Sender, contact: str, about: Mapping[int, About], now: datetime
) -> ToldMessage:
    shown = as_shown(row, now)
    stayed = row.status not in (MessageStatus.SENT, MessageStatus.DELIVERED, MessageStatus.QUEUED)
    remedy = remedy_for(row.reason) if stayed and row.reason else ""
    return ToldMessage(
        message=shown,
        rule=sender.title(shown.what),
        why=shown.reason or why_so(row, contact, sender),
        remedy=remedy,
        about=about.get(row.id),
        mailing_id=row.mailing_id,
    )
