"""A family's appointments around one of them, with everything the rule book plans from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.appointments import Appointment
from app.domain.candidates import Booking, Done
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import local_day, zone
from app.domain.open_windows import Window, open_windows
from app.domain.rules import Rule
from app.domain.timing import SETTLE
from app.models import (
    AppointmentRow,
    DeliveryRulesRow,
    FeedSource,
    Holiday,
    Location,
    MessageLine,
    Patient,
    Practice,
    RuleRow,
)
from app.models.facts import appointment_facts, delivery_rules_facts, rule_facts
from app.models.known_children import known_children

# Only what starts on one local day can be one visit; this covers that day in every time zone.
AROUND = timedelta(hours=36)


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
    bookings = _bookings(session, appointment, delivery)
    return FamilyPlan(
        rules=tuple(rule_facts(row) for row in rows),
        names={row.id: row.name for row in rows},
        bookings=bookings,
        done=_done(session, [each.appointment.id for each in bookings]),
        delivery=delivery,
    )


def _bookings(session: Session, appointment: AppointmentRow, delivery: DeliveryRules) -> tuple[Booking, ...]:
    found = session.execute(
        select(
            AppointmentRow,
            func.coalesce(Location.timezone, Practice.timezone),
            func.coalesce(FeedSource.settle_minutes, SETTLE // timedelta(minutes=1)),
        )
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
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
    facts = [(appointment_facts(row, place), settle) for row, place, settle in found]
    return tuple(
        Booking(
            each,
            children[each.patient_id].facts,
            _windows(each, delivery, closed[each.location_id]),
            timedelta(minutes=settle),
        )
        for each, settle in facts
    )


def _closed_days(session: Session, location_ids: Collection[int]) -> dict[int, set[date]]:
    rows = session.execute(
        select(Holiday.location_id, Holiday.day).where(
            or_(Holiday.location_id.is_(None), Holiday.location_id.in_(location_ids))
        )
    ).all()
    return {place: {row.day for row in rows if row.location_id in (None, place)} for place in location_ids}


def _windows(appointment: Appointment, delivery: DeliveryRules, closed: set[date]) -> Sequence[Window]:
    """From the day the version began; a day more on either side, so that no edge depends on the zone."""
    place = zone(appointment.zone)
    first = _day_before(min(appointment.version_at, appointment.starts_at), appointment)
    last = local_day(appointment.starts_at, place) + timedelta(days=1)
    return open_windows(delivery, place, closed, first, last)


def _day_before(at: datetime, appointment: Appointment) -> date:
    return local_day(at, zone(appointment.zone)) - timedelta(days=1)


def _done(session: Session, appointment_ids: Collection[int]) -> frozenset[Done]:
    rows = session.execute(
        select(
            MessageLine.rule_id, MessageLine.appointment_id, MessageLine.version, MessageLine.contact_id
        ).where(MessageLine.appointment_id.in_(appointment_ids))
    )
    return frozenset(Done(*row) for row in rows)
