"""Where a message goes on to if nobody answers, for one family (product E4, E9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Confirmation
from app.domain.candidates import Booking
from app.domain.escalation import ASKING, dearer, reaches
from app.domain.outcomes import MessageStatus
from app.domain.outlook import Outlook
from app.domain.planning import Message as Planned
from app.domain.preferences import Channel
from app.domain.rules import COMING_FAMILY, Rule
from app.domain.timing import nominal
from app.domain.unanswered import Queued, Said, following, what_leaves
from app.models import Answer, AppointmentRow, Message, MessageLine
from app.queries.family_bookings import FamilyPlan

_ANSWERED = (Confirmation.CONFIRMED, Confirmation.CANCEL_REQUESTED)
_LEFT = (MessageStatus.SENT, MessageStatus.DELIVERED)


def coming_steps(
    session: Session, now: datetime, plan: FamilyPlan, ahead: Outlook
) -> list[tuple[int, Queued]]:
    """What follows, from ``now`` (UTC) on, what went out and what will, as (contact, message)."""
    rules = {rule.id: rule for rule in plan.rules if rule.type in COMING_FAMILY}
    if not any(rule.escalate_after and rule.type in ASKING for rule in rules.values()):
        return []
    family = _Family(plan, _answered(session, plan))
    planned: dict[int, list[Queued]] = defaultdict(list)
    for each in ahead.expected:
        if each.message.rule_id in rules:
            rule = rules[each.message.rule_id]
            planned[each.message.contact_id].append(family.queued(rule, each.message, each.at))
    for contact_id, sent in _sent(session, rules, family):
        planned[contact_id] += [replace(each, at=max(each.at, now)) for each in following(sent)]
    last = max((each.appointment.starts_at for each in plan.bookings), default=now)
    return [
        (contact_id, each)
        for contact_id, messages in planned.items()
        for each in what_leaves(messages, last)
        if each.step
    ]


class _Family:
    """The bookings of a family, and which of them were answered for."""

    def __init__(self, plan: FamilyPlan, answered: Collection[int]) -> None:
        self.bookings: Mapping[int, Booking] = {each.appointment.id: each for each in plan.bookings}
        self.answered = answered

    def queued(self, rule: Rule, message: Planned, at: datetime) -> Queued:
        """A message that will go at ``at`` (UTC)."""
        said = [self.said(rule, message.contact_id, self.bookings[each]) for each in message.appointment_ids]
        return Queued(rule, message.channel, at, at, message.last_useful, said)

    def said(self, rule: Rule, contact_id: int, booking: Booking) -> Said:
        """One visit of a message of ``rule`` to a contact."""
        visit = booking.appointment
        ways = dearer(Channel.EMAIL)
        return Said(
            appointment_id=visit.id,
            nominal=nominal(rule.timing, visit) or visit.starts_at,
            windows=booking.windows_for(rule),
            ways=[each for each in ways if reaches(each, contact_id, booking.child, visit, rule.purpose)],
            answered=visit.confirmation in _ANSWERED or visit.id in self.answered,
        )


def _answered(session: Session, plan: FamilyPlan) -> set[int]:
    ids = [each.appointment.id for each in plan.bookings]
    return set(
        session.scalars(
            select(Answer.appointment_id)
            .join(AppointmentRow, AppointmentRow.id == Answer.appointment_id)
            .where(
                Answer.appointment_id.in_(ids),
                Answer.version == AppointmentRow.version,
                Answer.undone_at.is_(None),
            )
        )
    )


def _sent(session: Session, rules: Mapping[int, Rule], family: _Family) -> Iterator[tuple[int, Queued]]:
    """The last message of each ladder that left, about these visits in their present version."""
    rows = session.execute(
        select(Message, MessageLine.appointment_id)
        .join(MessageLine, MessageLine.message_id == Message.id)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .where(
            MessageLine.appointment_id.in_(family.bookings),
            MessageLine.version == AppointmentRow.version,
            Message.rule_id.in_(rules),
        )
        .order_by(Message.step, AppointmentRow.starts_at, AppointmentRow.id)
    ).all()
    last: dict[str, tuple[Message, list[int]]] = {}
    for message, appointment_id in rows:
        ladder = message.key.removesuffix(f"/s{message.step}")
        if last.get(ladder, (None,))[0] is not message:
            last[ladder] = (message, [])
        last[ladder][1].append(appointment_id)
    yield from _on_the_way(last.values(), rules, family)


def _on_the_way(
    last: Iterable[tuple[Message, list[int]]], rules: Mapping[int, Rule], family: _Family
) -> Iterator[tuple[int, Queued]]:
    for message, ids in last:
        if message.status in _LEFT and message.sent_at and message.expires_at and message.contact_id:
            rule, contact_id = rules[message.rule_id or 0], message.contact_id
            said = [family.said(rule, contact_id, family.bookings[each]) for each in ids]
            at, channel = message.sent_at, Channel(message.channel or "")
            yield contact_id, Queued(rule, channel, at, at, message.expires_at, said, message.step)
