"""Whose birthday comes, and who is due for a check-up (product K5, C3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.actions.run_tick import run_tick
from app.domain.timing import RuleType
from app.domain.well_visits import CHECK_UPS, births_due, latest_check_up
from app.models import Holiday, Provider, VisitType
from app.queries.birthday_list import BirthdayChild, birthday_list
from app.queries.greeting_rules import greeting_rule
from app.queries.recall_list import PAGE, DueChild, RecallAsked, RecallList, recall_list
from app.work import reading, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.greetings import TODAY, birthday_rule, check_up, known_child, recall_rule

DAY = timedelta(days=1)
ONE_TODAY = date(2025, 11, 22)


def birthdays(clinic: Clinic) -> dict[str, tuple[date, BirthdayChild]]:
    with reading(clinic.practice_id) as session:
        greeting = greeting_rule(session, NOW, RuleType.BIRTHDAY)
        assert greeting is not None
        days = birthday_list(session, NOW, greeting.rule)
    return {child.name: (day, child) for day, children in days for child in children}


def recalls(clinic: Clinic, at: timedelta = timedelta(0), **asked: Any) -> RecallList:
    with reading(clinic.practice_id) as session:
        recall = greeting_rule(session, NOW + at, RuleType.RECALL)
        rule, on = (recall.rule, recall.on) if recall else (None, False)
        return recall_list(session, NOW + at, rule, on, RecallAsked(**asked))


def the_child(clinic: Clinic, at: timedelta = timedelta(0)) -> DueChild:
    (child,) = recalls(clinic, at).children
    return child


def test_the_week_of_birthdays_says_who_is_told_and_how(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        birthday_rule(clinic)
        mia, _ = known_child(clinic, "Mia", date(2020, 11, 25))
        clinic.parent("Ben", mia, prefers_notices="no_contact", link_position=2)
        known_child(clinic, "Leo", date(2020, 11, 29))
    found = birthdays(clinic)
    assert set(found) == {"Mia Ramos"}, "the 29th is the eighth day"
    day, child = found["Mia Ramos"]
    assert (day, child.turns) == (date(2026, 11, 25), 6)
    assert child.at == NOW + 3 * DAY
    assert child.told == (("Mia's mother", "Text"),)
    assert child.why == (("Ben", "The contact chose No Contact."),)


def test_a_closed_day_moves_the_greeting_and_the_list_says_so(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        birthday_rule(clinic)
        known_child(clinic, "Mia", date(2020, 11, 23))
        clinic.add(Holiday(day=date(2026, 11, 23), location_id=None))
    assert birthdays(clinic)["Mia Ramos"][1].at == NOW + timedelta(days=1, hours=22), "Tuesday at 8:00 AM"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("too old", "The automated message is not for patients of this age."),
        ("inactive", "The child has not been seen for 24 months and has no visit to come."),
        ("late rule", "It happened before the automated message was turned on."),
    ],
)
def test_a_child_nobody_greets_is_listed_with_the_reason(app: Flask, who: str, why: str) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        birthday_rule(clinic, enabled_at=NOW if who == "late rule" else NOW - DAY)
        child = clinic.child("Mia", birth_date=date(2008 if who == "too old" else 2020, 11, 22))
        clinic.parent("Ana", child, prefers_notices="text")
        clinic.visit(child, NOW - (800 if who == "inactive" else 100) * DAY, lifecycle="completed")
    (_, child_shown) = birthdays(clinic)["Mia Ramos"]
    assert (child_shown.at, child_shown.told, child_shown.why) == (None, (), (("", why),))


def test_a_child_that_died_is_in_no_list(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        birthday_rule(clinic)
        recall_rule(clinic)
        child, _ = known_child(clinic, "Mia", ONE_TODAY)
        child.deceased_at = NOW
    assert birthdays(clinic) == {}
    assert recalls(clinic).children == ()


def test_a_due_child_shows_its_tries_until_none_is_left(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        known_child(clinic, "Mia", ONE_TODAY)
    before = the_child(clinic, -timedelta(hours=1))
    assert (before.check_up, before.due_on, before.tried, before.last_at) == ("12 months", TODAY, 0, None)
    assert before.next_at == NOW
    assert before.told == (("Mia's mother", "Text"),)
    run_tick(NOW, SANDBOX, SIGNER)
    after = the_child(clinic, timedelta(hours=1))
    assert (after.tried, after.last_at, after.next_at) == (1, NOW, NOW + 14 * DAY)
    for days in (14, 28):
        run_tick(NOW + days * DAY, SANDBOX, SIGNER)
    last = the_child(clinic, 29 * DAY)
    assert (last.tried, last.next_at, last.told) == (3, None, ())
    assert last.why == (("", "The last try for this check-up has gone out."),)


def test_a_booked_check_up_takes_the_child_off_the_list_and_a_sick_visit_does_not(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        mia, _ = known_child(clinic, "Mia", ONE_TODAY)
        leo, _ = known_child(clinic, "Leo", ONE_TODAY)
        check_up(clinic, mia)
        clinic.visit(leo, NOW + DAY, visit_type="Sick visit")
    assert [child.name for child in recalls(clinic).children] == ["Leo Ramos"]


def test_once_the_practice_marks_its_types_only_those_count(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        mia, _ = known_child(clinic, "Mia", ONE_TODAY)
        check_up(clinic, mia)
    assert (recalls(clinic).total, recalls(clinic).marked) == (0, False)
    with work_everywhere() as session:
        clinic.session = session
        clinic.add(VisitType(name="ANNUAL", well_visit=True))
    assert (recalls(clinic).total, recalls(clinic).marked) == (1, True)
    with work_everywhere() as session:
        clinic.session = session
        clinic.visit(mia, NOW + DAY, visit_type="Annual")
    assert recalls(clinic).total == 0


def test_a_visit_long_before_the_due_day_does_not_count_and_one_shortly_before_does(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        for name, days in (("Mia", 47), ("Leo", 45)):
            child, _ = known_child(clinic, name, ONE_TODAY)  # half-way from 9 to 12 months is 46 days before
            clinic.visit(child, NOW - days * DAY, lifecycle="completed", visit_type="Well visit")
    assert [child.name for child in recalls(clinic).children] == ["Mia Ramos"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"prefers_recalls": None}, "No preferred way to be reached is set."),
        ({"link_consents": []}, "Consent for this way of messaging is not on file."),
    ],
)
def test_who_cannot_be_asked_is_listed_with_the_reason(app: Flask, given: dict[str, Any], why: str) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        known_child(clinic, "Mia", ONE_TODAY, **given)
    assert the_child(clinic, -timedelta(hours=1)).why == (("Mia's mother", why),)


def test_while_recalls_are_off_the_list_says_who_would_be_asked(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic, state="draft", enabled_at=None)
        known_child(clinic, "Mia", ONE_TODAY)
    child = the_child(clinic)
    assert (child.next_at, child.told, child.why) == (None, (("Mia's mother", "Text"),), ())


def test_the_list_is_narrowed_and_turned_page_by_page(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        other = clinic.add(Provider(name="Dr. Ben Cole")).id
        for number in range(PAGE):
            known_child(clinic, f"Child {number}", ONE_TODAY)
        zoe, _ = known_child(clinic, "Zoe", date(2022, 11, 1))
        clinic.visit(zoe, NOW - 9 * DAY, lifecycle="completed", visit_type="Sick visit", provider_id=other)
    first = recalls(clinic)
    assert (first.total, len(first.children)) == (PAGE + 1, PAGE)
    assert [child.name for child in recalls(clinic, page=2).children] == ["Zoe Ramos"], "due longest ago"
    assert [child.check_up for child in recalls(clinic, check_up="4y").children] == ["4 years"]
    assert recalls(clinic, check_up="6m").children == ()
    assert [child.name for child in recalls(clinic, provider_id=other).children] == ["Zoe Ramos"]


def test_another_practices_children_are_in_no_list(app: Flask) -> None:
    with work_everywhere() as session:
        willow, maple = make_clinic(session), make_clinic(session, "maple")
        for clinic in (willow, maple):
            birthday_rule(clinic)
            recall_rule(clinic)
        known_child(maple, "Mia", ONE_TODAY)
    assert birthdays(willow) == {}
    assert recalls(willow).total == 0
    assert recalls(maple).total == 1


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 2, 28), date(2024, 2, 29), date(2026, 3, 31)])
def test_the_spans_of_births_are_those_of_the_table(day: date) -> None:
    spans = births_due(day)
    assert [each.check_up for each in spans] == list(CHECK_UPS)
    for span in spans:
        for born in (span.first, span.last):
            assert latest_check_up(born, day) == span.check_up
        assert latest_check_up(span.first - DAY, day) != span.check_up
        assert latest_check_up(span.last + DAY, day) != span.check_up


def test_who_was_due_long_before_recalls_were_turned_on_is_to_be_called(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic, enabled_at=NOW - DAY)
        known_child(clinic, "Mia", ONE_TODAY - 60 * DAY)
    child = the_child(clinic)
    assert (child.tried, child.next_at) == (0, None)
    assert child.why == (("", "The days to ask had passed before recalls could go out. Call the family."),)
