"""Birthday greetings and recalls from the occasion to the phone (product K5, C2, D2, E6)."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.look_ahead import look_ahead
from app.actions.plan_greetings import plan_greetings
from app.actions.run_tick import Tick, run_tick
from app.models import (
    AppointmentRow,
    Contact,
    DeliveryRulesRow,
    Location,
    MessagePatient,
    NextMessage,
    Patient,
    PatientContact,
    Practice,
    Provider,
    RuleRow,
    VisitType,
)
from app.work import work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, arrived, deliver, outbox
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.greetings import TODAY, birthday_rule, check_up, known_child, recall_rule

DAY = timedelta(days=1)
TURNS_SIX = date(2020, 11, 22)
ONE_TODAY = date(2025, 11, 22)


def turn(after: timedelta = timedelta(0)) -> Tick:
    return run_tick(NOW + after, SANDBOX, SIGNER)


def told() -> list[tuple[str, str | None]]:
    return [(each.status, each.reason) for each in outbox()]


def test_a_birthday_child_is_greeted_at_the_clock_time_of_its_place_and_once(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        known_child(clinic, "Mia", TURNS_SIX)
        known_child(clinic, "Leo", TURNS_SIX + DAY)
        birthday_rule(clinic)
    assert turn(-timedelta(minutes=1)).planned == 0
    assert turn().sent == 1
    assert turn(timedelta(minutes=5)).planned == 0
    (text_message,) = arrived()
    assert "happy birthday to Mia" in text_message.body
    assert "937-555-0142" in text_message.body
    assert "http" not in text_message.body, "there is nothing to answer"
    (message,) = outbox()
    assert message.key.endswith("/2026-11-22/t1")
    assert message.expires_at == NOW + timedelta(hours=48)


def test_every_contact_who_may_hears_of_it_and_the_others_are_noted_with_the_reason(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        child, _ = known_child(clinic, "Mia", TURNS_SIX)
        clinic.parent("Ben", child, prefers_notices="email", link_position=2, language="es",
                      email_id=clinic.address("ben@ramos.example").id)  # fmt: skip
        clinic.parent("Nora", child, prefers_notices=None, link_position=3)
        birthday_rule(clinic)
    assert turn().sent == 2
    spanish, english = sorted(arrived(), key=lambda each: each.channel)
    assert (english.channel, spanish.channel) == ("text", "email")
    assert "Mia" in spanish.body
    assert "cumplea" in spanish.body
    assert ("skipped", "no_preference") in told()


@pytest.mark.parametrize(
    "apart",
    ["deceased", "inactive", "too old", "no birth date", "turned on later"],
)
def test_nobody_is_greeted_who_should_not_be(app: Flask, apart: str) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        born = date(2008, 11, 22) if apart == "too old" else TURNS_SIX
        if apart == "inactive":
            child = clinic.child("Mia", birth_date=born)
            clinic.parent("Ana", child, prefers_notices="text")
            clinic.visit(child, NOW - 731 * DAY, lifecycle="completed")
        else:
            child, _ = known_child(clinic, "Mia", born)
        if apart == "no birth date":
            child.birth_date = None
        child.deceased_at = NOW - DAY if apart == "deceased" else None
        birthday_rule(clinic, enabled_at=NOW if apart == "turned on later" else NOW - DAY)
    assert turn() == Tick(NOW, 0, 0, {}, 0, 0, 0)


def test_a_child_with_only_a_visit_to_come_is_active(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        child = clinic.child("Mia", birth_date=TURNS_SIX)
        clinic.parent("Ana", child, prefers_notices="text")
        check_up(clinic, child)
        birthday_rule(clinic)
    assert turn().sent == 1


def test_on_a_closed_day_the_greeting_waits_and_after_two_days_it_is_too_late(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        known_child(clinic, "Mia", TURNS_SIX)
        birthday_rule(clinic)
        session.scalars(select(DeliveryRulesRow)).one().days = [0, 1]
    assert turn().planned == 0
    monday = timedelta(hours=22)
    assert turn(monday).sent == 1
    with work_everywhere() as session:
        maple = make_clinic(session, "maple", timezone="America/New_York")
        known_child(maple, "Zoe", TURNS_SIX)
        birthday_rule(maple)
        session.get_one(Practice, maple.practice_id).planned_until = NOW - timedelta(hours=1)
    late = turn(timedelta(hours=49))
    assert late.skipped == {"too_late": 1}


def test_a_rule_with_own_delivery_times_keeps_to_them(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        known_child(clinic, "Mia", TURNS_SIX)
        birthday_rule(clinic, window_from=time(17), window_to=time(18), days=list(range(7)))
    assert turn().planned == 0
    assert turn(timedelta(hours=7)).sent == 1


def test_the_place_of_the_last_visit_says_what_time_it_is(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, timezone="America/Los_Angeles")
        known_child(clinic, "Mia", TURNS_SIX)
        birthday_rule(clinic)
    assert turn().planned == 0
    assert turn(timedelta(hours=3)).sent == 1


def recall_clinic(session: object, **rule: object) -> tuple[Clinic, Patient]:
    clinic = make_clinic(session)  # type: ignore[arg-type]
    child, _ = known_child(clinic, "Mia", ONE_TODAY)
    recall_rule(clinic, **rule)
    return clinic, child


def test_a_due_check_up_is_asked_for_three_times_and_then_no_more(app: Flask) -> None:
    with work_everywhere() as session:
        recall_clinic(session)
    assert turn().sent == 1
    for days in (7, 13):
        assert turn(days * DAY).planned == 0
    assert turn(14 * DAY).sent == 1
    assert turn(28 * DAY).sent == 1
    assert turn(42 * DAY).planned == 0
    assert "Mia is due for a check-up" in arrived()[0].body
    assert "http" not in arrived()[0].body
    with work_everywhere() as session:
        rows = session.scalars(select(MessagePatient).order_by(MessagePatient.id)).all()
        assert [(row.occasion_on, row.try_number) for row in rows] == [(TODAY, 1), (TODAY, 2), (TODAY, 3)]


def test_asking_stops_when_the_check_up_is_booked_and_goes_on_when_it_is_cancelled(app: Flask) -> None:
    with work_everywhere() as session:
        clinic, child = recall_clinic(session)
    assert turn().sent == 1
    with work_everywhere() as session:
        clinic.session = session
        number = check_up(clinic, child, 40).id
    assert turn(14 * DAY).planned == 0
    with work_everywhere() as session:
        visit = session.get_one(AppointmentRow, number)
        visit.lifecycle, visit.cancelled_at, visit.cancelled_by = "cancelled", NOW + 20 * DAY, "parent"
    assert turn(28 * DAY).sent == 1


def test_a_sick_visit_is_no_check_up_unless_the_practice_says_so(app: Flask) -> None:
    with work_everywhere() as session:
        clinic, child = recall_clinic(session)
        clinic.visit(child, NOW + 3 * DAY, visit_type="Sick visit")
    assert turn().sent == 1


def test_once_the_practice_marks_its_check_ups_other_names_do_not_count(app: Flask) -> None:
    with work_everywhere() as session:
        clinic, mia = recall_clinic(session)
        leo, _ = known_child(clinic, "Leo", ONE_TODAY)
        clinic.add(VisitType(name="ANNUAL", well_visit=True))
        check_up(clinic, mia)
        clinic.visit(leo, NOW + DAY, visit_type="Annual")
    assert turn().sent == 1
    assert "Mia" in arrived()[0].body


@pytest.mark.parametrize("kind", ["place", "provider"])
def test_a_rule_for_one_place_or_provider_looks_at_the_childs_last_visit(app: Flask, kind: str) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        other = clinic.add(Location(name="North Office")).id
        somebody = clinic.add(Provider(name="Dr. Ben Cole")).id
        known_child(clinic, "Mia", TURNS_SIX)
        leo, _ = known_child(clinic, "Leo", TURNS_SIX)
        clinic.visit(leo, NOW - DAY, lifecycle="completed", location_id=other, provider_id=somebody)
        birthday_rule(
            clinic, **({"location_ids": [other]} if kind == "place" else {"provider_ids": [somebody]})
        )
    assert turn().sent == 1
    assert "Leo" in arrived()[0].body


def test_tries_from_before_the_rule_was_turned_on_do_not_go(app: Flask) -> None:
    with work_everywhere() as session:
        recall_clinic(session, enabled_at=NOW + DAY)
    assert turn(2 * DAY).planned == 0
    assert turn(14 * DAY).sent == 1


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ("booked", "cancelled", "check_up_booked"),
        ("deceased", "skipped", "deceased"),
        ("consent", "skipped", "consent_withdrawn"),
        ("off", "cancelled", "rule_disabled"),
        ("other way", "cancelled", "preference_changed"),
        ("ended", "skipped", "ended"),
    ],
)
def test_what_changed_between_planning_and_sending_is_obeyed(
    app: Flask, change: str, status: str, reason: str
) -> None:
    with work_everywhere() as session:
        clinic, child = recall_clinic(session)
    plan_greetings(NOW)
    with work_everywhere() as session:
        clinic.session = session
        pair = session.scalars(select(PatientContact)).one()
        if change == "booked":
            check_up(clinic, child)
        elif change == "deceased":
            session.get_one(Patient, child.id).deceased_at = NOW
        elif change == "consent":
            pair.consents, pair.withdrawn = [], ["recalls:text"]
        elif change == "off":
            rule = session.scalars(select(RuleRow)).one()
            rule.state, rule.enabled_at = "disabled", None
        elif change == "ended":
            pair.end_date = TODAY
        else:
            contact = session.get_one(Contact, pair.contact_id)
            contact.prefers_recalls, contact.email_id = "email", clinic.address("mia@ramos.example").id
    assert deliver().sent == 0
    assert told() == [(status, reason)]
    assert arrived() == []


def test_a_new_number_takes_the_place_of_the_one_that_was_planned(app: Flask) -> None:
    with work_everywhere() as session:
        clinic, _ = recall_clinic(session)
    plan_greetings(NOW)
    with work_everywhere() as session:
        clinic.session = session
        contact = session.scalars(select(Contact)).one()
        contact.cell_id = clinic.address("+19375550199").id
    assert deliver().sent == 1
    assert arrived()[0].address == "+19375550199"


def test_while_the_practice_is_paused_it_waits(app: Flask) -> None:
    with work_everywhere() as session:
        clinic, _ = recall_clinic(session)
        session.get_one(Practice, clinic.practice_id).paused_at = NOW
    turn()
    assert told() == [("queued", None)]
    with work_everywhere() as session:
        session.get_one(Practice, clinic.practice_id).paused_at = None
    assert turn(timedelta(minutes=10)).sent == 1


def test_a_dry_run_counts_and_writes_nothing(app: Flask) -> None:
    with work_everywhere() as session:
        recall_clinic(session)
    assert run_tick(NOW, SANDBOX, SIGNER, dry_run=True).planned == 1
    assert outbox() == []


def test_a_practice_that_only_greets_is_planned_as_far_as_the_clock_was_turned(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        birthday_rule(clinic)
    turn()
    with work_everywhere() as session:
        assert session.get_one(Practice, clinic.practice_id).planned_until == NOW


def test_the_look_ahead_counts_greetings_of_the_next_24_hours(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        known_child(clinic, "Mia", TURNS_SIX + DAY)
        known_child(clinic, "Leo", TURNS_SIX + DAY)
        known_child(clinic, "Zoe", TURNS_SIX + 2 * DAY)
        birthday_rule(clinic)
    look_ahead(NOW)
    with work_everywhere() as session:
        coming = session.scalars(select(NextMessage)).one()
        assert (coming.type, coming.channel, coming.messages) == ("birthday_greeting", "text", 2)
        assert coming.at == NOW + DAY
    assert turn(DAY).sent == 2
