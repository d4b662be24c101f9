"""The reminders one parent will still get about a visit, for "what happens next" (product E9, H3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.local_time import local_time, zone
from app.domain.outlook import outlook
from app.domain.timing import RuleType
from app.models import AppointmentRow
from app.queries.family_bookings import family_plan


def coming_reminders(
    session: Session, now: datetime, contact_id: int, appointment_ids: Collection[int]
) -> tuple[datetime, ...]:
    """When each goes if nothing changes, in order, as naive clock times of the visit's place."""
    if not appointment_ids:
        return ()
    appointment = session.get_one(AppointmentRow, min(appointment_ids))
    plan = family_plan(session, appointment)
    reminders = {rule.id for rule in plan.rules if rule.type is RuleType.REMINDER}
    place = next(each.appointment.zone for each in plan.bookings if each.appointment.id == appointment.id)
    ahead = outlook(plan.rules, plan.bookings, plan.done, now, plan.delivery.sibling_mode)
    return tuple(
        sorted(
            local_time(each.at, zone(place))
            for each in ahead.expected
            if each.message.contact_id == contact_id
            and each.message.rule_id in reminders
            and set(each.message.appointment_ids) & set(appointment_ids)
        )
    )
