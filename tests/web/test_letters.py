"""Letters to print: by day and one by one, looking marks nothing, marking can be taken back (G1)."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, update

from app import clock
from app.actions.drive_mailings import drive_mailings
from app.models import Address, AppointmentRow, AuditLine, Message
from app.work import work
from tests.actions.test_deliver_messages import deliver
from tests.builders.clinic import NOW
from tests.builders.mailings import ask_to_confirm, confirm, open_all_day
from tests.builders.record_pages import RecordPages, open_record_pages, words

HOME = "12 Oak Street, Dayton, OH 45402"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def _letter(pages: RecordPages, name: str, **given) -> int:
    """A letter to ``name`` written just now, that waits to be printed."""
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        post = clinic.address(f"{name}@example.com")
        parent = clinic.parent(name, mia, prefers_reminders="mail", mail_id=post.id)
        now = clock.now()
        filled = {"status": "sent", "sent_at": now, "settled_at": now, "subject": "A reminder for Mia"}
        filled |= {"channel": "letter", "address": HOME, "body": f"Hello,\n\nWords to {name}."}
        return clinic.message(clinic.rule(), parent, **{**filled, **given}).id


def _day(pages: RecordPages) -> str:
    found = re.search(r'href="(/letters/day\?on=[\d-]+)"', pages.read("/letters"))
    assert found
    return found[1]


def _at(day: str, place: str, more: str = "") -> str:
    """What is done with a day, from the address of its page."""
    return day.replace("/letters/day", f"/letters/day{place}") + more


def _pdf(pages: RecordPages, url: str) -> list[str]:
    answer = pages.desk.get(url)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return [each.extract_text() for each in PdfReader(BytesIO(answer.data)).pages]


def _status(pages: RecordPages) -> list[str]:
    with work(pages.clinic.practice_id) as session:
        return list(session.scalars(select(Message.status).order_by(Message.id)))


def test_without_letters_the_page_says_what_will_stand_there(pages: RecordPages) -> None:
    assert "its letter waits here to be printed" in words(pages.read("/letters"))


def test_a_day_s_letters_open_in_one_file_and_looking_marks_nothing(pages: RecordPages) -> None:
    _letter(pages, "Bo Chen")
    _letter(pages, "Ana Ramos")
    day = _day(pages)
    assert "2 to print" in words(pages.read("/letters"))
    texts = _pdf(pages, _at(day, "/pdf"))
    assert ["Ana Ramos" in texts[0], "Bo Chen" in texts[1]] == [True, True]
    assert "Words to Ana Ramos." in texts[0]
    assert _status(pages) == ["sent", "sent"]


def test_a_printed_day_is_delivered_says_who_and_can_be_taken_back(pages: RecordPages) -> None:
    first, second = _letter(pages, "Ana Ramos"), _letter(pages, "Bo Chen")
    day = _day(pages)
    html = pages.save(_at(day, "/printed"), letter=[first, second])
    assert "2 letters marked as printed." in words(html)
    assert "Printed by Dana K." in words(html)
    assert _status(pages) == ["delivered", "delivered"]
    assert pages.desk.get(_at(day, "/pdf")).headers["Location"] == day
    assert len(_pdf(pages, _at(day, "/pdf", "&all=1"))) == 2
    undo = re.search(r'action="(/letters/day/not-printed[^"]+)"', html)
    assert undo
    assert "2 letters to print again." in words(pages.save(undo[1].replace("&amp;", "&")))
    assert _status(pages) == ["sent", "sent"]
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(AuditLine.action)).all() == ["print", "unprint"]


def test_a_letter_that_came_after_the_page_was_opened_is_not_marked(pages: RecordPages) -> None:
    shown = _letter(pages, "Ana Ramos")
    day = _day(pages)
    _letter(pages, "Bo Chen")
    pages.save(_at(day, "/printed"), letter=[shown])
    assert _status(pages) == ["delivered", "sent"]


def test_one_letter_is_printed_reprinted_and_taken_back(pages: RecordPages) -> None:
    letter = _letter(pages, "Ana Ramos")
    _letter(pages, "Bo Chen")
    day = _day(pages)
    html = pages.save(f"/letters/{letter}/printed")
    assert "Marked as printed." in words(html)
    assert [len(_pdf(pages, _at(day, "/pdf"))), len(_pdf(pages, f"/letters/{letter}/pdf"))] == [1, 1]
    pages.save(f"/letters/{letter}/not-printed")
    assert _status(pages) == ["sent", "sent"]


def test_a_letter_that_would_come_after_the_visit_says_so(pages: RecordPages) -> None:
    _letter(pages, "Ana Ramos", expires_at=clock.now() - timedelta(minutes=1))
    assert "Too late to be of use" in words(pages.read(_day(pages)))


def test_what_is_no_letter_is_not_found_and_what_is_no_day_is_today(pages: RecordPages) -> None:
    text = _letter(pages, "Ana Ramos", channel="text")
    for number in (text, 999_999):
        assert pages.desk.get(f"/letters/{number}/pdf").status_code == 404
        assert pages.post(f"/letters/{number}/printed").status_code == 404
        assert pages.post(f"/letters/{number}/not-printed").status_code == 404
    assert "No letter was written on this day." in words(pages.read("/letters/day?on=2026-13-40"))


def test_another_practice_s_letters_are_not_found(app: Flask, pages: RecordPages) -> None:
    letter = _letter(pages, "Ana Ramos")
    day = _day(pages)
    other = open_record_pages(app, "maple")
    assert "Ana" not in other.read("/letters") + other.read(day)
    assert other.desk.get(f"/letters/{letter}/pdf").status_code == 404
    assert other.desk.get(_at(day, "/pdf")).status_code == 302
    other.post(f"/letters/{letter}/printed")
    other.post(_at(day, "/printed"), letter=[letter])
    assert _status(pages) == ["sent"]


def test_a_family_s_postal_address_and_fax_are_typed_in_lines_and_kept(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana Ramos", mia)
        family_id, contact_id = mia.family_id, ana.id
    url = f"/families/{family_id}/contacts/{contact_id}"
    fields = {"language": "en", "cell": "+19375550133", "prefers_reminders": "mail", "fax": "(937) 555-0177"}
    seen = pages.seen(f"/families/{family_id}", url)
    html = pages.refuse(url, **fields, seen=seen, mail="12 Oak Street")
    assert "Postal address: This is not a whole postal address." in words(html)
    html = pages.save(url, **fields, seen=seen, mail="12 Oak Street\r\nApt 4\r\nDayton, OH 45402")
    assert "12 Oak Street\nApt 4\nDayton, OH 45402</textarea>" in html
    assert "(937) 555-0177" in html
    with work(pages.clinic.practice_id) as session:
        kept = session.scalars(select(Address.value).where(Address.kind == "mail")).all()
    assert kept == ["12 Oak Street, Apt 4, Dayton, OH 45402"]


def test_the_standard_letter_and_fax_are_seen_beside_the_texts(pages: RecordPages) -> None:
    html = pages.read("/templates/standard/reminder")
    links = re.findall(r'href="(/templates/standard/reminder/(?:letter|fax)[^"]*)"', html)
    texts = [_pdf(pages, link.replace("&amp;", "&"))[0] for link in links]
    assert len(texts) == 4
    assert "A reminder for Mia and Leo" in texts[0]
    assert "Recordatorio de las citas de Mia y Leo" in texts[1]
    assert texts[2].startswith("FAX")


def test_a_letter_that_asks_nothing_holds_no_link(pages: RecordPages) -> None:
    (text,) = _pdf(pages, "/templates/standard/recall/letter")
    assert "Mia and Leo are due for a check-up" in text
    assert "/v/" not in text


def _about(pages: RecordPages, name: str, **changed) -> int:
    """A letter to ``name`` about a visit in a week, to which then happens what is ``changed``."""
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        parent = clinic.parent(name, mia)
        visit = clinic.visit(mia, clock.now() + timedelta(days=7))
        rule = clinic.rule("confirmation_request", statuses=["scheduled", "out_of_reach"])
        now = clock.now()
        given = {
            "channel": "letter",
            "address": HOME,
            "sent_at": now,
            "subject": "A question",
            "body": "Hello,",
        }
        letter = clinic.message(rule, parent, visit, **given)
        clinic.session.flush()
        for column, value in changed.items():
            setattr(visit, column, value)
        return letter.id


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"lifecycle": "cancelled", "cancelled_at": NOW},
            "The visit was cancelled meanwhile. Do not send it.",
        ),
        ({"version": 2}, "The visit has changed meanwhile. Do not send it."),
        ({"confirmation": "confirmed"}, "The family answered meanwhile. Do not send it."),
    ],
)
def test_a_letter_that_is_not_true_any_more_is_left_out_unless_it_is_chosen(
    pages: RecordPages, changed: dict[str, object], why: str
) -> None:
    good, wrong = _about(pages, "Ana Ramos"), _about(pages, "Bo Chen", **changed)
    day = _day(pages)
    html = words(pages.read(day))
    assert why in html
    assert "Open 1 letter as PDF" in html
    assert len(_pdf(pages, _at(day, "/pdf"))) == 1
    pages.save(_at(day, "/printed"), letter=[good, wrong])
    assert _status(pages) == ["delivered", "sent"]
    assert "All printed" in words(pages.read("/letters"))
    assert len(_pdf(pages, f"/letters/{wrong}/pdf")) == 1
    pages.save(f"/letters/{wrong}/printed")
    assert _status(pages) == ["delivered", "delivered"]


def test_a_letter_that_staff_asked_a_family_with_is_not_true_either_once_the_visit_is_off(
    pages: RecordPages,
) -> None:
    with pages.add() as clinic:
        mia = clinic.child("Mia")
        post = clinic.address("Oak Street").id
        clinic.parent("Ana Ramos", mia, prefers_reminders="mail", mail_id=post, link_resides_with=True)
        visit = clinic.visit(mia, clock.now() + timedelta(days=5))
        mailing = ask_to_confirm(clinic, visit)
        open_all_day(clinic)
    confirm(mailing, clock.now())
    drive_mailings(clock.now())
    deliver(clock.now())
    day = _day(pages)
    assert "Open 1 letter as PDF" in words(pages.read(day))
    with work(pages.clinic.practice_id) as session:
        staff_cancel = {"lifecycle": "cancelled", "cancelled_at": NOW, "cancelled_by": "staff"}
        session.execute(update(AppointmentRow).values(staff_cancel))
    html = words(pages.read(day))
    assert "The visit was cancelled meanwhile. Do not send it." in html
    assert "Open 1 letter as PDF" not in html


def test_letters_that_nobody_prints_are_a_problem_unless_they_are_out_of_date(pages: RecordPages) -> None:
    _letter(pages, "Ana Ramos", sent_at=clock.now() - timedelta(days=1))
    assert "Letters to print" not in _headings(pages)
    _letter(pages, "Bo Chen", sent_at=clock.now() - timedelta(days=6))
    _letter(pages, "Cy Dole", sent_at=clock.now() - timedelta(days=6), expires_at=clock.now())
    html = pages.read("/problems")
    assert "Letters to print" in _headings(pages)
    assert "1 letter has waited to be printed for more than two working days." in words(html)
    assert 'href="/letters"' in html


def _headings(pages: RecordPages) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", pages.read("/problems"))
