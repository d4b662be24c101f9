"""Staff are reminded of what ends, each once of each day, and not of what was renewed (product E1, E5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.change_renewals import renew
from app.actions.change_staff import disable_staff
from app.actions.forecast_renewals import forecast_renewals
from app.actions.look_ahead import look_ahead
from app.actions.plan_renewals import plan_renewals
from app.actions.run_tick import run_tick
from app.actions.write_audit import COMMAND_LINE
from app.domain.preferences import Channel
from app.models import Message, NextMessage, SandboxDelivery, StaffRenewal, StaffUser
from app.models.facts import rule_facts
from app.work import work, work_everywhere
from scheduler import tasks
from tests.actions.test_deliver_messages import SANDBOX, SIGNER
from tests.builders.clinic import NOW, Clinic, make_clinic

# Sunday, November 22, 10:00 AM in New York, and two weeks later.
ENDS = date(2026, 12, 6)


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """Rosa, a nurse, whose license ends in two weeks; Dana is administrator, Kim was one."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        rosa = clinic.staff("rosa@willow.example", ("basic_messaging",), name="Rosa M.")
        clinic.staff("dana@willow.example", name="Dana K.")
        clinic.staff("kim@willow.example", name="Kim L.", disabled_at=NOW)
        clinic.add(
            StaffRenewal(
                staff_id=rosa.id, what="Nursing license", due_on=ENDS, created_at=NOW - timedelta(days=30)
            )
        )
        rule_of(clinic)
    return clinic


def rule_of(clinic: Clinic, **given: Any) -> Any:
    own = {"anchor": "due", "amount": 14, "at_time": time(10), "statuses": [], "channel_mode": "fixed"}
    return clinic.rule("staff_renewal", **{**own, "channel": "email", **given})


def written(clinic: Clinic) -> list[tuple[str, str]]:
    with work(clinic.practice_id) as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
        return [(row.address, row.status) for row in rows]


def test_it_goes_to_the_person_and_in_copy_to_every_administrator_once(clinic: Clinic) -> None:
    assert run_tick(NOW - timedelta(minutes=1), SANDBOX, SIGNER).planned == 0
    assert run_tick(NOW, SANDBOX, SIGNER, dry_run=True).planned == 2
    turn = run_tick(NOW, SANDBOX, SIGNER)
    assert (turn.planned, turn.sent) == (2, 2)
    with work(clinic.practice_id) as session:
        hers, copy = session.scalars(select(SandboxDelivery).order_by(SandboxDelivery.id)).all()
    assert (hers.address, hers.subject) == ("rosa@willow.example", "Your Nursing license. Ends in 14 days")
    assert "valid up to Sunday, December 6, 2026. Ends in 14 days." in hers.body
    assert hers.body.count("/me") == 1
    assert copy.address == "dana@willow.example"
    assert copy.subject == "Rosa M.: Nursing license. Ends in 14 days"
    assert "/settings/renewals" in copy.body
    assert run_tick(NOW + timedelta(hours=1), SANDBOX, SIGNER).planned == 0


def test_the_worker_plans_it_too(clinic: Clinic, app: Flask) -> None:
    assert tasks.plan(app, NOW).messages == 2
    assert tasks.plan(app, NOW).messages == 0


def test_it_waits_for_the_delivery_times_of_the_practice(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        rule_of(clinic, at_time=time(6), enabled_at=NOW - timedelta(days=1), name="Early")
    assert plan_renewals(NOW - timedelta(hours=3)) == 0  # 7:00 AM
    assert plan_renewals(NOW - timedelta(hours=2)) == 2  # 8:00 AM: practices begin then


def test_what_had_to_be_told_before_it_was_known_or_the_rule_was_on_is_not_told(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        rule_of(clinic, amount=60, name="Long before")
        rule_of(clinic, enabled_at=NOW + timedelta(minutes=5), name="Too new")
    assert plan_renewals(NOW + timedelta(minutes=10)) == 2


def test_after_two_days_it_is_too_late(clinic: Clinic) -> None:
    assert plan_renewals(NOW + timedelta(hours=48, seconds=1)) == 0
    assert plan_renewals(NOW + timedelta(hours=48)) == 2


def test_nothing_goes_about_people_whose_account_is_closed(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        rosa = session.scalars(select(StaffUser).where(StaffUser.name == "Rosa M.")).one()
        disable_staff(session, NOW, COMMAND_LINE, rosa.id)
    assert plan_renewals(NOW) == 0


def test_what_is_renewed_while_its_mail_waits_is_not_told(clinic: Clinic) -> None:
    assert plan_renewals(NOW) == 2
    with work(clinic.practice_id) as session:
        only = session.scalars(select(StaffRenewal.id)).one()
        renew(session, NOW, COMMAND_LINE, only, "2027-12-06")
    run_tick(NOW + timedelta(minutes=1), SANDBOX, SIGNER)
    assert written(clinic) == [("rosa@willow.example", "skipped"), ("dana@willow.example", "skipped")]
    later = datetime(2027, 11, 22, 15, 0, tzinfo=UTC)
    assert plan_renewals(later) == 2


def test_the_next_day_and_the_next_two_weeks_are_foreseen(clinic: Clinic) -> None:
    before = NOW - timedelta(hours=3)
    look_ahead(before)
    with work(clinic.practice_id) as session:
        ahead = session.scalars(select(NextMessage)).one()
        clinic.session = session
        saved = rule_facts(rule_of(clinic, amount=10, name="Ten days"))
    assert (ahead.at, ahead.messages, ahead.type) == (NOW, 2, "staff_renewal")
    off = replace(saved, enabled_at=None)
    was, will = forecast_renewals(NOW + timedelta(days=1), clinic.practice_id, off)
    assert (was.messages, will.messages) == ({(saved.id, Channel.EMAIL): 2}, {})
