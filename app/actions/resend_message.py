"""Send a message again over the same channel after a failure that may pass (product G4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.stretch_windows import Hours, hours_of, windows_around
from app.domain.delivery_policy import ChannelPolicy, Failed, resend_at
from app.domain.delivery_rules import DeliveryRules
from app.domain.open_windows import Window, delivery_times
from app.domain.outcomes import ALERT_LIMIT, MessageStatus
from app.models import (
    AppointmentRow,
    ChannelSetup,
    DeliveryRulesRow,
    Holiday,
    Location,
    Message,
    MessageEvent,
    MessageLine,
    Practice,
    RuleRow,
)
from app.models.facts import delivery_rules_facts, hours_facts


def plan_resend(session: Session, now: datetime, message: Message) -> bool:
    """Queue a message whose failure was just written down once more; False if the failure stands.

    Call it with the message locked, its status failed or bounced and ``reason`` the failure's name. What
    comes of a try before this one does not count any more, unless it says that the message arrived. Mails
    to staff are not repeated: the key in them is kept nowhere.
    """
    if message.staff_id is not None or message.status not in (MessageStatus.FAILED, MessageStatus.BOUNCED):
        return False
    setup = _setup(session, message)
    last_useful = message.expires_at or message.created_at + ALERT_LIMIT
    windows = _windows(session, now, message, setup)
    failed = Failed(message.reason or "", message.resends, windows, last_useful)
    at = resend_at(_policy(setup), failed, now)
    if at is None:
        return False
    message.status, message.settled_at, message.claimed_at = MessageStatus.QUEUED, None, None
    message.resends, message.due_at = message.resends + 1, at
    session.add(_event(now, message))
    return True


def _setup(session: Session, message: Message) -> ChannelSetup | None:
    return session.scalar(
        select(ChannelSetup).where(
            ChannelSetup.practice_id == message.practice_id, ChannelSetup.channel == message.channel
        )
    )


def _policy(setup: ChannelSetup | None) -> ChannelPolicy:
    if setup is None:
        return ChannelPolicy()
    return ChannelPolicy(setup.resends, timedelta(minutes=setup.resend_minutes), setup.stop_at)


def _event(now: datetime, message: Message) -> MessageEvent:
    again = {"number": message.resends, "at": message.due_at.isoformat(), "after": message.reason}
    return MessageEvent(
        practice_id=message.practice_id, message_id=message.id, at=now, kind="resend", detail=again
    )


def _windows(
    session: Session, now: datetime, message: Message, setup: ChannelSetup | None
) -> Sequence[Window] | None:
    """The open times of the message's rule at its first visit's place; None where nobody's hours count."""
    rule = session.get(RuleRow, message.rule_id) if message.rule_id else None
    if rule is None:
        return None
    return windows_around(_hours(session, message, rule, setup), now, now)


def _hours(session: Session, message: Message, rule: RuleRow, setup: ChannelSetup | None) -> Hours:
    practice, place = session.get_one(Practice, message.practice_id), _place(session, message)
    rules = session.scalar(
        select(DeliveryRulesRow).where(DeliveryRulesRow.practice_id == message.practice_id)
    )
    times = delivery_times(
        delivery_rules_facts(rules) if rules else DeliveryRules(),
        hours_facts(place.window_from, place.window_to, place.days) if place else None,
        hours_facts(rule.window_from, rule.window_to, rule.days),
    )
    zone = (place and place.timezone) or practice.timezone
    closed = session.scalars(
        select(Holiday.day).where(
            Holiday.practice_id == message.practice_id,
            Holiday.location_id.is_(None) | (Holiday.location_id == (place.id if place else None)),
        )
    )
    return hours_of(times, zone, closed.all())._replace(stop_at=setup.stop_at if setup else None)


def _place(session: Session, message: Message) -> Location | None:
    """Where the earliest of its visits is; None for a message about no visit."""
    return session.scalar(
        select(Location)
        .join(AppointmentRow, AppointmentRow.location_id == Location.id)
        .join(MessageLine, MessageLine.appointment_id == AppointmentRow.id)
        .where(MessageLine.message_id == message.id)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
        .limit(1)
    )
