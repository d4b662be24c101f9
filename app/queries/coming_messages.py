"""What comes next for one appointment, and when, or why nothing comes (product E9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.outlook import Outlook, outlook
from app.domain.staff_words import CHANNELS
from app.domain.unanswered import Queued
from app.models import AppointmentRow, Contact
from app.queries.coming_steps import coming_steps
from app.queries.family_bookings import FamilyPlan


@dataclass(frozen=True, slots=True)
class ComingMessage:
    """``at`` (UTC) is when it goes, or would have gone; None for a rule with nothing to say.

    ``channel`` is set for one that goes; ``reason`` for one that does not. ``contact`` is a name, or
    empty where the reason has nothing to do with a person; so is ``contact_id`` then. ``unanswered``
    is said of one that goes over a further channel, and only if nobody answers until then (E4).
    """

    rule: str
    at: datetime | None
    contact: str
    channel: str
    reason: str
    siblings: int
    contact_id: int | None = None
    unanswered: bool = False


def coming_messages(
    session: Session, now: datetime, appointment: AppointmentRow, plan: FamilyPlan
) -> list[ComingMessage]:
    """What the clock will do from ``now`` (UTC) on if nothing changes, in order of time; what is
    never said comes last. What was decided before is left out: the timeline has it."""
    ahead = outlook(plan.rules, plan.bookings, plan.done, now, plan.delivery.sibling_mode)
    people = _names(session, plan)
    found = [
        *_expected(ahead, plan, people, appointment.id),
        *_unsent(ahead, plan, people, appointment.id),
        *_steps(coming_steps(session, now, plan, ahead), plan, people, appointment.id),
    ]
    dated = sorted(found, key=lambda each: (each.at or now, not each.channel, each.rule, each.contact))
    return [*dated, *_never(ahead, plan, appointment)]


def _names(session: Session, plan: FamilyPlan) -> dict[int, str]:
    ids = {contact.id for each in plan.bookings for contact in each.child.contacts}
    return {
        row.id: row.name
        for row in session.execute(select(Contact.id, Contact.name).where(Contact.id.in_(ids)))
    }


def _expected(
    ahead: Outlook, plan: FamilyPlan, people: dict[int, str], appointment_id: int
) -> Iterator[ComingMessage]:
    for each in ahead.expected:
        message = each.message
        if appointment_id in message.appointment_ids:
            yield ComingMessage(
                rule=plan.names[message.rule_id],
                at=each.at,
                contact=people[message.contact_id],
                channel=CHANNELS[message.channel],
                reason="",
                siblings=len(message.appointment_ids) - 1,
                contact_id=message.contact_id,
            )


def _steps(
    steps: Iterable[tuple[int, Queued]], plan: FamilyPlan, people: dict[int, str], appointment_id: int
) -> Iterator[ComingMessage]:
    for contact_id, step in steps:
        if any(each.appointment_id == appointment_id for each in step.said):
            yield ComingMessage(
                rule=plan.names[step.rule.id],
                at=step.at,
                contact=people[contact_id],
                channel=CHANNELS[step.channel],
                reason="",
                siblings=len(step.said) - 1,
                contact_id=contact_id,
                unanswered=True,
            )


def _unsent(
    ahead: Outlook, plan: FamilyPlan, people: dict[int, str], appointment_id: int
) -> Iterator[ComingMessage]:
    for each in ahead.unsent:
        if each.what.appointment_id == appointment_id:
            yield ComingMessage(
                rule=plan.names[each.what.rule_id],
                at=each.at,
                contact=people[each.what.contact_id],
                channel="",
                reason=each.reason.words,
                siblings=0,
                contact_id=each.what.contact_id,
            )


def _never(ahead: Outlook, plan: FamilyPlan, appointment: AppointmentRow) -> Iterator[ComingMessage]:
    """Rules that said something about this version already are in the timeline, not here."""
    told = {
        each.rule_id
        for each in plan.done
        if each.appointment_id == appointment.id and each.version == appointment.version
    }
    for each in ahead.never:
        if each.appointment_id == appointment.id and each.rule_id not in told:
            name = plan.names[each.rule_id]
            yield ComingMessage(name, None, "", "", each.reason.words, 0)
