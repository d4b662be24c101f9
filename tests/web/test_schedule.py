"""The Schedule: which visits it shows, how families are asked from it, what was said on the phone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.actions.write_notice import Change, write_notice
from app.domain.answers import NoticeKind
from app.domain.local_time import instant, local_time, zone
from app.domain.permissions import Permission
from app.models import Answer, AppointmentRow, Location, Mailing, Message, Provider
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import FrontDesk, make_member
from tests.web.conftest import Audit

NEW_YORK = zone("America/New_York")
TOMORROW = local_time(clock.now(), NEW_YORK).date() + timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return instant(datetime(day.year, day.month, day.day, hour, minute), NEW_YORK)


class House:
    """Mia and Leo Ramos come together tomorrow, Ava Brooks the day after, Old Visit came last week."""

    def __init__(self, client: FlaskClient) -> None:
        with work_everywhere() as session:
            clinic = make_clinic(session)
            self.clinic = clinic
            mia = clinic.child("Mia", "Ramos")
            leo = clinic.child("Leo", "Ramos", mia.family_id)
            ava, old = clinic.child("Ava", "Brooks"), clinic.child("Old", "Visit")
            self.ana = clinic.parent("Ana Ramos", mia, leo, link_resides_with=True)
            clinic.parent("Nia Brooks", ava, link_resides_with=True)
            self.mia = clinic.visit(mia, at(TOMORROW, 11, 20))
            self.leo = clinic.visit(leo, at(TOMORROW, 11, 20))
            self.ava = clinic.visit(ava, at(TOMORROW + timedelta(days=1), 10), visit_type="Flu shot")
            self.old = clinic.visit(old, at(TOMORROW - timedelta(days=7), 9), lifecycle="completed")
            self.staff = clinic.staff()
        self.practice_id = clinic.practice_id
        self.desk = FrontDesk(client, self.staff)

    def visit(self, row: AppointmentRow) -> AppointmentRow:
        with work(self.practice_id) as session:
            return session.get_one(AppointmentRow, row.id)

    def drafts(self) -> list[Mailing]:
        with work(self.practice_id) as session:
            return list(session.scalars(select(Mailing).order_by(Mailing.id)))

    def change(self, visit: AppointmentRow, **values: object) -> None:
        with work(self.practice_id) as session:
            row = session.get_one(AppointmentRow, visit.id)
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def house(app: Flask, client: FlaskClient) -> House:
    return House(client)


def shown(page: str) -> list[str]:
    return re.findall(r'<a href="/appointments/\d+">([^<]+)</a>', page)


def test_the_next_week_by_day_with_siblings_in_a_bracket(house: House) -> None:
    page = house.desk.get("/schedule").text
    assert shown(page) == ["Mia Ramos", "Leo Ramos", "Ava Brooks"]
    assert page.count('class="fam has-sib"') == 1
    assert page.index("2 visits, 1 family") < page.index("Ava Brooks")


def test_days_and_filters_narrow_it_and_stand_in_the_address(house: House) -> None:
    last_week = (TOMORROW - timedelta(days=7)).isoformat()
    assert shown(house.desk.get(f"/schedule?from={last_week}&to={last_week}").text) == ["Old Visit"]
    assert shown(house.desk.get("/schedule?type=Flu+shot").text) == ["Ava Brooks"]
    with work(house.practice_id) as session:
        house.clinic.session = session
        kim = house.clinic.add(Provider(name="Dr. Kim"))
        north = house.clinic.add(Location(name="North"))
    house.change(house.ava, provider_id=kim.id, location_id=north.id)
    assert shown(house.desk.get(f"/schedule?provider={kim.id}").text) == ["Ava Brooks"]
    assert shown(house.desk.get(f"/schedule?location={north.id}").text) == ["Ava Brooks"]
    empty = house.desk.get(f"/schedule?provider={kim.id}&status=confirmed").text
    assert "No visits match" in empty
    assert "Clear filters" in empty


def test_every_status_is_counted_and_a_link_to_its_visits(house: House) -> None:
    house.change(house.mia, confirmation="out_of_reach")
    house.change(house.leo, confirmation="cancel_requested")
    page = house.desk.get("/schedule").text
    figures = re.findall(r'href="([^"]+)"[^>]*><b>(\d+)</b><span><i[^>]*></i>([^<]+)', page)
    counts = {words: (url, int(number)) for url, number, words in figures}
    assert [(words, number) for words, (_, number) in counts.items()] == [
        ("All visits", 3),
        ("No answer", 1),
        ("Out of reach", 1),
        ("Asked to cancel", 1),
        ("Confirmed", 0),
        ("Cancelled", 0),
    ]
    assert shown(house.desk.get(counts["Out of reach"][0]).text) == ["Mia Ramos"]
    assert shown(house.desk.get(counts["Asked to cancel"][0]).text) == ["Leo Ramos"]


def test_fifty_visits_and_the_rest_behind_a_button(house: House) -> None:
    with work(house.practice_id) as session:
        house.clinic.session = session
        child = house.clinic.child("Nth", "Child")
        for number in range(60):
            house.clinic.visit(child, at(TOMORROW, 8, number // 2))
    first = house.desk.get("/schedule").text
    assert len(shown(first)) == 50
    assert "Visible (50)" in first
    assert "All matching (63)" in first
    link = re.search(r'<a class="btn s" href="([^"]+)" hx-get="[^"]+" hx-target="#more"', first)
    assert link is not None
    rest = house.desk.get(link[1].replace("&amp;", "&"), htmx=True).text
    assert len(shown(rest)) == 13
    assert shown(rest)[-1] == "Ava Brooks"
    assert "<h1>" not in rest
    assert 'id="more"' not in rest, "there is nothing behind them"
    assert "Back to the first visits" in house.desk.get(link[1].replace("&amp;", "&")).text


def test_a_view_keeps_the_filters_but_not_the_days_of_today_or_the_page(house: House) -> None:
    """Saved today, it opens with the next seven days tomorrow too."""
    today = (TOMORROW - timedelta(days=1)).isoformat()
    page = house.desk.get(f"/schedule?from={today}&to=&type=Flu+shot&status=scheduled").text
    assert '<input type="hidden" name="query" value="type=Flu+shot&amp;status=scheduled">' in page
    house.desk.post("/schedule/views", name="Flu, no answer", query="type=Flu+shot&status=scheduled")
    page = house.desk.get("/schedule").text
    assert re.search(
        r'<a class="chip" href="/schedule\?type=Flu\+shot&amp;status=scheduled">Flu, no answer', page
    )
    behind = house.desk.get(f"/schedule?status=scheduled&after={today}T00:00:00%2B00:00~1").text
    assert '<input type="hidden" name="query" value="status=scheduled">' in behind


def test_a_view_of_a_type_that_nobody_uses_any_more_shows_what_hides_the_visits(house: House) -> None:
    page = house.desk.get("/schedule?type=Sports+physical").text
    assert "No visits match" in page
    assert "<option selected>Sports physical</option>" in page


def test_filters_changed_on_the_open_page_are_the_ones_that_are_saved(house: House) -> None:
    narrowed = house.desk.get("/schedule?type=Flu+shot", htmx=True).text
    assert '<div class="views" id="saved-views" hx-swap-oob="true"' in narrowed
    assert '<input type="hidden" name="query" value="type=Flu+shot">' in narrowed


def test_who_only_looks_may_keep_and_share_a_view(house: House, app: Flask) -> None:
    with work(house.practice_id) as session:
        house.clinic.session = session
        looker = make_member(house.clinic, Permission.BASIC_MESSAGING)
    answer = FrontDesk(app.test_client(), looker).post(
        "/schedule/views", name="Not reached", query="status=out_of_reach", shared="yes"
    )
    assert answer.headers["Location"] == "/schedule?status=out_of_reach"
    page = house.desk.get("/schedule?status=out_of_reach").text
    assert 'href="/schedule?status=out_of_reach" aria-current="true">Not reached' in page
    assert "Remove the view Not reached" not in page


def test_paper_says_that_more_visits_follow(house: House) -> None:
    words = "Press “Load 50 more” until it is gone, then print."
    assert words not in house.desk.get("/schedule").text
    with work(house.practice_id) as session:
        house.clinic.session = session
        child = house.clinic.child("Nth", "Child")
        for number in range(60):
            house.clinic.visit(child, at(TOMORROW, 8, number // 2))
    assert words in house.desk.get("/schedule").text


def test_a_mistyped_address_still_opens_and_days_never_end_before_they_begin(house: House) -> None:
    assert house.desk.get("/schedule?from=soon&to=never&provider=x&status=asleep&after=1").status_code == 200
    day = TOMORROW.isoformat()
    page = house.desk.get(f"/schedule?from={day}&to=2020-01-01").text
    assert shown(page) == ["Mia Ramos", "Leo Ramos"]


def test_asking_all_matching_keeps_the_question_and_leads_to_the_review(house: House) -> None:
    answer = house.desk.post("/schedule/ask?status=scheduled", which="all", visit=[house.mia.id])
    (draft,) = house.drafts()
    assert answer.headers["Location"] == f"/messages/{draft.id}/review"
    assert (draft.kind, draft.type, draft.state) == ("confirmation", "confirmation_request", "draft")
    assert draft.audience["statuses"] == ["scheduled"]
    assert "appointment_ids" not in draft.audience
    assert draft.description.startswith("Ask to confirm: Visits ")
    assert draft.description.endswith("status No answer")


@pytest.mark.parametrize(("which", "names"), [("shown", ("mia", "leo")), ("selected", ("leo",))])
def test_asking_what_is_visible_or_selected_names_the_visits(
    house: House, which: str, names: tuple[str, ...]
) -> None:
    house.desk.post("/schedule/ask", which=which, shown=[house.mia.id, house.leo.id], visit=[house.leo.id])
    (draft,) = house.drafts()
    assert draft.audience["appointment_ids"] == sorted(getattr(house, name).id for name in names)


def test_asking_about_nothing_does_nothing(house: House) -> None:
    answer = house.desk.post("/schedule/ask?type=Flu+shot", which="selected")
    assert answer.headers["Location"] == "/schedule?type=Flu+shot"
    assert "no visit was selected" in house.desk.get("/schedule").text
    assert not house.drafts()


def test_families_who_said_it_on_the_phone_are_marked_at_once_and_taken_back(
    house: House, clinic_audit: Audit
) -> None:
    house.change(house.leo, confirmation="out_of_reach")
    with work(house.practice_id) as session:
        house.clinic.session = session
        request = house.clinic.rule("confirmation_request", statuses=["scheduled", "out_of_reach"])
        waiting = house.clinic.message(
            request, house.ana, house.mia, house.leo,
            status="queued", expires_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    house.desk.post("/schedule/confirm", visit=[house.mia.id, house.leo.id])
    page = house.desk.get("/schedule").text
    assert "2 visits marked as confirmed." in page
    assert [house.visit(each).confirmation for each in (house.mia, house.leo)] == ["confirmed", "confirmed"]
    with work(house.practice_id) as session:
        assert session.get_one(Message, waiting.id).status == "cancelled"
    undo = re.search(r'action="(/schedule/unconfirm[^"]+)"', page)
    assert undo is not None
    house.desk.post(undo[1].replace("&amp;", "&"))
    assert "2 visits as before." in house.desk.get("/schedule").text
    assert [house.visit(each).confirmation for each in (house.mia, house.leo)] == ["none", "out_of_reach"]
    with work(house.practice_id) as session:
        assert session.get_one(Message, waiting.id).status == "queued", "the family is asked after all"
        assert all(each.undone_at for each in session.scalars(select(Answer)))
    assert [action for action, _ in clinic_audit(house.practice_id)][-4:] == [
        "confirm", "confirm", "restore", "restore",
    ]  # fmt: skip
    house.desk.post(undo[1].replace("&amp;", "&"))
    assert "cannot be taken back any more" in house.desk.get("/schedule").text


def test_what_changed_since_or_was_marked_by_somebody_else_is_not_taken_back(
    house: House, client: FlaskClient
) -> None:
    house.desk.post("/schedule/confirm", visit=[house.mia.id, house.ava.id])
    undo = re.search(r'action="(/schedule/unconfirm[^"]+)"', house.desk.get("/schedule").text)
    assert undo is not None
    url = undo[1].replace("&amp;", "&")
    house.change(house.mia, lifecycle="arrived")
    with work(house.practice_id) as session:
        house.clinic.session = session
        colleague = house.clinic.staff("rosa@willow.example")
    FrontDesk(client, colleague).post(url)
    assert house.visit(house.ava).confirmation == "confirmed"
    FrontDesk(client, house.staff).post(url)
    assert house.visit(house.ava).confirmation == "none"
    assert house.visit(house.mia).confirmation == "confirmed"


def test_a_family_that_asked_for_something_is_not_ticked_away(house: House) -> None:
    house.change(house.mia, confirmation="cancel_requested")
    with work(house.practice_id) as session:
        write_notice(session, clock.now(), [Change(house.leo.id, None, NoticeKind.LATE)], house.ana.id, None)
    house.desk.post("/schedule/confirm", visit=[house.mia.id, house.leo.id, house.ava.id])
    page = house.desk.get("/schedule").text
    assert "1 visit marked as confirmed. 2 visits were left" in page
    assert "waiting for a decision. Open it, or look under Cancellations." in page
    assert house.visit(house.mia).confirmation == "cancel_requested"
    assert house.visit(house.leo).confirmation == "none"


def test_one_press_in_a_row_changes_that_row_in_place(house: House) -> None:
    answer = house.desk.post("/schedule/confirm", htmx=True, visit=[house.ava.id])
    assert answer.status_code == 200
    assert shown(answer.text) == ["Ava Brooks"]
    assert "Confirmed" in answer.text
    assert "/schedule/unconfirm" in answer.text


def test_who_may_only_look_sees_no_boxes_and_cannot_act(house: House, client: FlaskClient) -> None:
    with work(house.practice_id) as session:
        house.clinic.session = session
        looker = make_member(house.clinic, Permission.BASIC_MESSAGING)
    desk = FrontDesk(client, looker)
    page = desk.get("/schedule").text
    assert shown(page) == ["Mia Ramos", "Leo Ramos", "Ava Brooks"]
    assert 'name="visit"' not in page
    assert "Ask to confirm" not in page
    assert desk.post("/schedule/ask", which="all").status_code == 403
    assert desk.post("/schedule/confirm", visit=[house.mia.id]).status_code == 403


def test_a_visit_of_another_practice_is_never_marked(house: House) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, slug="maple")
        theirs = other.visit(other.child(), at(TOMORROW, 9))
    house.desk.post("/schedule/confirm", visit=[theirs.id])
    with work(other.practice_id) as session:
        assert session.get_one(AppointmentRow, theirs.id).confirmation == "none"
