"""Today: the whole page, what changes live, and what the front desk does from it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import clock
from app.actions.settle_visit import confirm_visit
from app.actions.write_audit import COMMAND_LINE
from app.actions.write_notice import Change, write_notice
from app.domain.answers import NoticeKind
from app.domain.local_time import instant, local_time, zone
from app.domain.permissions import Permission
from app.extensions import db
from app.models import AppointmentEvent, AppointmentRow, Notice
from app.work import work, work_everywhere
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.front_desk import FrontDesk, link_of_live, make_member

NEW_YORK = zone("America/New_York")


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    """A clock time of today in the practice, as UTC."""
    day = local_time(clock.now(), NEW_YORK).date() + timedelta(days=days)
    return instant(datetime.combine(day, datetime.min.time()).replace(hour=hour, minute=minute), NEW_YORK)


class House:
    """A practice with Mia and Leo Ramos (siblings), Ava Brooks, and somebody signed in."""

    def __init__(self, client: FlaskClient) -> None:
        with work_everywhere() as session:
            clinic = make_clinic(session)
            self.clinic = clinic
            mia = clinic.child("Mia", "Ramos")
            leo = clinic.child("Leo", "Ramos", mia.family_id)
            ava = clinic.child("Ava", "Brooks")
            self.ana = clinic.parent("Ana Ramos", mia, leo, language="es")
            clinic.parent("Nia Brooks", ava)
            self.mia, self.leo = clinic.visit(mia, at(11, 20)), clinic.visit(leo, at(11, 20))
            self.ava = clinic.visit(ava, at(10, 40), visit_type="Flu shot")
            self.staff = clinic.staff()
            self.rule = clinic.rule()
        self.practice_id = clinic.practice_id
        self.desk = FrontDesk(client, self.staff)

    def change(self, visit: AppointmentRow, **values: object) -> None:
        with work(self.practice_id) as session:
            row = session.get_one(AppointmentRow, visit.id)
            for name, value in {"changed_at": clock.now(), **values}.items():
                setattr(row, name, value)

    def message(self, *visits: AppointmentRow, **given: object) -> None:
        with work(self.practice_id) as session:
            self.clinic.session = session
            self.clinic.message(self.rule, self.ana, *visits, **given)

    def notice(self, kind: NoticeKind, *visits: AppointmentRow) -> int:
        with work(self.practice_id) as session:
            changes = [Change(visit.id, None, kind) for visit in visits]
            return write_notice(session, clock.now(), changes, self.ana.id, None)[0]

    def row(self, page: str, visit: AppointmentRow) -> str:
        found = re.search(rf'<tr [^>]*id="visit-{visit.id}".*?</tr>', page, re.DOTALL)
        assert found, f"no row for visit {visit.id}"
        return found[0]


@pytest.fixture
def house(app: Flask, client: FlaskClient) -> House:
    return House(client)


def figures(page: str) -> dict[str, int]:
    found = re.findall(r'<b>(\d+)</b><span><i class="dot \w+"></i>([^<]+)</span>', page)
    return {words: int(number) for number, words in found}


def headings(page: str) -> list[str]:
    return re.findall(r'class="grp"><th[^>]*><div>([^<]+?) <span class="mut">([^<]+)</span>', page)


def test_the_sheet_groups_visits_by_answer_with_numbers(house: House) -> None:
    house.change(house.ava, confirmation="confirmed")
    page = house.desk.get("/today").text
    assert figures(page) == {
        "All visits": 3,
        "No answer": 2,
        "Asked to cancel": 0,
        "Confirmed": 1,
        "Cancelled": 0,
        "Not delivered": 0,
    }
    assert headings(page) == [("No answer yet", "2 visits, 1 family"), ("Confirmed", "1 visit")]


def test_a_row_says_time_child_parent_last_message_and_answer(house: House) -> None:
    house.message(house.mia, house.leo, status="delivered", sent_at=at(8, 14))
    row = house.row(house.desk.get("/today").text, house.mia)
    for words in ("11:20 AM", "Mia Ramos", "Dr. Anita Patel", "Ana Ramos"):
        assert words in row
    assert "Text 8:14 AM, delivered, Spanish" in row
    assert "No answer" in row


def test_siblings_of_one_message_are_tied_by_a_bracket(house: House) -> None:
    house.message(house.mia, house.leo, status="sent", sent_at=at(8))
    page = house.desk.get("/today").text
    assert "fam has-sib" in house.row(page, house.mia)
    assert 'class="sib"' in house.row(page, house.leo)
    assert "Same parent, same message" in house.row(page, house.leo)
    assert "has-sib" not in house.row(page, house.ava)


def test_a_message_that_came_back_shows_as_not_delivered(house: House) -> None:
    house.message(house.mia, status="bounced", sent_at=at(8), reason="invalid_address")
    page = house.desk.get("/today").text
    assert "Not delivered" in house.row(page, house.mia)
    assert figures(page)["Not delivered"] == 1
    assert figures(page)["No answer"] == 3


def test_another_message_that_arrived_is_enough(house: House) -> None:
    house.message(house.mia, status="delivered", sent_at=at(8))
    house.message(house.mia, status="failed", sent_at=at(9), channel="email")
    assert figures(house.desk.get("/today").text)["Not delivered"] == 0


def test_what_was_told_too_late_waits_for_staff(house: House) -> None:
    house.change(house.mia, confirmation="confirmed")
    house.notice(NoticeKind.LATE, house.mia)
    page = house.desk.get("/today").text
    assert "too late" in house.row(page, house.mia)
    assert "Cancel the visit of Mia Ramos" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=confirmed", {"Leo"}),
        ("type=Flu shot", {"Ava"}),
        ("lang=es", {"Mia", "Leo"}),
        ("provider=Nobody", set()),
        ("status=no_answer&lang=es", {"Mia"}),
        ("group=time", {"Mia", "Leo", "Ava"}),
        ("group=provider", {"Mia", "Leo", "Ava"}),
        ("group=nonsense", {"Mia", "Leo", "Ava"}),
    ],
)
def test_numbers_and_chips_filter(house: House, query: str, shown: set[str]) -> None:
    house.change(house.leo, confirmation="confirmed")
    page = house.desk.get(f"/today?{query}").text
    children = set(re.findall(r'scope="row"><a [^>]*>(\w+) ', page))
    assert children == shown
    if not shown:
        assert "No visits match" in page
        assert "Clear filters" in page


def test_a_day_without_visits_leads_to_the_next_one(house: House) -> None:
    page = house.desk.get(f"/today?d={at(12, days=-3).date().isoformat()}").text
    assert "No visits on this day" in page
    assert 'href="/today"' in page


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "20261124x", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_is_not_found(house: House, day: str) -> None:
    assert house.desk.get(f"/today?d={day}").status_code == 404


def test_days_are_those_of_the_practice(house: House) -> None:
    """11:30 PM in New York is already tomorrow in UTC, and still this day's visit."""
    house.change(house.ava, starts_at=at(23, 30))
    assert "Ava Brooks" in house.desk.get("/today").text
    tomorrow = local_time(clock.now(), NEW_YORK).date() + timedelta(days=1)
    assert "Ava Brooks" not in house.desk.get(f"/today?d={tomorrow}").text


def test_a_visit_elsewhere_shows_its_own_clock(house: House) -> None:
    with work(house.practice_id) as session:
        session.execute(
            text("update location set timezone = 'America/Chicago' where practice_id = :practice_id"),
            {"practice_id": house.practice_id},
        )
    row = house.row(house.desk.get("/today").text, house.mia)
    assert "10:20 AM" in row
    assert "Main Street" in row


def test_the_fragment_is_the_part_of_the_page(house: House) -> None:
    page, fragment = house.desk.get("/today").text, house.desk.get("/today", htmx=True).text
    assert fragment.lstrip().startswith('<div id="day-sheet">')

    def stripped(html: str) -> str:
        return re.sub(r"since=\d+|\s+|csrf_token\" value=\"[^\"]+", "", html)

    assert stripped(fragment) in stripped(page)


def test_nothing_new_is_no_content(house: House) -> None:
    url = link_of_live(house.desk.get("/today").text)
    assert house.desk.get(url, htmx=True).status_code == 204


def test_only_what_changed_comes_live_and_once(house: House) -> None:
    url = link_of_live(house.desk.get("/today").text)
    house.change(house.mia, confirmation="confirmed")
    news = house.desk.get(url, htmx=True)
    assert news.status_code == 200
    assert 'data-group="confirmed"' in house.row(news.text, house.mia)
    assert f"visit-{house.ava.id}" not in news.text
    assert figures(news.text)["Confirmed"] == 1
    assert house.desk.get(link_of_live(news.text), htmx=True).status_code == 204


def test_a_new_message_is_news_for_its_row(house: House) -> None:
    url = link_of_live(house.desk.get("/today").text)
    house.message(house.mia, status="sent", sent_at=at(8))
    assert "Text 8:00 AM, sent" in house.row(house.desk.get(url, htmx=True).text, house.mia)


def test_a_change_that_commits_late_is_not_missed(house: House) -> None:
    """The page is made while another transaction has written but not ended."""
    with work(house.practice_id) as slow:
        slow.get_one(AppointmentRow, house.mia.id).confirmation = "confirmed"
        slow.flush()
        house.change(house.ava, confirmation="confirmed")
        url = link_of_live(house.desk.get("/today").text)
        again = house.desk.get(url, htmx=True)
    assert again.status_code == 204
    assert f"visit-{house.mia.id}" in house.desk.get(url, htmx=True).text


def test_a_long_import_elsewhere_repeats_no_row(house: House) -> None:
    """While a transaction runs, everything written after it began could still be called fresh."""
    with db.engine.begin() as long_import:
        long_import.execute(text("select pg_current_xact_id()"))
        house.change(house.leo, confirmation="confirmed")
        url = link_of_live(house.desk.get("/today").text)
        house.change(house.mia, confirmation="confirmed")
        news = house.desk.get(url, htmx=True)
        assert f"visit-{house.mia.id}" in news.text
        assert f"visit-{house.leo.id}" not in news.text
        assert house.desk.get(link_of_live(news.text), htmx=True).status_code == 204


def test_visits_that_come_or_go_are_offered_not_pushed(house: House) -> None:
    url = link_of_live(house.desk.get("/today").text)
    house.change(house.ava, starts_at=at(10, days=1))
    news = house.desk.get(url, htmx=True).text
    assert "data-others" in news
    assert house.desk.get(link_of_live(news), htmx=True).status_code == 204


def test_a_cancellation_of_another_day_reaches_the_inbox_card(house: House) -> None:
    house.change(house.ava, starts_at=at(10, days=4))
    url = link_of_live(house.desk.get("/today").text)
    house.notice(NoticeKind.CANCELLED, house.ava)
    news = house.desk.get(url, htmx=True).text
    assert "Ava Brooks" in news
    assert re.search(r'id="open-count"[^>]*hx-swap-oob="true"><span[^>]*>[^<]*</span>1<', news)


def test_mark_as_confirmed_changes_the_row_in_place(house: House) -> None:
    answer = house.desk.post(f"/today/{house.mia.id}/confirm", htmx=True)
    assert answer.status_code == 200
    assert 'data-group="confirmed"' in house.row(answer.text, house.mia)
    assert "By phone, marked here" in house.row(answer.text, house.mia)
    assert 'id="announce"' in answer.text
    assert figures(answer.text)["Confirmed"] == 1


def test_without_script_a_form_leads_back_to_the_same_view(house: House) -> None:
    house.change(house.mia, confirmation="cancel_requested")
    answer = house.desk.post(f"/today/{house.mia.id}/keep?group=time")
    assert (answer.status_code, answer.location) == (303, "/today?group=time")
    assert "The visit stays on the schedule." in house.desk.get("/today?group=time").text


def test_what_is_over_cannot_be_decided_any_more(house: House) -> None:
    house.change(house.mia, lifecycle="completed")
    answer = house.desk.post(f"/today/{house.mia.id}/cancel")
    assert answer.status_code == 409
    assert "“Completed”" in answer.text
    assert house.desk.post(f"/today/{house.mia.id}/cancel", htmx=True).status_code == 409


def test_pressing_twice_says_so_and_writes_once(house: House) -> None:
    for _ in range(2):
        house.desk.post(f"/today/{house.mia.id}/confirm")
    assert "Somebody else did this already." in house.desk.get("/today").text
    with work(house.practice_id) as session:
        assert session.query(AppointmentEvent).count() == 1


def test_a_visit_of_another_practice_is_not_on_this_schedule(house: House) -> None:
    with work_everywhere() as session:
        maple: Clinic = make_clinic(session, "maple")
        theirs = maple.visit(maple.child("Zoe", "Lind"), at(10))
    assert house.desk.post(f"/today/{theirs.id}/cancel").status_code == 404
    assert "Zoe" not in house.desk.get("/today").text
    with work(maple.practice_id) as session:
        assert session.get_one(AppointmentRow, theirs.id).lifecycle == "scheduled"


def test_buttons_are_hidden_and_refused_without_the_permission(app: Flask, house: House) -> None:
    with work(house.practice_id) as session:
        house.clinic.session = session
        pat = make_member(house.clinic, Permission.BASIC_MESSAGING)
    desk = FrontDesk(app.test_client(), pat)
    assert "Mark confirmed" not in desk.get("/today").text
    assert desk.post(f"/today/{house.mia.id}/confirm").status_code == 403


def test_looking_writes_nothing(house: House) -> None:
    house.notice(NoticeKind.CANCELLED, house.mia)
    house.desk.get("/today")
    house.desk.get("/cancellations")
    with work(house.practice_id) as session:
        assert session.query(Notice).one().state == "new"


def test_a_confirmation_elsewhere_shows_who_keeps_the_desk(house: House) -> None:
    with work(house.practice_id) as session:
        confirm_visit(session, clock.now(), COMMAND_LINE, house.mia.id)
    assert "By phone, marked here" in house.row(house.desk.get("/today").text, house.mia)
