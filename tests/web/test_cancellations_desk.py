"""The cancellations desk: whose task it is, notes, putting off, calling (product J2, J3)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.domain.permissions import Permission
from app.models import StaffUser
from app.work import work
from tests.builders.front_desk import FrontDesk, make_member
from tests.builders.inbox import Inbox, colleague, put


@pytest.fixture
def inbox(app: Flask, client: FlaskClient) -> Inbox:
    return Inbox(client)


@pytest.fixture
def pat(inbox: Inbox, app: Flask) -> tuple[StaffUser, FrontDesk]:
    return colleague(inbox, app)


Pat = tuple[StaffUser, FrontDesk]


def undo_of(page: str) -> str:
    found = re.search(r'class="undo">.*?action="([^"]+)"', page, re.DOTALL)
    assert found, "no undo offered"
    return unescape(found[1])


def note_state(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def test_seen_can_be_taken_back(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    answer = inbox.desk.post(f"/cancellations/{notice_id}/see", htmx=True)
    inbox.desk.post(undo_of(answer.text))
    notice = inbox.notice(notice_id)
    assert (notice.state, notice.seen_at) == ("new", None)


def test_taking_one_makes_it_mine_and_undo_gives_it_back(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    assert "Nothing is yours" in inbox.desk.get("/cancellations?tab=mine").text
    answer = inbox.desk.post(f"/cancellations/{notice_id}/assign", htmx=True, to=str(inbox.staff.id))
    assert "Yours" in answer.text
    assert "Mia Ramos" in inbox.desk.get("/cancellations?tab=mine").text
    assert inbox.notice(notice_id).state == "seen"
    inbox.desk.post(undo_of(answer.text))
    assert inbox.notice(notice_id).assigned_to is None


def test_a_colleague_finds_what_was_given_to_her_under_mine(inbox: Inbox, pat: Pat) -> None:
    notice_id = inbox.request(inbox.mia)
    person, screen = pat
    inbox.desk.post(f"/cancellations/{notice_id}/assign", to=str(person.id))
    assert "Mia Ramos" in screen.get("/cancellations?tab=mine").text
    assert "Mia Ramos" not in inbox.desk.get("/cancellations?tab=mine").text


def test_two_who_take_it_at_once_are_told_who_has_it(inbox: Inbox, pat: Pat) -> None:
    notice_id = inbox.request(inbox.mia)
    person, screen = pat
    screen.post(f"/cancellations/{notice_id}/assign", to=str(person.id))
    answer = inbox.desk.post(f"/cancellations/{notice_id}/assign", htmx=True, to=str(inbox.staff.id))
    assert answer.status_code == 409
    assert "Pat M. has it." in answer.text
    assert inbox.notice(notice_id).assigned_to == person.id


def test_nobody_is_given_a_task_who_may_not_do_it(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    with work(inbox.practice_id) as session:
        inbox.clinic.session = session
        reader = make_member(inbox.clinic, Permission.BASIC_MESSAGING, email="lou@willow.example")
    assert f'value="{reader.id}"' not in inbox.desk.get("/cancellations").text
    assert inbox.desk.post(f"/cancellations/{notice_id}/assign", to=str(reader.id)).status_code == 422
    assert inbox.notice(notice_id).assigned_to is None


@pytest.mark.parametrize("htmx", [True, False])
def test_two_who_finish_at_once_the_second_reads_who_was_faster(inbox: Inbox, pat: Pat, htmx: bool) -> None:
    notice_id = inbox.request(inbox.mia)
    pat[1].post(f"/cancellations/{notice_id}/finish")
    answer = inbox.desk.post(f"/cancellations/{notice_id}/finish", htmx=htmx)
    assert answer.status_code == 409
    assert "Pat M. did this already" in answer.text


def test_a_note_is_read_by_everybody_and_keeps_its_lines(inbox: Inbox, pat: Pat) -> None:
    notice_id = inbox.request(inbox.mia)
    state = note_state(inbox.desk.get("/cancellations").text)
    inbox.desk.post(
        f"/cancellations/{notice_id}/note", note="Left a message.\r\nCalls back <b>3 PM</b>", seen=state
    )
    page = pat[1].get("/cancellations").text
    assert "Left a message.\nCalls back &lt;b&gt;3 PM&lt;/b&gt;" in page


@pytest.mark.parametrize("htmx", [True, False])
def test_a_note_typed_meanwhile_is_not_lost(inbox: Inbox, pat: Pat, htmx: bool) -> None:
    notice_id = inbox.request(inbox.mia)
    state = note_state(inbox.desk.get("/cancellations").text)
    pat[1].post(f"/cancellations/{notice_id}/note", note="Wants Friday", seen=state)
    answer = inbox.desk.post(f"/cancellations/{notice_id}/note", htmx=htmx, note="Wants Monday", seen=state)
    assert answer.status_code == 409
    assert "Pat M., just now, changed the note" in answer.text
    assert re.search(r"<textarea[^>]*>Wants Monday</textarea>", answer.text)
    assert "Wants Friday" in answer.text
    assert inbox.notice(notice_id).note == "Wants Friday"
    again = inbox.desk.post(
        f"/cancellations/{notice_id}/note", note="Wants Monday", seen=note_state(answer.text)
    )
    assert again.status_code == 303
    assert inbox.notice(notice_id).note == "Wants Monday"


def test_a_note_that_is_too_long_comes_back_with_its_text(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    state = note_state(inbox.desk.get("/cancellations").text)
    answer = inbox.desk.post(f"/cancellations/{notice_id}/note", htmx=True, note="x" * 1001, seen=state)
    assert answer.status_code == 422
    assert "The note has 1001 letters" in answer.text
    assert "x" * 1001 in answer.text


def test_what_is_put_off_asks_nobody_until_it_comes_back(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    answer = inbox.desk.post(f"/cancellations/{notice_id}/snooze", htmx=True, **{"for": "hour"})
    assert "Comes back" in answer.text
    assert 'id="open-count" class="count hot" hidden' in answer.text
    assert inbox.notice(notice_id).state == "seen"
    put(inbox, notice_id, snoozed_until=clock.now() - timedelta(seconds=1))
    page = inbox.desk.get("/cancellations").text
    assert "Comes back" not in page
    assert "Cancellations, 1 open" in page


def test_putting_off_can_be_taken_back(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    answer = inbox.desk.post(f"/cancellations/{notice_id}/snooze", htmx=True, **{"for": "tomorrow"})
    inbox.desk.post(undo_of(answer.text))
    assert inbox.notice(notice_id).snoozed_until is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Choose a day and a time"),
        ("soon", "Choose a day and a time"),
        ("2020-01-01T10:00", "time is over"),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(inbox: Inbox, typed: str, words: str) -> None:
    notice_id = inbox.request(inbox.mia)
    answer = inbox.desk.post(f"/cancellations/{notice_id}/snooze", htmx=True, until=typed, **{"for": "own"})
    assert answer.status_code == 422
    assert words in answer.text
    assert inbox.notice(notice_id).snoozed_until is None


def test_calling_without_an_answer_is_written_down_for_the_next_one(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    page = inbox.desk.get("/cancellations").text
    assert re.search(r'href="tel:\+1\d{10,}"', page)
    inbox.desk.post(f"/cancellations/{notice_id}/called")
    assert "Dana K. called" in inbox.desk.get("/cancellations").text
    assert "called the family. Nobody answered." in inbox.desk.get(f"/appointments/{inbox.mia.id}").text


def test_the_second_address_is_said_on_the_item(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    put(inbox, notice_id, escalated_at=clock.now())
    assert "the second address was told" in inbox.desk.get("/cancellations").text


def test_more_than_the_page_holds_is_said_at_its_foot(inbox: Inbox) -> None:
    for _ in range(100):
        inbox.request(inbox.mia)
    assert "There is more" not in inbox.desk.get("/cancellations").text
    inbox.request(inbox.leo)
    page = inbox.desk.get("/cancellations").text
    assert "There is more: these are the 100 whose visits come first." in page
    assert page.count('<li class="item"') == 100


def test_search_and_department_stay_from_list_to_list(inbox: Inbox) -> None:
    asked = f"department={inbox.clinic.department_id}&amp;q=Ramos"
    page = inbox.desk.get(f"/cancellations?tab=mine&department={inbox.clinic.department_id}&q=Ramos").text
    for tab in ("", "tab=mine&amp;", "tab=done&amp;"):
        assert f'<a href="/cancellations?{tab}{asked}"' in page


def test_an_item_that_is_nobodys_is_drawn_as_such(inbox: Inbox, pat: Pat) -> None:
    """Else the page takes the list of colleagues for changed, and unfolds the item after each press."""
    notice_id = inbox.request(inbox.mia)
    nobody = '<option value="" selected>Nobody</option>'
    assert nobody in inbox.desk.get("/cancellations").text
    inbox.desk.post(f"/cancellations/{notice_id}/assign", to=str(pat[0].id))
    assert nobody not in inbox.desk.get("/cancellations").text


@pytest.mark.parametrize("step", ["assign", "note", "snooze", "wake", "called"])
def test_who_may_only_read_changes_nothing(inbox: Inbox, app: Flask, step: str) -> None:
    notice_id = inbox.request(inbox.mia)
    with work(inbox.practice_id) as session:
        inbox.clinic.session = session
        reader = make_member(inbox.clinic, Permission.BASIC_MESSAGING, email="lou@willow.example")
    desk = FrontDesk(app.test_client(), reader)
    assert desk.post(f"/cancellations/{notice_id}/{step}", **{"for": "hour"}).status_code == 403
    assert inbox.desk.post(f"/cancellations/{notice_id + 999}/{step}", **{"for": "hour"}).status_code == 404


def test_each_step_is_on_record(inbox: Inbox, clinic_audit) -> None:
    notice_id = inbox.request(inbox.mia)
    inbox.desk.post(f"/cancellations/{notice_id}/assign", to=str(inbox.staff.id))
    inbox.desk.post(f"/cancellations/{notice_id}/snooze", **{"for": "hour"})
    inbox.desk.post(f"/cancellations/{notice_id}/wake")
    inbox.desk.post(f"/cancellations/{notice_id}/called")
    assert [action for action, _ in clinic_audit(inbox.practice_id)] == [
        "see",
        "assign",
        "snooze",
        "wake",
        "call",
    ]
