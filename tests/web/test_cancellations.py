"""The Cancellations inbox: what is asked, and what staff decide."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.actions.undo_answer import undo_answer
from app.domain.answers import NoticeKind
from app.domain.permissions import Permission
from app.models import Answer, AppointmentEvent, AppointmentRow, Message
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import FrontDesk, make_member
from tests.builders.inbox import Inbox


@pytest.fixture
def inbox(app: Flask, client: FlaskClient) -> Inbox:
    return Inbox(client)


def off_the_schedule() -> dict[str, object]:
    """The values of a visit that was cancelled just now."""
    return {"lifecycle": "cancelled", "cancelled_at": clock.now(), "cancelled_by": "parent"}


@pytest.mark.parametrize(
    ("kind", "words", "task"),
    [
        (NoticeKind.CANCELLED, "Cancelled", "the schedule has the visit again. Ask whether they come"),
        (NoticeKind.CANCEL_REQUESTED, "Asked to cancel", "until you cancel it or keep it"),
        (NoticeKind.LATE, "told us late", "The visit still stands: call the family"),
        (NoticeKind.MOVE_REQUESTED, "Wants another time", "Needs another time"),
        (NoticeKind.CONFLICT, "Two different answers", "The first answer stands"),
    ],
)
def test_each_kind_has_its_own_words(inbox: Inbox, kind: NoticeKind, words: str, task: str) -> None:
    inbox.ask(kind, inbox.mia)
    page = inbox.desk.get("/cancellations").text.replace("&#39;", "'")
    for expected in (words, task, "Mia Ramos", "Dr. Anita Patel", "20 min", "Ana Ramos, by link", "before"):
        assert expected in page


@pytest.mark.parametrize(
    ("lifecycle", "words"),
    [
        ("cancelled", "Cancelled on the schedule. The time is free again."),
        ("no_show", "The visit is over: the family did not come."),
        ("completed", "The visit is over: the family came."),
        ("arrived", "The family is here."),
        ("rescheduled", "The schedule has moved this visit to another time."),
    ],
)
def test_once_the_schedule_has_decided_the_line_says_so(inbox: Inbox, lifecycle: str, words: str) -> None:
    state = off_the_schedule() if lifecycle == "cancelled" else {"lifecycle": lifecycle}
    inbox.ask(NoticeKind.LATE, inbox.mia, **state)
    page = inbox.desk.get("/cancellations").text
    assert words in page
    assert "The visit still stands" not in page
    assert "Cancel the visit of" not in page


def test_a_cancelled_visit_that_is_over_left_no_free_time(inbox: Inbox) -> None:
    gone = clock.now() - timedelta(hours=1)
    inbox.ask(NoticeKind.CANCELLED, inbox.mia, starts_at=gone, **off_the_schedule())
    page = inbox.desk.get("/cancellations").text
    assert "Cancelled on the schedule." in page
    assert "The time is free again" not in page


def test_a_time_from_the_waitlist_that_the_schedule_has_by_now_needs_no_booking(inbox: Inbox) -> None:
    """The front desk moved the family's later visit to it."""
    inbox.ask(NoticeKind.TIME_TAKEN, inbox.mia, lifecycle="rescheduled")
    page = inbox.desk.get("/cancellations").text
    assert "Took a freed time from the waitlist. Your schedule has it now." in page
    assert "Book it" not in page


def test_who_wants_another_time_still_wants_it_after_the_visit_is_cancelled(inbox: Inbox) -> None:
    inbox.ask(NoticeKind.MOVE_REQUESTED, inbox.mia, **off_the_schedule())
    assert "Needs another time. Call the family." in inbox.desk.get("/cancellations").text


def test_one_item_has_a_line_for_each_child(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia, inbox.leo)
    page = inbox.desk.get("/cancellations").text
    assert page.count(f'id="notice-{notice_id}"') == 1
    assert "Mia Ramos" in page
    assert "Leo Ramos" in page


def test_cancelling_a_request_takes_the_visit_off_the_schedule_and_stops_messages(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    with work(inbox.practice_id) as session:
        inbox.clinic.session = session
        waiting = inbox.clinic.message(inbox.rule, inbox.ana, inbox.mia, status="queued").id
    answer = inbox.desk.post(f"/cancellations/{notice_id}/{inbox.mia.id}/cancel")
    assert (answer.status_code, answer.location) == (303, "/cancellations")
    visit = inbox.row(inbox.mia)
    assert (visit.lifecycle, visit.cancelled_by, visit.replan) == ("cancelled", "staff", True)
    with work(inbox.practice_id) as session:
        assert session.get_one(Message, waiting).status == "cancelled"
    notice = inbox.notice(notice_id)
    assert (notice.state, notice.done_by) == ("done", inbox.staff.id)


def test_keeping_puts_the_visit_back_and_ends_the_wish(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    inbox.desk.post(f"/cancellations/{notice_id}/{inbox.mia.id}/keep")
    assert inbox.row(inbox.mia).confirmation == "none"
    assert inbox.notice(notice_id).state == "done"
    with work(inbox.practice_id) as session:
        assert session.scalars(select(Answer.undone_at)).one() is not None
        assert session.scalars(select(AppointmentEvent.kind)).all() == ["kept"]


def test_a_notice_is_done_when_every_child_is_decided(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia, inbox.leo)
    inbox.desk.post(f"/cancellations/{notice_id}/{inbox.mia.id}/cancel")
    assert inbox.notice(notice_id).state == "seen"
    page = inbox.desk.get("/cancellations").text
    assert "Keep the visit of Leo Ramos" in page
    assert "Keep the visit of Mia Ramos" not in page
    inbox.desk.post(f"/cancellations/{notice_id}/{inbox.leo.id}/keep")
    assert inbox.notice(notice_id).state == "done"


def test_a_plain_cancellation_waits_until_somebody_is_done_with_it(inbox: Inbox) -> None:
    notice_id = inbox.ask(
        NoticeKind.CANCELLED,
        inbox.mia,
        lifecycle="cancelled",
        cancelled_at=clock.now(),
        cancelled_by="parent",
    )
    page = inbox.desk.get("/cancellations").text
    assert "Cancel the visit of" not in page
    inbox.desk.post(f"/cancellations/{notice_id}/see")
    assert "Seen by Dana K." in inbox.desk.get("/cancellations").text
    inbox.desk.post(f"/cancellations/{notice_id}/finish")
    assert "Nothing to do" in inbox.desk.get("/cancellations").text
    assert "Done by Dana K." in inbox.desk.get("/cancellations?tab=done").text


def test_seen_stamps_the_answers(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia, inbox.leo)
    inbox.desk.post(f"/cancellations/{notice_id}/see")
    with work(inbox.practice_id) as session:
        assert None not in session.scalars(select(Answer.seen_at)).all()


def test_done_can_be_taken_back(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    inbox.desk.post(f"/cancellations/{notice_id}/finish")
    page = inbox.desk.get("/cancellations").text
    assert f'action="/cancellations/{notice_id}/reopen"' in page
    inbox.desk.post(f"/cancellations/{notice_id}/reopen")
    notice = inbox.notice(notice_id)
    assert (notice.state, notice.done_at) == ("seen", None)


def test_a_parent_who_comes_after_all_leaves_nothing_to_decide(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    with work(inbox.practice_id) as session:
        session.get_one(AppointmentRow, inbox.mia.id).confirmation = "confirmed"
        undo_answer(session, clock.now(), inbox.ana.id, [inbox.mia.id])
    page = inbox.desk.get("/cancellations").text
    assert "coming after all" in page
    assert "Cancel the visit of" not in page
    assert inbox.notice(notice_id).state == "new"


def test_with_htmx_the_item_comes_back_as_it_stands_on_the_page(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    answer = inbox.desk.post(f"/cancellations/{notice_id}/finish", htmx=True)
    assert answer.status_code == 200
    assert f'id="notice-{notice_id}" hx-swap-oob="true"' in answer.text
    assert "Done by Dana K." in answer.text
    assert 'id="open-count" class="count hot" hidden' in answer.text
    assert f"/cancellations/{notice_id}/reopen" in answer.text


def test_the_list_is_a_fragment_of_its_page(inbox: Inbox) -> None:
    inbox.request(inbox.mia)
    fragment = inbox.desk.get("/cancellations", htmx=True).text
    assert fragment.lstrip().startswith('<div id="cancellations">')
    assert _words(fragment) in _words(inbox.desk.get("/cancellations").text)


def _words(page: str) -> str:
    """The page without spaces and without its form tokens, which hold the second they were made in."""
    return "".join(re.sub(r'name="csrf_token" value="[^"]*"', "", page).split())


@pytest.mark.parametrize("htmx", [True, False])
def test_a_visit_that_is_over_is_refused_with_its_state(inbox: Inbox, htmx: bool) -> None:
    notice_id = inbox.ask(NoticeKind.LATE, inbox.mia, lifecycle="completed")
    answer = inbox.desk.post(f"/cancellations/{notice_id}/{inbox.mia.id}/cancel", htmx=htmx)
    assert answer.status_code == 409
    assert "“Completed”" in answer.text


def test_another_practice_has_no_such_notice(inbox: Inbox, app: Flask) -> None:
    notice_id = inbox.request(inbox.mia)
    with work_everywhere() as session:
        maple = make_clinic(session, "maple")
        lee = maple.staff("lee@maple.example")
    desk = FrontDesk(app.test_client(), lee)
    for url in (f"/cancellations/{notice_id}/finish", f"/cancellations/{notice_id}/{inbox.mia.id}/cancel"):
        assert desk.post(url).status_code == 404
    assert "Ramos" not in desk.get("/cancellations").text
    assert inbox.notice(notice_id).state == "new"


def test_a_visit_that_is_not_in_the_notice_is_not_found(inbox: Inbox) -> None:
    notice_id = inbox.request(inbox.mia)
    assert inbox.desk.post(f"/cancellations/{notice_id}/{inbox.leo.id}/cancel").status_code == 404
    assert inbox.row(inbox.leo).lifecycle == "scheduled"


def test_only_who_may_answer_cancellations_acts(inbox: Inbox, app: Flask) -> None:
    notice_id = inbox.request(inbox.mia)
    with work(inbox.practice_id) as session:
        inbox.clinic.session = session
        pat = make_member(inbox.clinic, Permission.BASIC_MESSAGING)
    desk = FrontDesk(app.test_client(), pat)
    assert "Cancel visit" not in desk.get("/cancellations").text
    assert desk.post(f"/cancellations/{notice_id}/finish").status_code == 403


def test_every_step_is_on_record(inbox: Inbox, clinic_audit) -> None:
    notice_id = inbox.request(inbox.mia)
    inbox.desk.post(f"/cancellations/{notice_id}/{inbox.mia.id}/cancel")
    assert clinic_audit(inbox.practice_id) == [
        ("cancel", "dana@willow.example"),
        ("see", "dana@willow.example"),
        ("finish", "dana@willow.example"),
    ]
