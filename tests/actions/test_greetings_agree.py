"""The SQL of greetings and the rule book say the same, whatever the world is like (product K5, E2, D2).

HYPOTHESIS_PROFILE=thorough looks at many more worlds, other ones on every run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.plan_greetings import plan_greetings
from app.actions.plan_messages import plan_messages
from app.domain.appointments import Lifecycle
from app.domain.contacts import Ineligible
from app.domain.delivery_rules import DeliveryRules
from app.domain.greetings import (
    GreetingTime,
    KnownVisit,
    greeting_on,
    greeting_refusal,
    greeting_time,
    last_visit,
)
from app.domain.local_time import zone
from app.domain.open_windows import Window, open_windows
from app.domain.rules import Rule
from app.models import (
    AppointmentRow,
    DeliveryRulesRow,
    Holiday,
    Location,
    Message,
    MessagePatient,
    Practice,
    RuleRow,
    VisitType,
)
from app.models.facts import rule_facts
from app.models.known_children import KnownChild, known_children
from app.work import work_everywhere
from tests.builders.clinic import EVERY_CONSENT, Clinic
from tests.builders.greeting_worlds import GreetingWorld, add_visit, greeting_worlds, settle_greetings
from tests.builders.reach import reach_of
from tests.conftest import sweep

AROUND = timedelta(days=90)
LOOKS_BACK = timedelta(hours=48)


class Told(NamedTuple):
    """What is written down of one message."""

    rule_id: int
    patient_id: int
    contact_id: int
    occasion_on: date
    try_number: int
    channel: str | None
    reason: str | None
    due_at: datetime


_worlds = settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.slow
@_worlds
@given(world=greeting_worlds())
def test_greetings_are_planned_exactly_as_the_rule_book_says(
    migrated_app: Flask, world: GreetingWorld
) -> None:
    with migrated_app.app_context():
        try:
            _live_through(world)
        finally:
            sweep()


def _live_through(world: GreetingWorld) -> None:
    with work_everywhere() as session:
        clinic = settle_greetings(session, world)
    known: set[Told] = set()
    now, before = world.middle - timedelta(days=1), world.middle - timedelta(days=60)
    for after, number, change in world.steps:
        now += after
        with work_everywhere() as session:
            wanted = set(_rule_book(session, world, known, before, now))
        plan_greetings(now)
        plan_messages(now)
        with work_everywhere() as session:
            assert _written(session) == known | wanted, now
        known |= wanted
        again = plan_greetings(now)
        assert (again.messages, again.skipped) == (0, {}), "a second turn must find nothing"
        with work_everywhere() as session:
            _happen(session, clinic, now, number, change)
        before = now


def _rule_book(
    session: Session, world: GreetingWorld, known: set[Told], before: datetime, now: datetime
) -> Iterator[Told]:
    rules = [rule_facts(row) for row in session.scalars(select(RuleRow))]
    done = {each[:5] for each in known}
    marked = {name.lower() for name in session.scalars(select(VisitType.name).where(VisitType.well_visit))}
    since = min(before - timedelta(minutes=10), now - LOOKS_BACK)
    calendars: dict[tuple[int, int], tuple[ZoneInfo, list[tuple[date, GreetingTime]]]] = {}
    for child in known_children(session, list(_ids(session))).values():
        visits = _visits(session, child.patient.id)
        last = last_visit(visits)
        if last is None or child.patient.birth_date is None or child.patient.deceased_at:
            continue
        for rule in rules:
            asked = rule.id, last.location_id
            if asked not in calendars:
                place, windows = _calendar(session, world, rule, last.location_id)
                calendars[asked] = place, list(_times(rule, place, windows, since, now))
            for told in _on_days(rule, child, visits, marked, *calendars[asked], now):
                if told[:5] not in done:
                    yield told


def _times(
    rule: Rule, place: ZoneInfo, windows: Sequence[Window], since: datetime, now: datetime
) -> Iterator[tuple[date, GreetingTime]]:
    """Every day whose message goes, or would have gone, from ``since`` until ``now``, of eighty around it."""
    for offset in range(-40, 40):
        day = now.date() + timedelta(days=offset)
        when = greeting_time(rule, day, place, windows)
        if when and since <= when.send_at <= now:
            yield day, when


def _on_days(
    rule: Rule,
    child: KnownChild,
    visits: Sequence[KnownVisit],
    marked: set[str],
    place: ZoneInfo,
    times: Sequence[tuple[date, GreetingTime]],
    now: datetime,
) -> Iterator[Told]:
    born: Any = child.patient.birth_date
    for day, when in times:
        greeting = greeting_on(rule, born, day)
        if greeting is None:
            continue
        if greeting_refusal(rule, born, day, place, visits, marked):
            continue
        for contact in child.facts.contacts:
            reach = reach_of(contact, child.facts, rule)
            too_late = "too_late" if when.last_useful < now else None
            reason = reach.reason if isinstance(reach, Ineligible) else when.refusal or too_late
            channel = None if isinstance(reach, Ineligible) else reach.channel.value
            yield Told(
                rule.id, child.patient.id, contact.id, greeting.occasion_on, greeting.try_number,
                channel, reason, when.send_at,
            )  # fmt: skip


def _calendar(
    session: Session, world: GreetingWorld, rule: Rule, location_id: int
) -> tuple[ZoneInfo, list[Window]]:
    row = session.get_one(Location, location_id)
    usual = session.scalars(select(DeliveryRulesRow)).one()
    place = zone(row.timezone or session.get_one(Practice, row.practice_id).timezone)
    if rule.hours:
        own: Any = rule.hours
    else:
        own = row if row.days else usual
    hours = DeliveryRules(own.window_from, own.window_to, frozenset(own.days))
    closed = set(session.scalars(select(Holiday.day)))
    first, last = (world.middle - AROUND).date(), (world.middle + AROUND).date()
    return place, open_windows(hours, place, closed, first, last)


def _ids(session: Session) -> Iterator[int]:
    yield from session.scalars(select(AppointmentRow.patient_id).distinct())


def _visits(session: Session, patient_id: int) -> list[KnownVisit]:
    rows = session.scalars(select(AppointmentRow).where(AppointmentRow.patient_id == patient_id))
    return [
        KnownVisit(
            row.id, row.starts_at, Lifecycle(row.lifecycle), row.visit_type, row.location_id, row.provider_id
        )
        for row in rows
    ]


def _written(session: Session) -> set[Told]:
    rows = session.execute(
        select(Message, MessagePatient).join(MessagePatient, MessagePatient.message_id == Message.id)
    )
    return {
        Told(
            row.rule_id, row.patient_id, row.contact_id, row.occasion_on, row.try_number,
            message.channel, message.reason, message.due_at,
        )
        for message, row in rows
    }  # fmt: skip


def _happen(session: Session, clinic: Clinic, now: datetime, number: int, change: str) -> None:
    """What the practice does between two turns of the clock."""
    clinic.session = session
    children = list(known_children(session, list(_ids(session))).values())
    if not children or change == "nothing":
        return
    child = children[number % len(children)]
    if change == "book":
        add_visit(clinic, child.patient, now + timedelta(days=3), "scheduled", "Check-up", clinic.location_id)
    elif change == "consent":
        child.contacts[0].pair.consents = list(EVERY_CONSENT)
    else:
        for row in session.scalars(
            select(AppointmentRow).where(AppointmentRow.patient_id == child.patient.id)
        ):
            if row.lifecycle == "scheduled":
                row.lifecycle, row.cancelled_at, row.cancelled_by = "cancelled", now, "staff"
