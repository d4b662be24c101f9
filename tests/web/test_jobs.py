"""The page of a mailing that runs: how far it is, pause, go on, stop, to whom (product K4)."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.actions.drive_mailings import drive_mailings
from app.domain.failures import Failure
from app.domain.permissions import Permission
from app.models import Mailing
from app.work import work_everywhere
from tests.actions.test_deliver_messages import deliver
from tests.builders.mailings import as_it_is, confirm, draft, ends_of, families, open_all_day
from tests.builders.record_pages import RecordPages, open_record_pages, words


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def sent(pages: RecordPages, number: int = 60, **given: object) -> Mailing:
    """A mailing to so many families, as many written and let go as may go now."""
    now = clock.now()
    with pages.add() as clinic:
        open_all_day(clinic)
        families(clinic, number)
        mailing = draft(clinic, **given)
    confirm(mailing, now)
    drive_mailings(now)
    return mailing


def url(mailing: Mailing, rest: str = "") -> str:
    return f"/jobs/{mailing.id}{rest}"


def test_the_page_says_how_far_it_is_and_asks_again_while_it_runs(pages: RecordPages) -> None:
    mailing = sent(pages)
    deliver(clock.now())
    page = pages.read(url(mailing))
    said = words(page)
    assert "50 of 60 messages" in said
    assert "The first 50 are on their way. The rest follows when they arrive" in said
    assert "min left" not in said, "nobody knows before the first have arrived"
    assert 'hx-trigger="every 1s"' in page
    assert "Flu shots are here." in said
    assert "All families" in said


def test_a_mailing_that_is_done_stops_asking_and_says_so_aloud(pages: RecordPages) -> None:
    mailing = sent(pages, 3)
    deliver(clock.now())
    drive_mailings(clock.now())
    part = pages.desk.get(url(mailing, "/progress"), htmx=True).text
    assert "hx-trigger" not in part
    assert 'role="status" tabindex="-1"' in part
    assert "Flu shots: Done. 3 messages sent." in words(part)
    assert "See what became of each message" in words(part), "the list of the page is from before"


def test_pause_go_on_and_stop_work_as_plain_forms(pages: RecordPages) -> None:
    mailing = sent(pages)
    assert "Nothing more goes." in words(pages.save(url(mailing, "/pause")))
    assert as_it_is(mailing).state == "paused"
    assert "Nobody gets it twice." in words(pages.save(url(mailing, "/resume")))
    question = words(pages.read(url(mailing, "/stop")))
    assert "0 messages have gone out" in question
    assert "Stop 60 messages" in question
    assert "What had not gone out never will." in words(pages.save(url(mailing, "/stop")))
    assert ends_of(mailing) == {"cancelled: mailing_stopped": 60}
    stopped = words(pages.read(url(mailing)))
    assert "0 of 60 messages" in stopped
    assert "Cancelled 60 Left out 0" in stopped
    assert words(pages.read(url(mailing) + "?part=cancelled")).count("Staff stopped the mailing") == 50
    assert "already: stopped" in words(pages.save(url(mailing, "/pause")))


def test_a_mailing_that_paused_itself_says_why_in_plain_words(pages: RecordPages) -> None:
    mailing = sent(pages)
    deliver(clock.now())
    with work_everywhere() as session:
        bad = "select id from message where status = 'sent' order by id limit 8"
        session.execute(
            text(f"update message set status = 'failed', reason = :reason where id in ({bad})"),
            {"reason": Failure.BAD_MAILBOX},
        )
    drive_mailings(clock.now())
    said = words(pages.read(url(mailing)))
    assert "Paused itself: 8 of the first 50 messages were not delivered" in said
    assert f"8 {Failure.BAD_MAILBOX.words}" in said
    assert "Open Fix contacts" in said


def test_who_did_not_get_it_is_tried_again_after_a_look(pages: RecordPages) -> None:
    mailing = sent(pages, 12)
    deliver(clock.now())
    assert "Try again" not in words(pages.read(url(mailing))), "it may still reach them"
    with work_everywhere() as session:
        for fate, number in (("failed", 3), ("unknown", 1)):
            some = f"select id from message where status = 'sent' order by id limit {number}"
            session.execute(
                text(f"update message set status = '{fate}', reason = 'busy' where id in ({some})")
            )
    drive_mailings(clock.now())
    over = pages.read(url(mailing))
    assert "Try again for 3 people" in words(over)
    assert "1 message of which nobody knows is not tried again" in words(over)
    checked = pages.save(f"/messages/{mailing.id}/try-again")
    assert "Send to 3 parents" in words(checked)
    assert "All families, only 3 people who did not get it before" in words(checked)
    assert "Written for them: Flu shots (again)" in words(pages.read(url(mailing)))
    assert len(ends_of(mailing)) == 3, "nothing went by it"


def test_only_the_name_of_a_second_try_can_be_changed(pages: RecordPages) -> None:
    mailing = sent(pages, 3)
    deliver(clock.now())
    with work_everywhere() as session:
        session.execute(text("update message set status = 'failed' where id = (select min(id) from message)"))
    drive_mailings(clock.now())
    answer = pages.post(f"/messages/{mailing.id}/try-again")
    whom = answer.headers["Location"].replace("review", "whom")
    page = pages.read(whom)
    assert "1 person who did not get it the first time" in words(page)
    assert 'name="age_from"' not in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    pages.save(whom, description="Once more", kind="all", type="mass_mailing", seen=seen)
    review = words(pages.read(answer.headers["Location"]))
    assert "Once more" in review
    assert "Send to 1 parent" in review


def test_while_the_messages_are_written_the_page_says_so(pages: RecordPages) -> None:
    with pages.add() as clinic:
        families(clinic, 1)
        mailing = draft(clinic)
    confirm(mailing, clock.now())
    said = words(pages.read(url(mailing)))
    assert "The messages are being written In a moment the list stands here." in said


def test_the_list_shows_fifty_at_a_time_and_one_part_of_them(pages: RecordPages) -> None:
    mailing = sent(pages)
    deliver(clock.now())
    first = pages.read(url(mailing))
    assert len(re.findall(r'<th role="rowheader"', first)) == 50
    more = re.search(r'href="([^"]+)#people">Show the next 50', first)
    assert more
    assert len(re.findall(r'<th role="rowheader"', pages.read(more[1].replace("&amp;", "&")))) == 10
    assert "Refresh the list" in words(first)
    waiting = words(pages.read(url(mailing, "?part=waiting")))
    assert waiting.count("Planned") == 10


def test_a_running_mailing_stands_on_today_and_on_the_tabs(pages: RecordPages) -> None:
    sent(pages)
    deliver(clock.now())
    for page in ("/today", "/messages"):
        assert "Flu shots is going out: 83 % so far." in words(pages.read(page))


def test_who_may_not_send_broadcasts_does_not_see_or_stop_one(app: Flask) -> None:
    pages = open_record_pages(app, permissions=(Permission.BASIC_MESSAGING, Permission.PERSONALIZED_MESSAGES))
    mailing, desk = sent(pages, 2), pages.desk
    assert desk.get(url(mailing)).status_code == 403
    for rest in ("/pause", "/resume", "/stop"):
        assert desk.post(url(mailing, rest)).status_code == 403
    assert "going out" not in words(desk.get("/today").text)
    assert as_it_is(mailing).state == "running"


def test_a_draft_has_no_such_page(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mailing = draft(clinic)
    assert pages.desk.get(url(mailing)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "tab"), [("mass_mailing", "Email broadcasts"), ("private", "Personalized messages")]
)
def test_the_tab_that_lists_such_mailings_is_marked(pages: RecordPages, kind: str, tab: str) -> None:
    page = pages.read(url(sent(pages, 1, kind=kind)))
    tabs = page.partition('aria-label="Message center"')[2].partition("</nav>")[0]
    assert re.findall(r'aria-current="page">([^<]+)</a>', tabs) == [tab]


@pytest.mark.parametrize("rest", ["whom", "words", "review"])
def test_who_sends_only_broadcasts_stands_in_the_message_center_with_a_draft(app: Flask, rest: str) -> None:
    pages = open_record_pages(app, permissions=(Permission.BASIC_MESSAGING, Permission.BROADCASTS))
    with pages.add() as clinic:
        mailing = draft(clinic)
    page = pages.read(f"/messages/{mailing.id}/{rest}")
    rail = page.partition('class="rail"')[2].partition("</nav>")[0]
    here = re.findall(r'aria-current="page">(.*?)</a>', rail, re.DOTALL)
    assert [words(each) for each in here] == ["Message center"]
