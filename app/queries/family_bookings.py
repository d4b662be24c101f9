"""A family's appointments around one of them, with everything the rule book plans from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.appointments import Appointment
from app.domain.candidates import Booking, Done
from app.domain.contacts import ChildContacts
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import local_day, zone
from app.domain.open_windows import Window, delivery_times, open_windows
from app.domain.rules import Hours, Rule
from app.domain.timing import SETTLE
from app.models import (
    AppointmentRow,
    DeliveryRulesRow,
    FeedSource,
    Holiday,
    Location,
    MessageLine,
    Patient,
    RuleRow,
)
from app.models.facts import delivery_rules_facts, hours_facts, rule_facts
from app.models.known_children import known_children
from app.models.visit_facts import visit_facts

# Only what starts on one local day can be one visit; this covers that day in every time zone.
AROUND = timedelta(hours=36)


# A message about a visit that is over may be the practice's own choice of days late.
AFTERWARDS = timedelta(days=62)


class _Place(NamedTuple):
    """What decides when messages about visits at one location go out."""

    delivery: DeliveryRules
    hours: Hours | None
    closed: Collection[date]


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """``rules`` are the enabled ones with their names; ``done`` what was decided before."""

    rules: tuple[Rule, ...]
    names: dict[int, str]
    bookings: tuple[Booking, ...]
    done: frozenset[Done]
    delivery: DeliveryRules


def family_plan(session: Session, appointment: AppointmentRow) -> FamilyPlan:
    """What the rule book needs to look ahead for this appointment and the siblings it may go with."""
    delivery = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    rows = session.scalars(select(RuleRow).where(RuleRow.enabled_at.is_not(None)).order_by(RuleRow.id)).all()
    rules = tuple(rule_facts(row) for row in rows)
    bookings = _bookings(session, appointment, delivery, rules)
    return FamilyPlan(
        rules=rules,
        names={row.id: row.name for row in rows},
        bookings=bookings,
        done=_done(session, [each.appointment.id for each in bookings]),
        delivery=delivery,
    )


def _bookings(
    session: Session, appointment: AppointmentRow, delivery: DeliveryRules, rules: Sequence[Rule]
) -> tuple[Booking, ...]:
    found = session.execute(
        select(
            AppointmentRow,
            Location,
            func.coalesce(FeedSource.settle_minutes, SETTLE // timedelta(minutes=1)),
        )
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .outerjoin(FeedSource, FeedSource.id == AppointmentRow.source_id)
        .where(
            Patient.family_id
            == select(Patient.family_id).where(Patient.id == appointment.patient_id).scalar_subquery(),
            AppointmentRow.starts_at.between(appointment.starts_at - AROUND, appointment.starts_at + AROUND),
        )
        .order_by(AppointmentRow.id)
    ).all()
    children = known_children(session, {row.patient_id for row, _, _ in found})
    closed = _closed_days(session, {row.location_id for row, _, _ in found})
    facts = visit_facts(session, {row.id for row, _, _ in found})
    return tuple(
        _booking(
            facts[row.id],
            children[row.patient_id].facts,
            settle,
            _Place(delivery, hours_facts(place.window_from, place.window_to, place.days), closed[place.id]),
            rules,
        )
        for row, place, settle in found
    )


def _booking(
    appointment: Appointment, child: ChildContacts, settle: int, place: _Place, rules: Iterable[Rule]
) -> Booking:
    return Booking(
        appointment,
        child,
        _windows(appointment, place, None),
        timedelta(minutes=settle),
        {rule.id: _windows(appointment, place, rule.hours) for rule in rules if rule.hours},
    )


def _closed_days(session: Session, location_ids: Collection[int]) -> dict[int, set[date]]:
    rows = session.execute(
        select(Holiday.location_id, Holiday.day).where(
            or_(Holiday.location_id.is_(None), Holiday.location_id.in_(location_ids))
        )
    ).all()
    return {place: {row.day for row in rows if row.location_id in (None, place)} for place in location_ids}


def _windows(appointment: Appointment, place: _Place, own: Hours | None) -> Sequence[Window]:
    """From the day the version began until nothing is useful any more; a day more on either side, so
    that no edge depends on the zone."""
    first = _day_before(min(appointment.version_at, appointment.starts_at), appointment)
    last = local_day(appointment.ends_at, zone(appointment.zone)) + AFTERWARDS
    times = delivery_times(place.delivery, place.hours, own)
    return open_windows(times, zone(appointment.zone), place.closed, first, last)


def _day_before(at: datetime, appointment: Appointment) -> date:
    return local_day(at, zone(appointment.zone)) - timedelta(days=1)


def _done(session: Session, appointment_ids: Collection[int]) -> frozenset[Done]:
    rows = session.execute(
        select(
            MessageLine.rule_id, MessageLine.appointment_id, MessageLine.version, MessageLine.contact_id
        ).where(MessageLine.appointment_id.in_(appointment_ids), MessageLine.rule_id.is_not(None))
    )
    return frozenset(Done(row[0] or 0, *row[1:]) for row in rows)
