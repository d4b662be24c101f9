"""One appointment seen from each contact: what reached them, what will, or why nothing (product E9, C3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.contacts import Eligible, eligibility
from app.domain.preferences import Purpose
from app.domain.remedies import what_to_do
from app.domain.staff_words import CHANNELS
from app.models import AppointmentRow, Message, MessageLine
from app.models.known_children import KnownContact, known_children
from app.queries.coming_messages import ComingMessage
from app.queries.contact_messages import ContactMessage, as_shown
from app.queries.family_bookings import FamilyPlan


@dataclass(frozen=True, slots=True)
class ContactOutlook:
    """``way`` is set for somebody who gets reminders about this visit, else ``why_not`` and ``remedy``.

    ``last`` is the latest message about it that left or was held back, ``coming`` the next one.
    """

    contact_id: int
    name: str
    relationship: str
    way: str
    why_not: str
    remedy: str
    last: ContactMessage | None
    coming: ComingMessage | None


def contact_outlooks(
    session: Session,
    now: datetime,
    appointment: AppointmentRow,
    plan: FamilyPlan,
    coming: Iterable[ComingMessage],
) -> list[ContactOutlook]:
    """The child's contacts in their order, as of ``now`` (UTC)."""
    child = known_children(session, [appointment.patient_id])[appointment.patient_id]
    confidential = next(
        each.appointment.confidential for each in plan.bookings if each.appointment.id == appointment.id
    )
    last = _last(session, now, appointment.id)
    following = [each for each in coming if each.channel]
    found = []
    for each in child.contacts:
        reach = eligibility(each.facts, child.facts, Purpose.REMINDERS, confidential=confidential)
        words = CHANNELS[reach.channel] if isinstance(reach, Eligible) else ""
        refusal = None if isinstance(reach, Eligible) else reach.reason
        found.append(
            ContactOutlook(
                contact_id=each.contact.id,
                name=each.contact.name,
                relationship=each.pair.relationship,
                way=words,
                why_not=refusal.words if refusal else "",
                remedy=what_to_do(refusal) if refusal else "",
                last=last.get(each.contact.id),
                coming=_first_for(each, following),
            )
        )
    return found


def _first_for(known: KnownContact, following: Iterable[ComingMessage]) -> ComingMessage | None:
    return next((each for each in following if each.contact_id == known.contact.id), None)


def _last(session: Session, now: datetime, appointment_id: int) -> dict[int, ContactMessage]:
    newest = (
        select(func.max(MessageLine.message_id))
        .where(MessageLine.appointment_id == appointment_id)
        .group_by(MessageLine.contact_id)
    )
    rows = session.scalars(select(Message).where(Message.id.in_(newest)))
    return {row.contact_id: as_shown(row, now) for row in rows if row.contact_id is not None}
