"""The pages of birthdays and recalls (product K5, C3)."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.domain.birthdays import birthday_in
from app.domain.local_time import local_day, zone
from app.domain.well_visits import add_months
from app.models import RuleRow, VisitType
from app.work import work_everywhere
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.front_desk import FrontDesk
from tests.builders.greetings import birthday_rule, recall_rule

DAY = timedelta(days=1)
VIEWER = ("basic_messaging", "automated_view")


def today() -> date:
    return local_day(clock.now(), zone("America/New_York"))


def child_born(clinic: Clinic, name: str, born: date) -> int:
    """Seen a hundred days ago, with a mother who wants texts; the family's id."""
    child = clinic.child(name, birth_date=born)
    clinic.parent(f"{name}'s mother", child, prefers_notices="text", prefers_recalls="text")
    clinic.visit(child, clock.now() - 100 * DAY, lifecycle="completed", visit_type="Sick visit")
    return child.family_id


def five_tomorrow() -> date:
    tomorrow = today() + DAY
    return birthday_in(tomorrow, tomorrow.year - 5)


def test_birthdays_show_who_is_told_and_the_greeting_is_turned_off(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        birthday_rule(clinic, name="Birthday greeting")
        family = child_born(clinic, "Mia", five_tomorrow())
        desk = FrontDesk(client, clinic.staff())
    page = desk.get("/messages/auto/birthday").text
    assert "It goes at 10:00 AM on the birthday, to children who turn 1 to 17." in page
    assert f'href="/families/{family}">Mia Ramos</a>' in page
    assert "tomorrow 10:00 AM" in page
    assert "Mia&#39;s mother" in page
    with work_everywhere() as session:
        rule = session.scalars(select(RuleRow)).one().id
    assert f'action="/messages/auto/{rule}/disable"' in page
    desk.post(f"/messages/auto/{rule}/disable")
    page = desk.get("/messages/auto/birthday").text
    assert "Nothing goes until it is turned on." in page
    assert "Turn on" in page


def test_whoever_may_only_look_sees_no_button(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        birthday_rule(clinic)
        recall_rule(clinic)
        desk = FrontDesk(client, clinic.staff(permissions=VIEWER))
    for address in ("/messages/auto/birthday", "/recalls"):
        page = desk.get(address)
        assert page.status_code == 200
        assert "/disable" not in page.text
        assert "See how it is set" in page.text


def test_a_practice_without_the_message_is_told_where_to_begin(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        desk = FrontDesk(client, make_clinic(session).staff())
    assert "There is no automated message for birthday greetings." in desk.get("/messages/auto/birthday").text
    page = desk.get("/recalls").text
    assert "There is no automated message for recalls." in page
    assert "Nobody is due" in page


def test_the_recall_list_says_who_is_due_and_what_comes_next(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        child_born(clinic, "Mia", add_months(today() + DAY, -12) - 13 * DAY)
        desk = FrontDesk(client, clinic.staff())
    page = desk.get("/recalls").text
    assert "1 child due" in page
    assert "Mia Ramos" in page
    assert "12 months" in page
    assert "No appointment type is marked as a check-up yet" in page
    assert "It asks at 10:00 AM on the day a check-up is due, then every 14 days, 3 times at most." in page


def test_marked_types_need_no_notice_and_filters_are_in_the_address(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        clinic.add(VisitType(name="Well visit", well_visit=True))
        child_born(clinic, "Mia", add_months(today() - 5 * DAY, -12))
        desk = FrontDesk(client, clinic.staff())
    page = desk.get("/recalls", query={"check_up": "12m"}).text
    assert "is marked as a check-up yet" not in page
    assert "Mia Ramos" in page
    assert 'value="12m" selected' in page
    nobody = desk.get("/recalls", query={"check_up": "2m"}).text
    assert "Nobody matches" in nobody
    assert "Mia Ramos" not in nobody
    odd = desk.get("/recalls", query={"check_up": "'", "provider": "x", "page": "-4"}).text
    assert "Mia Ramos" in odd


def test_a_long_list_has_pages(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        recall_rule(clinic)
        for number in range(51):
            child_born(clinic, f"Child {number}", add_months(today() - 5 * DAY, -12))
        desk = FrontDesk(client, clinic.staff())
    first = desk.get("/recalls").text
    assert "51 children due" in first
    assert "Page 1 of 2" in first
    assert 'href="/recalls?page=2"' in first
    second = desk.get("/recalls", query={"page": "2"}).text
    assert second.count("<tr role=") == 2, "the head and one child"
