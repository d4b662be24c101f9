"""The planner's SQL and the rule book say the same, whatever the world is like (product E1 to E9).

HYPOTHESIS_PROFILE=thorough looks at many more worlds, other ones on every run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.plan_messages import plan_messages
from app.domain.planning import Booking, Done, Plan, due
from app.domain.siblings import SiblingMode
from app.models import AppointmentRow, Message, MessageLine
from app.work import work_everywhere
from tests.builders.rule_book import bookings_of, rules_of
from tests.builders.settled import happen, settle_in
from tests.builders.sibling_worlds import sibling_worlds
from tests.builders.world import World
from tests.builders.worlds import worlds
from tests.conftest import sweep

# One line of what was written down: (rule, appointments, contact, channel, reason, due).
Written = tuple[int, tuple[int, ...], int, str | None, str | None, datetime | None]


def _said(plan: Plan) -> list[Written]:
    messages = [
        (each.rule_id, each.appointment_ids, each.contact_id, each.channel.value, None, each.due_at)
        for each in plan.messages
    ]
    left_out = [
        (each.what.rule_id, (each.what.appointment_id,), each.what.contact_id, None, each.reason.value, None)
        for each in (*plan.skipped, *plan.superseded)
    ]
    return sorted(messages + left_out, key=repr)


def _decided(plan: Plan, bookings: Iterable[Booking]) -> set[Done]:
    versions = {each.appointment.id: each.appointment.version for each in bookings}
    told = {
        Done(each.rule_id, number, versions[number], each.contact_id)
        for each in plan.messages
        for number in each.appointment_ids
    }
    return told | {each.what for each in (*plan.skipped, *plan.superseded)}


def _in_the_outbox(session: Session, after: int) -> list[Written]:
    written = []
    for row in session.scalars(select(Message).where(Message.id > after)):
        lines = session.scalars(
            select(MessageLine.appointment_id)
            .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
            .where(MessageLine.message_id == row.id)
            .order_by(AppointmentRow.starts_at, AppointmentRow.id)
        )
        goes = row.status == "queued"
        channel, moment = (row.channel, row.due_at) if goes else (None, None)
        written.append((row.rule_id, tuple(lines), row.contact_id, channel, row.reason, moment))
    return sorted(written, key=repr)


def _last_message(session: Session) -> int:
    return max(session.scalars(select(Message.id)), default=0)


# A world takes a few hundred statements: fewer of them than of the rule book's own examples.
_worlds = settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_worlds
@given(world=worlds())
def test_the_planner_writes_exactly_what_the_rule_book_says(migrated_app: Flask, world: World) -> None:
    _try(migrated_app, world)


@_worlds
@given(world=sibling_worlds())
def test_siblings_go_together_exactly_as_the_rule_book_says(migrated_app: Flask, world: World) -> None:
    _try(migrated_app, world)


def _try(application: Flask, world: World) -> None:
    with application.app_context():
        try:
            _live_through(world)
        finally:
            sweep()


def _live_through(world: World) -> None:
    with work_everywhere() as session:
        settled = settle_in(session, world)
    done: set[Done] = set()
    now = world.middle - timedelta(days=2)
    for step in world.steps:
        now += step.after
        with work_everywhere() as session:
            before = _last_message(session)
            bookings = bookings_of(session, world, settled)
            plan = due(rules_of(session), bookings, done, now, SiblingMode(world.mode))
            done |= _decided(plan, bookings)
        plan_messages(now)
        with work_everywhere() as session:
            assert _in_the_outbox(session, before) == _said(plan), now
        assert plan_messages(now).messages == 0, "a second turn must find nothing"
        with work_everywhere() as session:
            number = settled.appointment_ids[step.appointment % len(settled.appointment_ids)]
            happen(session, now, number, step.change)
