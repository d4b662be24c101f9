"""What is foreseen for a rule is what then happens (product E8).

HYPOTHESIS_PROFILE=thorough looks at many more worlds, other ones on every run.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.forecast import Forecast, forecast
from app.actions.plan_messages import plan_messages
from app.domain.occurrences import Occurrence
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.models import Message
from app.work import work_everywhere
from tests.builders.rule_book import bookings_of, rules_of
from tests.builders.settled import Settled, settle_in
from tests.builders.sibling_worlds import sibling_worlds
from tests.builders.world import World
from tests.builders.worlds import worlds
from tests.conftest import sweep

_worlds = settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@_worlds
@given(world=worlds(), ticked=st.booleans())
def test_a_forecast_is_what_then_happens(migrated_app: Flask, world: World, ticked: bool) -> None:
    _try(migrated_app, world, ticked)


@_worlds
@given(world=sibling_worlds(), ticked=st.booleans())
def test_a_forecast_for_siblings_is_what_then_happens(
    migrated_app: Flask, world: World, ticked: bool
) -> None:
    _try(migrated_app, world, ticked)


def _try(application: Flask, world: World, ticked: bool) -> None:
    with application.app_context():
        try:
            _live_through(world, ticked)
        finally:
            sweep()


def _live_through(world: World, ticked: bool) -> None:
    now = world.middle - timedelta(days=2)
    with work_everywhere() as session:
        settled = settle_in(session, world)
        moments = _moments(session, world, settled, now)
    if ticked:
        plan_messages(now - timedelta(hours=7))
    with work_everywhere() as session:
        before = max(session.scalars(select(Message.id)), default=0)
    foreseen = forecast(now, settled.practice_id)
    for at in moments:
        plan_messages(at)
    with work_everywhere() as session:
        assert foreseen == _happened(session, before)


def _moments(session: Session, world: World, settled: Settled, now: datetime) -> list[datetime]:
    """Now, and every moment of the next 14 days at which something is sent or noted as skipped."""
    found = [
        each.occurrence_of(rule)
        for rule in rules_of(session)
        for each in bookings_of(session, world, settled)
    ]
    moments = {each.send_at if isinstance(each, Occurrence) else each.nominal for each in found}
    return [now, *sorted(at for at in moments if at and now < at <= now + timedelta(days=14))]


def _happened(session: Session, after: int) -> Forecast:
    rows = session.scalars(select(Message).where(Message.id > after)).all()
    goes = Counter((row.rule_id, Channel(row.channel)) for row in rows if row.status == "queued")
    stays = Counter((row.rule_id, row.reason) for row in rows if row.status == "skipped")
    reasons = {reason.value: reason for reason in Reason}
    return Forecast(
        messages=goes,
        skipped={(rule, reasons[why]): n for (rule, why), n in stays.items() if why != "superseded"},
        superseded={rule: n for (rule, why), n in stays.items() if why == "superseded"},
    )
