"""What the rule book is asked about a generated world: its rules and bookings, read from the database."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import zone
from app.domain.open_windows import Window, delivery_times, open_windows
from app.domain.planning import Booking
from app.domain.rules import Hours, Rule
from app.models import AppointmentRow, DeliveryRulesRow, Holiday, Location, RuleRow
from app.models.facts import delivery_rules_facts, hours_facts, rule_facts
from app.models.known_children import known_children
from app.models.visit_facts import visit_facts
from tests.builders.settled import Settled, zone_of
from tests.builders.world import World

AROUND = timedelta(days=150)


def rules_of(session: Session) -> list[Rule]:
    return [rule_facts(row) for row in session.scalars(select(RuleRow).order_by(RuleRow.id))]


def bookings_of(session: Session, world: World, settled: Settled) -> list[Booking]:
    children = known_children(session, settled.patient_ids)
    facts = visit_facts(session, settled.appointment_ids)
    own = [rule for rule in rules_of(session) if rule.hours]
    return [
        Booking(
            appointment=facts[row.id],
            child=children[row.patient_id].facts,
            windows=_windows(session, world, row, None),
            settle=timedelta(minutes=world.settle),
            own_windows={rule.id: _windows(session, world, row, rule.hours) for rule in own},
        )
        for row in session.scalars(select(AppointmentRow).order_by(AppointmentRow.id))
    ]


def _windows(session: Session, world: World, row: AppointmentRow, own: Hours | None) -> list[Window]:
    usual = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    place = session.get_one(Location, row.location_id)
    times = delivery_times(usual, hours_facts(place.window_from, place.window_to, place.days), own)
    closed = session.scalars(select(Holiday).where(Holiday.practice_id == row.practice_id))
    holidays = {each.day for each in closed if each.location_id in (None, row.location_id)}
    return _opened(times, zone_of(session, row), frozenset(holidays), world.middle.date())


@lru_cache(maxsize=64)
def _opened(times: DeliveryRules, zone_name: str, holidays: frozenset[date], middle: date) -> list[Window]:
    """Worked out once: every booking of a world asks for the same few calendars, turn after turn."""
    return open_windows(times, zone(zone_name), holidays, middle - AROUND, middle + AROUND)
