"""What is foreseen for a rule is what then happens (product E8).

HYPOTHESIS_PROFILE=thorough looks at many more worlds, other ones on every run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.forecast import Forecast, forecast, forecast_change
from app.actions.plan_messages import plan_messages
from app.domain.occurrences import Occurrence
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.rules import STATUSES, Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.models import AppointmentRow, Message, Practice
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
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


@_worlds
@given(world=st.one_of(worlds(), sibling_worlds()), replaced=st.booleans())
def test_a_change_is_foreseen_like_the_rules_it_leads_to(
    migrated_app: Flask, world: World, replaced: bool
) -> None:
    with migrated_app.app_context():
        try:
            _change(world, replaced)
        finally:
            sweep()


def _change(world: World, replaced: bool) -> None:
    now = world.middle - timedelta(days=2)
    with work_everywhere() as session:
        practice_id = settle_in(session, world).practice_id
        saved = rules_of(session)
    old, others = (saved[0], saved[1:]) if replaced else (None, saved)
    changed = replace(saved[0], id=old.id if old else 0, enabled_at=now, visit_types=frozenset(), hours=None)
    before, after = forecast_change(now, practice_id, changed, old.id if old else None)
    touched = {each.id for each in others if each.family and each.family == changed.family} | {changed.id}
    assert before == _of(touched, forecast(now, practice_id))
    assert after == _of(touched, forecast(now, practice_id, [*others, changed]))


def _of(rule_ids: set[int], found: Forecast) -> Forecast:
    return Forecast(
        {key: number for key, number in found.messages.items() if key[0] in rule_ids},
        {key: number for key, number in found.skipped.items() if key[0] in rule_ids},
        {rule: number for rule, number in found.superseded.items() if rule in rule_ids},
    )


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """Three families with a visit in four days, one of them without a way to be reached."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule("confirmation_request", amount=3, statuses=["scheduled", "out_of_reach"], name="Request")
        for number, prefers in enumerate(("text", "cell_phone", None)):
            child = clinic.child(f"Child {number}")
            clinic.parent("Ana", child, prefers_reminders=prefers)
            clinic.visit(child, NOW + timedelta(days=4), replan=True)
        return clinic


def _reminder(**changes: Any) -> Rule:
    plain = Rule(0, RuleType.REMINDER, Timing(Anchor.START, 2, Unit.DAYS), STATUSES[RuleType.REMINDER], NOW)
    return replace(plain, **changes)


def test_a_new_rule_adds_its_messages_and_those_that_fail(clinic: Clinic) -> None:
    before, after = forecast_change(NOW, clinic.practice_id, _reminder(), None)
    (request,) = {rule for rule, _ in before.messages}
    assert before.messages == {(request, Channel.TEXT): 1, (request, Channel.VOICE): 1}
    assert after.messages == {**before.messages, (0, Channel.TEXT): 1, (0, Channel.VOICE): 1}
    assert after.skipped == {**before.skipped, (0, Reason.NO_PREFERENCE): 1}


def test_a_rule_at_the_same_moment_pushes_a_later_one_aside_and_is_seen_to(clinic: Clinic) -> None:
    rival = _reminder(timing=Timing(Anchor.START, 3, Unit.DAYS))
    _, after = forecast_change(NOW, clinic.practice_id, rival, None)
    assert after.superseded == {0: 2}


def test_a_rule_that_is_turned_off_sends_nothing_any_more(clinic: Clinic) -> None:
    with work_everywhere() as session:
        (request,) = rules_of(session)
    before, after = forecast_change(NOW, clinic.practice_id, replace(request, enabled_at=None), request.id)
    assert sum(before.messages.values()) == 2
    assert after == Forecast({}, {}, {})


def test_a_child_that_rode_along_no_longer_keeps_another_message_back(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.execute(text("update delivery_rules set sibling_mode = 'same_day'"))
        all_types, shots = clinic.rule().id, clinic.rule(visit_types=["Shot"]).id
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        clinic.tie(leo, clinic.parent("Ana", mia))
        clinic.visit(mia, NOW + timedelta(days=2))
        clinic.visit(leo, NOW + timedelta(days=2, minutes=45), visit_type="Shot")
    foreseen = forecast(NOW, clinic.practice_id)
    assert foreseen.messages == {(all_types, Channel.TEXT): 1, (shots, Channel.TEXT): 1}
    for minutes in (0, 45):
        plan_messages(NOW + timedelta(days=1, minutes=minutes))
    with work_everywhere() as session:
        assert foreseen == _happened(session, 0)


def test_a_forecast_writes_nothing(clinic: Clinic) -> None:
    assert forecast(NOW, clinic.practice_id).messages
    with work_everywhere() as session:
        assert session.scalars(select(Message)).all() == []
        assert session.get_one(Practice, clinic.practice_id).planned_until is None
        assert all(session.scalars(select(AppointmentRow.replan)))


def test_only_the_days_asked_for_count(clinic: Clinic) -> None:
    assert forecast(NOW, clinic.practice_id, [_reminder()], days=1) == Forecast({}, {}, {})
    assert forecast(NOW, clinic.practice_id, [_reminder()], days=2).messages


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
