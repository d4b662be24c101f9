"""What is foreseen over further channels is what follows if nobody answers and all arrives (product E4, E8).

HYPOTHESIS_PROFILE=thorough looks at many more worlds, other ones on every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.actions.collect_receipts import collect_receipts
from app.actions.deliver_messages import deliver_messages
from app.actions.escalate_messages import escalate_messages
from app.actions.forecast import DAYS, forecast, forecast_change
from app.actions.plan_messages import plan_messages
from app.domain.occurrences import Occurrence
from app.domain.preferences import Channel
from app.models import Message, RuleRow
from app.work import work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.rule_book import bookings_of, rules_of
from tests.builders.settled import Settled, settle_in
from tests.builders.step_worlds import step_worlds
from tests.builders.world import World
from tests.conftest import sweep

HOUR = timedelta(hours=1)
Counts = Counter[tuple[int | None, str | None]]

_CALL_OFF = text("update message set status = 'cancelled', claimed_at = null")
_NEXT = text("""
select min(at) from (
    select due_at as at from message where status = 'queued'
    union all
    select m.sent_at + r.escalate_after_minutes * interval '1 minute'
    from message m join rule r on r.id = m.rule_id
) moment where at > :at
""")


@settings(
    max_examples=settings().max_examples // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=step_worlds(), ticked=st.booleans())
def test_a_forecast_of_further_channels_is_what_then_happens(
    migrated_app: Flask, world: World, ticked: bool
) -> None:
    with migrated_app.app_context():
        try:
            _live_through(world, ticked)
        finally:
            sweep()


def _live_through(world: World, ticked: bool) -> None:
    now = world.middle - timedelta(days=2)
    with work_everywhere() as session:
        settled = settle_in(session, world)
    if ticked:
        _tell_and_call_off(now - 7 * HOUR)
    foreseen = forecast(now, settled.practice_id).messages
    with work_everywhere() as session:
        moments = _moments(session, world, settled, now)
    assert foreseen == _happened(now, moments)


def _tell_and_call_off(at: datetime) -> None:
    """What was told before is not told again; the forecast is of what is told from now on."""
    plan_messages(at)
    with work_everywhere() as session:
        session.execute(_CALL_OFF)


def _moments(session: Session, world: World, settled: Settled, now: datetime) -> list[datetime]:
    found = [
        each.occurrence_of(rule)
        for rule in rules_of(session)
        for each in bookings_of(session, world, settled)
    ]
    moments = {each.send_at if isinstance(each, Occurrence) else each.nominal for each in found}
    return sorted({now, *(at for at in moments if at and now < at <= now + timedelta(days=DAYS))})


def _happened(now: datetime, moments: list[datetime]) -> Counts:
    """Turn the clock at every moment at which something can happen; what was planned, and what followed."""
    with work_everywhere() as session:
        before = session.scalar(select(func.max(Message.id))) or 0
    counts: Counts = Counter()
    for at in _all(now, moments):
        counts += _turn(at)
    with work_everywhere() as session:
        steps = session.scalars(select(Message).where(Message.id > before, Message.step > 0))
        return counts + Counter((each.rule_id, each.channel) for each in steps if each.sent_at)


def _all(now: datetime, moments: list[datetime]) -> Iterator[datetime]:
    waiting, at = list(moments), now
    while waiting:
        at = waiting.pop(0)
        yield at
        with work_everywhere() as session:
            found = session.scalar(_NEXT, {"at": at})
        if found and found <= now + timedelta(days=DAYS):
            waiting = sorted({*waiting, found})


def _turn(at: datetime) -> Counts:
    with work_everywhere() as session:
        before = session.scalar(select(func.max(Message.id))) or 0
    plan_messages(at)
    with work_everywhere() as session:
        new = session.scalars(select(Message).where(Message.id > before, Message.status == "queued"))
        planned = Counter((each.rule_id, each.channel) for each in new)
    escalate_messages(at)
    deliver_messages(at, SANDBOX, SIGNER)
    collect_receipts(at)
    return planned


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """A family with a visit in four days, reached by mail, text and phone."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(
            "confirmation_request",
            amount=3,
            statuses=["scheduled", "out_of_reach"],
            channel_mode="escalation",
            escalate_after_minutes=240,
            name="Request",
        )
        child = clinic.child("Mia")
        mail = clinic.address("ana@ramos.example").id
        clinic.parent("Ana", child, prefers_reminders="email", email_id=mail)
        clinic.visit(child, NOW + timedelta(days=4), replan=True)
        return clinic


def _request() -> RuleRow:
    with work_everywhere() as session:
        return session.scalars(select(RuleRow).where(RuleRow.name == "Request")).one()


def test_every_further_channel_is_counted(clinic: Clinic) -> None:
    request = _request().id
    assert forecast(NOW, clinic.practice_id).messages == {
        (request, Channel.EMAIL): 1, (request, Channel.TEXT): 1, (request, Channel.VOICE): 1
    }  # fmt: skip


def test_a_family_that_has_asked_for_another_time_hears_once(clinic: Clinic) -> None:
    with work_everywhere() as session:
        session.execute(
            text(
                "insert into answer (practice_id, appointment_id, choice, effect, version, received_at)"
                " select practice_id, id, 'move', 'move_asked', version, :now from appointment"
            ),
            {"now": NOW},
        )
    assert forecast(NOW, clinic.practice_id).messages == {(_request().id, Channel.EMAIL): 1}


def test_without_the_further_channels_only_the_first_is_left(clinic: Clinic) -> None:
    with work_everywhere() as session:
        (saved,) = rules_of(session)
    before, after = forecast_change(NOW, clinic.practice_id, replace(saved, escalate_after=None), saved.id)
    assert sum(before.messages.values()) == 3
    assert after.messages == {(saved.id, Channel.EMAIL): 1}


def test_a_reminder_that_arrives_goes_over_one_channel(clinic: Clinic) -> None:
    with work_everywhere() as session:
        session.scalars(select(RuleRow)).one().type = "reminder"
    assert forecast(NOW, clinic.practice_id).messages == {(_request().id, Channel.EMAIL): 1}


def test_a_step_gives_way_to_a_reminder_of_the_same_morning(clinic: Clinic) -> None:
    with work_everywhere() as session:
        request = session.scalars(select(RuleRow)).one()
        request.escalate_after_minutes = 720  # asked at 10 AM, so by text at 10 PM, so at 8 AM
        number = request.id
        reminder = RuleRow(
            practice_id=clinic.practice_id, type="reminder", name="Reminder", state="enabled",
            enabled_at=NOW, anchor="start", amount=50, unit="hours", statuses=["scheduled"], changed_at=NOW,
        )  # fmt: skip
        session.add(reminder)
        session.flush()
        other = reminder.id
    foreseen = forecast(NOW, clinic.practice_id).messages
    assert foreseen == {(number, Channel.EMAIL): 1, (other, Channel.EMAIL): 1}
    assert foreseen == _happened(NOW, [NOW, NOW + timedelta(days=1), NOW + timedelta(days=1, hours=22)])


def test_a_step_waits_for_the_delivery_times_of_its_own_message(clinic: Clinic) -> None:
    with work_everywhere() as session:
        request = session.scalars(select(RuleRow)).one()
        request.window_from, request.window_to, request.days = time(9), time(11), list(range(7))
        request.last_useful_minutes = 36 * 60  # the text goes the next morning, the call would a day later
        number = request.id
    foreseen = forecast(NOW, clinic.practice_id).messages
    assert foreseen == {(number, Channel.EMAIL): 1, (number, Channel.TEXT): 1}
    assert foreseen == _happened(NOW, [NOW, NOW + timedelta(days=1)])
