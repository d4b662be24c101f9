"""What the planner writes on the edges, where one minute decides (product D1, D2, D7, E1, E6, B6, B7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.actions.plan_messages import Planned, plan_messages
from app.models import AppointmentRow, VisitType
from app.work import work_everywhere
from tests.actions.test_deliver_messages import outbox
from tests.builders.clinic import NOW, Clinic, make_clinic

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EIGHT_PM = NOW.replace(hour=1) + DAY
"""In New York, the evening of NOW: messages stop."""

EIGHT_AM = NOW.replace(hour=13) + DAY
"""The next morning there: messages start."""


def family(clinic: Clinic, *starts: datetime, **visit: Any) -> list[int]:
    """A mother whose children have visits at these times; the visits' ids."""
    children = [clinic.child(f"Child {number}") for number in range(len(starts))]
    mother = clinic.parent("Ana", children[0])
    for child in children[1:]:
        clinic.tie(child, mother)
    return [clinic.visit(child, at, **visit).id for child, at in zip(children, starts, strict=True)]


def lines() -> list[list[int]]:
    """The visits of each message that goes."""
    with work_everywhere() as session:
        rows = session.execute(
            text(
                "select array_agg(l.appointment_id order by l.appointment_id) from message m "
                "join message_line l on l.message_id = m.id "
                "where m.status = 'queued' group by m.id order by m.id"
            )
        )
        return [list(row[0]) for row in rows]


def told() -> list[tuple[str, str | None]]:
    return [(each.status, each.reason) for each in outbox()]


@pytest.mark.parametrize(("booked", "goes"), [(MINUTE, True), (timedelta(0), False), (-MINUTE, False)])
def test_a_visit_booked_at_the_reminders_own_moment_gets_none(
    app: Flask, booked: timedelta, goes: bool
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, NOW + DAY, created_at=NOW - booked, version_at=NOW - booked)
        clinic.rule()
    plan_messages(NOW + HOUR)
    assert told() == ([("queued", None)] if goes else [])


@pytest.mark.parametrize(("enabled", "goes"), [(MINUTE, True), (timedelta(0), False)])
def test_a_rule_turned_on_at_the_moment_itself_does_not_make_up_for_it(
    app: Flask, enabled: timedelta, goes: bool
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, NOW + DAY)
        clinic.rule(enabled_at=NOW - enabled)
    plan_messages(NOW + HOUR)
    assert bool(outbox()) is goes


def test_nothing_goes_a_second_early_and_it_goes_on_the_second(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, NOW + DAY)
        clinic.rule()
    assert plan_messages(NOW - timedelta(seconds=1)) == Planned()
    assert plan_messages(NOW) == Planned(messages=1)


def test_the_last_open_minute_is_open_and_the_closing_hour_waits_for_the_morning(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, EIGHT_PM - MINUTE + DAY)
        family(clinic, EIGHT_PM + DAY)
        clinic.rule()
    plan_messages(EIGHT_PM + HOUR)
    assert [each.due_at for each in outbox()] == [EIGHT_PM - MINUTE]
    plan_messages(EIGHT_AM - MINUTE)
    assert len(outbox()) == 1
    plan_messages(EIGHT_AM)
    assert [each.due_at for each in outbox()] == [EIGHT_PM - MINUTE, EIGHT_AM]


def test_what_the_morning_would_be_too_late_for_goes_the_evening_before(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, EIGHT_AM + 10 * MINUTE)
        clinic.rule(amount=2, unit="hours")
    plan_messages(EIGHT_PM - 2 * MINUTE)
    assert outbox() == []
    plan_messages(EIGHT_PM - MINUTE)
    assert [each.due_at for each in outbox()] == [EIGHT_PM - MINUTE]


def test_where_no_open_minute_is_left_the_skip_is_written_down(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        booked = EIGHT_PM + MINUTE
        family(clinic, EIGHT_AM + 10 * MINUTE, created_at=booked, version_at=booked)
        clinic.rule(amount=2, unit="hours")
    plan_messages(EIGHT_AM)
    assert told() == [("skipped", "no_open_window")]


@pytest.mark.parametrize(("apart", "messages"), [(60, 1), (61, 2)])
def test_sixty_minutes_apart_is_one_visit_where_the_practice_says_so(
    app: Flask, apart: int, messages: int
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.execute(text("update delivery_rules set sibling_mode = 'within_60_minutes'"))
        family(clinic, NOW + DAY, NOW + DAY + apart * MINUTE)
        clinic.rule()
    plan_messages(NOW + 2 * HOUR)
    assert len(lines()) == messages


@pytest.mark.parametrize("mode", ["same_time", "within_60_minutes", "same_day"])
@pytest.mark.parametrize("apart", [timedelta(0), 45 * MINUTE])
def test_a_confidential_visit_is_told_apart_at_its_own_moment(
    app: Flask, mode: str, apart: timedelta
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.execute(text("update delivery_rules set sibling_mode = :mode"), {"mode": mode})
        clinic.add(VisitType(name="Talk", confidential=True))
        clinic.rule()
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        teen = clinic.parent("Leo", mia)
        clinic.tie(leo, teen, own=True)
        first = clinic.visit(mia, NOW + DAY).id
        second = clinic.visit(leo, NOW + DAY + apart, visit_type="Talk").id
    plan_messages(NOW)
    assert lines() == ([[first], [second]] if not apart else [[first]])
    plan_messages(NOW + apart)
    assert lines() == [[first], [second]]


@pytest.mark.parametrize(
    ("born", "reason"), [(date(2013, 11, 23), "confidential"), (date(2013, 11, 24), None)]
)
def test_from_the_very_birthday_on_a_visit_is_the_patients_own(
    app: Flask, born: date, reason: str | None
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.add(VisitType(name="check-up", confidential=True))
        clinic.rule()
        child = clinic.child(birth_date=born)
        clinic.parent("Ana", child)
        clinic.visit(child, NOW + DAY)
    plan_messages(NOW)
    assert [why for _, why in told()] == [reason]


@pytest.mark.parametrize(
    ("ages", "goes"), [((12, None), False), ((None, 10), False), ((11, 11), True), ((None, 11), True)]
)
def test_ages_end_with_the_day_before_the_next_birthday(
    app: Flask, ages: tuple[int | None, int | None], goes: bool
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(age_from=ages[0], age_to=ages[1])
        child = clinic.child(birth_date=date(2014, 11, 24))
        clinic.parent("Ana", child)
        clinic.visit(child, NOW + DAY)
    assert (plan_messages(NOW).messages == 1) is goes


def test_an_earlier_visit_that_was_cancelled_does_not_make_the_next_a_later_one(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(new_patients="first_visit")
        for lifecycle in ("no_show", "completed"):
            child = clinic.child()
            clinic.parent("Ana", child)
            clinic.visit(child, NOW - HOUR, lifecycle=lifecycle)
            clinic.visit(child, NOW + DAY)
    assert plan_messages(NOW).messages == 1


def test_of_two_visits_on_one_day_the_earlier_is_the_first(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(new_patients="first_visit")
        child = clinic.child()
        clinic.parent("Ana", child)
        first = clinic.visit(child, NOW + DAY).id
        clinic.visit(child, NOW + DAY + HOUR)
    plan_messages(NOW + HOUR)
    assert lines() == [[first]]


@pytest.mark.parametrize(("known", "goes"), [(-SECOND, True), (timedelta(0), False)])
@pytest.mark.parametrize("quiet", [True, False])
def test_a_visit_first_heard_of_after_the_moment_is_not_told(
    app: Flask, known: timedelta, goes: bool, quiet: bool
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule("post_appointment", anchor="end", amount=1, unit="hours", statuses=["completed"])
        at = NOW + known
        family(
            clinic, NOW - HOUR - 20 * MINUTE, lifecycle="completed",
            created_at=at, version_at=at, quiet=quiet, replan=True,
        )  # fmt: skip
    assert (plan_messages(NOW).messages == 1) is goes


def test_with_a_fixed_channel_a_call_goes_to_the_home_phone_where_there_is_no_cell(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(channel_mode="fixed", channel="voice")
        child = clinic.child()
        clinic.parent("Ana", child, cell=None, home_id=clinic.address("+19375550177").id)
        clinic.visit(child, NOW + DAY)
    plan_messages(NOW)
    (message,) = outbox()
    assert (message.channel, message.address, message.reason) == ("voice", "+19375550177", None)


def test_an_alternative_contact_is_told_instead_of_a_parent_with_exclusive_authority(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        child = clinic.child()
        clinic.parent("Ana", child, link_authority="exclusive")
        clinic.parent("Kim", child, link_position=2, link_alternative=True)
        clinic.visit(child, NOW + DAY)
    plan_messages(NOW)
    assert sorted(told(), key=str) == [("queued", None), ("skipped", "alternative_contact")]


@pytest.mark.parametrize("whose", ["rule", "location", "both"])
def test_own_delivery_times_count_and_those_of_the_rule_first(app: Flask, whose: str) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        family(clinic, NOW + DAY)
        hours = {"rule": "13", "location": "15"}
        for table in hours if whose == "both" else (whose,):
            session.execute(
                text(
                    f"update {table} set window_from = '{hours[table]}:00', window_to = '18:00', "
                    "days = '{0,1,2,3,4,5,6}'"
                )
            )
    opening = NOW + (5 if whose == "location" else 3) * HOUR
    assert plan_messages(opening - SECOND).messages == 0
    assert plan_messages(opening).messages == 1


def test_a_chain_of_children_is_not_one_endless_visit(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.execute(text("update delivery_rules set sibling_mode = 'within_60_minutes'"))
        visits = family(clinic, *(NOW + DAY + number * 50 * MINUTE for number in range(4)))
        clinic.rule()
    plan_messages(NOW)
    assert lines() == [visits[:2]]
    plan_messages(NOW + 3 * HOUR)
    assert lines() == [visits[:2], visits[2:]]


@pytest.mark.parametrize(
    ("mode", "expected"), [("off", 2), ("same_time", 2), ("within_60_minutes", 2), ("same_day", 1)]
)
def test_children_two_hours_apart_are_one_visit_only_by_the_day(app: Flask, mode: str, expected: int) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.execute(text("update delivery_rules set sibling_mode = :mode"), {"mode": mode})
        family(clinic, NOW + DAY, NOW + DAY + 2 * HOUR)
        clinic.rule()
    plan_messages(NOW + 3 * HOUR)
    assert len(lines()) == expected


def test_a_sibling_of_another_contact_is_not_drawn_in(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        clinic.parent("Ana", mia)
        clinic.parent("Ben", leo)
        for child in (mia, leo):
            clinic.visit(child, NOW + DAY)
        clinic.rule()
    plan_messages(NOW)
    assert [len(each) for each in lines()] == [1, 1]


def test_after_two_days_of_outage_only_the_reminder_goes(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, NOW + DAY)
        clinic.rule()
        clinic.rule("confirmation_request", amount=3, statuses=["scheduled", "out_of_reach"])
    plan_messages(NOW - 2 * DAY - HOUR)
    assert plan_messages(NOW) == Planned(messages=1, superseded=1)
    assert [(each.type, each.status) for each in outbox()] == [
        ("reminder", "queued"),
        ("confirmation_request", "skipped"),
    ]


def test_an_outage_beyond_the_visit_is_written_down_as_too_late(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        family(clinic, NOW + DAY)
        clinic.rule()
    plan_messages(NOW - HOUR)
    plan_messages(NOW + 2 * DAY)
    assert told() == [("skipped", "too_late")]


def test_a_first_import_is_quiet_and_a_later_booking_is_told(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        just_now = {"created_at": NOW - MINUTE, "version_at": NOW - MINUTE, "replan": True}
        family(clinic, NOW + 5 * DAY, quiet=True, **just_now)
        loud = family(clinic, NOW + 5 * DAY, **just_now)
        clinic.rule("initial_confirmation", anchor="creation", amount=0)
    plan_messages(NOW)
    assert lines() == [loud]


@pytest.mark.parametrize(("amount", "unit", "later"), [(90, "minutes", 90 * MINUTE), (2, "days", 2 * DAY)])
def test_a_question_some_time_after_booking_is_found_at_its_moment(
    app: Flask, amount: int, unit: str, later: timedelta
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        booked = NOW - 3 * DAY
        family(clinic, NOW + 5 * DAY, created_at=booked, version_at=booked)
        clinic.rule(
            "confirmation_request", anchor="creation", amount=amount, unit=unit, statuses=["scheduled"]
        )
    plan_messages(booked + later - MINUTE)
    assert outbox() == []
    plan_messages(booked + later)
    assert [each.due_at for each in outbox()] == [booked + later]


def test_a_cancellation_of_the_feed_settles_before_anybody_is_told(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        gone = {"lifecycle": "cancelled", "cancelled_at": NOW}
        by_feed = family(clinic, NOW + 5 * DAY, cancelled_by="feed", replan=True, **gone)
        by_staff = family(clinic, NOW + 5 * DAY, cancelled_by="staff", replan=True, **gone)
        family(clinic, NOW + 5 * DAY, cancelled_by="parent", replan=True, **gone)
        clinic.rule("cancelled_by_practice", anchor="cancellation", amount=0, statuses=["cancelled"])
    plan_messages(NOW + 4 * MINUTE)
    assert lines() == [by_staff]
    plan_messages(NOW + 5 * MINUTE)
    assert lines() == [by_staff, by_feed]


def test_a_new_contact_of_a_coming_visit_is_reminded_when_the_child_is_looked_at_again(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        (visit,) = family(clinic, NOW + DAY)
        clinic.rule()
    plan_messages(NOW)
    with work_everywhere() as session:
        clinic.session = session
        child = session.scalar(text("select patient_id from appointment"))
        grandmother = clinic.parent("Rosa")
        session.execute(
            text(
                "insert into patient_contact (practice_id, patient_id, contact_id, position, consents) "
                "values (:practice, :child, :contact, 2, array['reminders:text'])"
            ),
            {"practice": clinic.practice_id, "child": child, "contact": grandmother.id},
        )
        session.execute(text("update appointment set replan = true"))
    assert plan_messages(NOW + HOUR) == Planned(messages=1)
    assert lines() == [[visit], [visit]]


def test_a_visit_marked_missed_hours_later_is_told_within_two_days(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(
            "missed_appointment", anchor="after_start", amount=15, unit="minutes", statuses=["no_show"]
        )
        child = clinic.child()
        clinic.parent("Ana", child)
        visit_id = clinic.visit(child, NOW - 3 * HOUR).id
    assert plan_messages(NOW).messages == 0
    with work_everywhere() as session:
        session.get_one(AppointmentRow, visit_id).lifecycle = "no_show"
        session.get_one(AppointmentRow, visit_id).replan = True
    assert plan_messages(NOW + HOUR).messages == 1
    assert plan_messages(NOW + 2 * HOUR).messages == 0


def test_thanks_after_a_long_visit_go_after_its_end(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(
            "post_appointment", anchor="end", amount=1, unit="hours", statuses=["arrived", "completed"]
        )
        child = clinic.child()
        clinic.parent("Ana", child)
        clinic.visit(child, NOW, minutes=300, lifecycle="arrived")
    assert plan_messages(NOW + 6 * HOUR - SECOND).messages == 0
    assert plan_messages(NOW + 6 * HOUR).messages == 1


def test_rules_that_were_deleted_or_are_about_a_date_plan_no_appointment(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(state="disabled", enabled_at=None, deleted_at=NOW)
        clinic.rule("birthday_greeting", anchor="date", amount=0, at_time=time(10), statuses=[])
        child = clinic.child(birth_date=date(2020, 11, 22))
        clinic.parent("Ana", child)
        clinic.visit(child, NOW + HOUR, replan=True)
    assert plan_messages(NOW).messages == 0


def test_one_practices_turn_leaves_the_other_alone(app: Flask) -> None:
    with work_everywhere() as session:
        for slug in ("willow", "maple"):
            clinic = make_clinic(session, slug)
            family(clinic, NOW + DAY)
            clinic.rule()
    plan_messages(NOW, clinic.practice_id)
    assert [each.practice_id for each in outbox()] == [clinic.practice_id]
    assert plan_messages(NOW) == Planned(messages=1)


def test_planners_that_start_together_write_once(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        for _ in range(20):
            family(clinic, NOW + DAY, NOW + DAY)
        clinic.rule()

    def plan() -> int:
        with app.app_context():
            return plan_messages(NOW).messages

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: plan(), range(4)))
    assert sorted(found) == [0, 0, 0, 20]
    assert len(lines()) == 20
