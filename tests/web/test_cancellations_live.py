"""The lists of the cancellations desk: filters, what was done, and what is news to an open page (J1, J2)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.actions.handle_notice import finish_notice
from app.actions.write_audit import Actor
from app.domain.answers import NoticeKind
from app.models import Department, Notice
from app.work import work
from tests.builders.front_desk import link_of_live
from tests.builders.inbox import Inbox, colleague, put


@pytest.fixture
def inbox(app: Flask, client: FlaskClient) -> Inbox:
    return Inbox(client)


def test_search_and_department_narrow_the_list(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    with work(inbox.practice_id) as session:
        nursing = Department(practice_id=inbox.practice_id, name="Nursing", email="")
        session.add(nursing)
        session.flush()
        session.get_one(Notice, notice_id).department_id = nursing.id
        nursing_id = nursing.id
    inbox.request(inbox.leo)
    mia, leo = 'Open the family of Mia Ramos"', 'Open the family of Leo Ramos"'
    for address, shown in (
        ("?q=mia", {mia}),
        ("?q=ana+ramos", {mia, leo}),
        (f"?department={nursing_id}", {mia}),
        ("?q=100%25", set()),
    ):
        page = inbox.desk.get(f"/cancellations{address}").text
        assert {each for each in (mia, leo) if each in page} == shown, address
    assert "Nothing matches" in page


def test_what_was_done_is_listed_by_day_with_older_ones_behind(inbox: Inbox) -> None:
    dana = Actor("dana@willow.example", inbox.staff.id)
    noon = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    for number in range(52):
        notice_id = inbox.ask(NoticeKind.LATE, inbox.mia)
        with work(inbox.practice_id) as session:
            finish_notice(session, noon - timedelta(hours=number), dana, notice_id)
    page = inbox.desk.get("/cancellations?tab=done").text
    assert page.count("Done by Dana K.") == 50
    assert "<h2>Fri Nov 20" in page
    older = re.search(r'href="([^"]+)">Show older', page)
    assert older
    rest = inbox.desk.get(unescape(older[1])).text
    assert rest.count("Done by Dana K.") == 2
    assert "Show older" not in rest


def test_when_all_is_done_the_page_says_when(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    inbox.desk.post(f"/cancellations/{notice_id}/finish")
    assert "Last one handled" in inbox.desk.get("/cancellations").text


def test_an_open_page_hears_nothing_while_nothing_happens(inbox: Inbox) -> None:
    inbox.request(inbox.mia)
    live = link_of_live(inbox.desk.get("/cancellations").text)
    assert inbox.desk.get(live, htmx=True).status_code == 204


def test_what_comes_waits_behind_a_button_and_then_stands_above(inbox: Inbox) -> None:
    inbox.request(inbox.mia)
    live = link_of_live(inbox.desk.get("/cancellations").text)
    inbox.request(inbox.leo)
    news = inbox.desk.get(live, htmx=True).text
    assert "1 new</a>" in news
    assert "1 new answer." in news
    assert "Leo Ramos" not in news
    assert inbox.desk.get(link_of_live(news), htmx=True).status_code == 204
    button = re.search(r'id="fresh"[^>]*hx-get="([^"]+)"', news)
    assert button
    items = inbox.desk.get(unescape(button[1]), htmx=True).text
    assert items.lstrip().startswith('<li class="item" id="notice-')
    assert "Leo Ramos" in items
    assert "Open the family of Mia Ramos" not in items
    assert inbox.desk.get(link_of_live(items), htmx=True).status_code == 204


def test_what_a_colleague_finishes_changes_in_place(inbox: Inbox, app: Flask) -> None:
    notice_id = inbox.request(inbox.mia)
    live = link_of_live(inbox.desk.get("/cancellations").text)
    _, screen = colleague(inbox, app)
    screen.post(f"/cancellations/{notice_id}/finish")
    news = inbox.desk.get(live, htmx=True).text
    assert f'id="notice-{notice_id}" hx-swap-oob="true"' in news
    assert "Done by Pat M." in news
    assert inbox.desk.get(link_of_live(news), htmx=True).status_code == 204


def test_what_rested_comes_back_to_an_open_page_by_itself(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    put(inbox, notice_id, snoozed_until=clock.now() + timedelta(hours=1))
    live = link_of_live(inbox.desk.get("/cancellations").text)
    put(inbox, notice_id, snoozed_until=clock.now() - timedelta(seconds=1))
    assert f'id="notice-{notice_id}"' in inbox.desk.get(live, htmx=True).text


@pytest.mark.parametrize("held", ["x", "1.2-x.y-.", "9" * 40 + ".a", "-".join(["1.a"] * 500)])
def test_a_page_that_says_nonsense_of_what_it_holds_gets_an_answer(inbox: Inbox, held: str) -> None:
    inbox.request(inbox.mia)
    assert inbox.desk.get("/cancellations/delta", htmx=True, query={"held": held}).status_code == 200
