"""The whole story of one appointment, and what comes next (product E9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import AppointmentRow
from app.queries.coming_messages import ComingMessage, coming_messages
from app.queries.contact_outlook import ContactOutlook, contact_outlooks
from app.queries.event_steps import event_steps
from app.queries.family_bookings import family_plan
from app.queries.message_steps import message_steps
from app.queries.notice_steps import notice_steps
from app.queries.reply_steps import reply_steps
from app.queries.timeline_step import Step
from app.queries.visit_head import VisitHead, visit_head


@dataclass(frozen=True, slots=True)
class Timeline:
    """``steps`` in order of time; ``coming`` what the clock will still do, or why nothing.

    ``people`` are the child's contacts in their order, each with what reached them and what will.
    """

    head: VisitHead
    steps: tuple[Step, ...]
    coming: tuple[ComingMessage, ...]
    people: tuple[ContactOutlook, ...]


def appointment_timeline(session: Session, now: datetime, appointment_id: int) -> Timeline | None:
    """As of ``now`` (UTC); None if this practice has no such appointment."""
    appointment = session.get(AppointmentRow, appointment_id)
    if appointment is None:
        return None
    steps = [
        *event_steps(session, appointment_id),
        *message_steps(session, now, appointment_id),
        *notice_steps(session, now, appointment_id),
        *reply_steps(session, appointment_id),
    ]
    plan = family_plan(session, appointment)
    coming = coming_messages(session, now, appointment, plan)
    return Timeline(
        head=visit_head(session, appointment),
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        coming=tuple(coming),
        people=tuple(contact_outlooks(session, now, appointment, plan, coming)),
    )
