"""The sandbox as a family's phone: texts back, keys of a call, reports, forced outcomes (G1, G6, I1, I2)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import Address, AppointmentRow, DeliveryRulesRow, FixTask, Message, Reply, SandboxOutcome
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

ANA = "+19375550100"
MAIL = "ana@ramos.example"
HOME = "12 Oak Street, Dayton, OH 45402"
PHONE = f"/sandbox/device/text?address={quote(ANA)}"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def _remind(pages: RecordPages, prefers: str = "text", **address: str) -> None:
    """A family with one visit in two days, reminded of it the way it wants."""
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        kinds = {"email_id": "email", "fax_id": "phone", "mail_id": "mail"}
        held = {
            column: clinic.add(Address(kind=kinds[column], value=value)).id
            for column, value in address.items()
        }
        clinic.parent("Ana Ramos", mia, cell=ANA, prefers_reminders=prefers, **held)
        clinic.rule("reminder", amount=2).enabled_at = clock.now() - timedelta(days=60)
        clinic.session.flush()
        start = clock.now() + timedelta(days=2) - timedelta(minutes=5)
        clinic.visit(mia, start, replan=True, version_at=clock.now() - timedelta(days=3))
        rules = clinic.session.scalars(select(DeliveryRulesRow)).one()
        rules.window_from = rules.window_to
    pages.save("/sandbox/tick")


def _everything(pages: RecordPages, column) -> list:
    with work(pages.clinic.practice_id) as session:
        return list(session.scalars(select(column)))


def _delivery(html: str) -> str:
    found = re.search(r"/sandbox/device/arrivals/(\d+)/report", html)
    assert found
    return found[1]


def test_a_phone_is_opened_from_the_outbox_and_shows_its_texts(pages: RecordPages) -> None:
    _remind(pages)
    link = re.search(r'href="(/sandbox/device/text[^"]+)"', pages.read("/sandbox"))
    assert link
    html = words(pages.read(unescape(link[1])))
    assert "Phone of Ana Ramos" in html
    assert "Mia" in html
    assert "Open as parent" in html


def test_a_text_back_does_what_a_real_one_does_and_is_answered(pages: RecordPages) -> None:
    _remind(pages)
    html = pages.save("/sandbox/device/text/reply", address=ANA, body="C")
    assert _everything(pages, AppointmentRow.confirmation) == ["confirmed"]
    assert "Read as yes: coming" in words(html)
    pages.save("/sandbox/tick")
    assert words(pages.read(PHONE)).count("Open as parent") >= 1
    assert "reply" in _everything(pages, Message.type)


def test_stop_stops_and_the_phone_says_so(pages: RecordPages) -> None:
    _remind(pages)
    html = pages.save("/sandbox/device/text/reply", address=ANA, body="STOP")
    assert "Stops all texts" in words(html)
    assert _everything(pages, Address.stopped) == [["text"]]


def test_an_empty_answer_is_refused(pages: RecordPages) -> None:
    _remind(pages)
    html = pages.refuse("/sandbox/device/text/reply", htmx=False, address=ANA, body="  ")
    assert "Write what the family answers." in html
    assert _everything(pages, Reply.id) == []


def test_nobody_answers_for_a_phone_that_gets_its_texts_for_real(pages: RecordPages) -> None:
    _remind(pages)
    with pages.add() as clinic:
        clinic.session.scalars(select(Message)).one().provider = "vonage_text"
    assert 'id="answering"' not in pages.read(PHONE)
    pages.refuse("/sandbox/device/text/reply", htmx=False, address=ANA, body="C")
    assert _everything(pages, Reply.id) == []


def test_no_phone_that_got_nothing_can_be_opened_or_answered(pages: RecordPages) -> None:
    assert pages.desk.get(PHONE).status_code == 404
    assert pages.post("/sandbox/device/text/reply", address=ANA, body="C").status_code == 404
    assert pages.desk.get("/sandbox/device/text").status_code == 302


def test_the_phone_hears_nothing_until_something_comes(pages: RecordPages) -> None:
    _remind(pages)
    poll = re.search(r'hx-get="([^"]+newest[^"]+)"', pages.read(PHONE))
    assert poll
    assert pages.desk.get(unescape(poll[1]), htmx=True).status_code == 204
    pages.save("/sandbox/device/text/reply", address=ANA, body="Thanks!")
    assert "Thanks!" in pages.read(unescape(poll[1]), htmx=True)


def test_a_call_is_picked_up_and_answered_with_keys(pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    html = pages.read(f"/sandbox/device/voice?address={quote(ANA)}")
    call = re.search(r'href="(/sandbox/calls/\d+)"', html)
    assert call
    picked_up = pages.read(call[1])
    assert "Mia" in picked_up
    assert _everything(pages, Reply.id) == []
    pressed = pages.post(f"{call[1]}/key", **_form(picked_up), key="1")
    assert "Key 1" in pressed.text
    assert _everything(pages, AppointmentRow.confirmation) == ["confirmed"]
    again = pages.post(f"{call[1]}/key", **_form(picked_up), key="1")
    assert again.status_code == 200
    assert len(_everything(pages, Reply.id)) == 1


def test_a_no_by_phone_is_asked_twice(pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    call = re.search(r'href="(/sandbox/calls/\d+)"', pages.read("/sandbox"))
    assert call
    sure = pages.post(f"{call[1]}/key", **_form(pages.read(call[1])), key="2").text
    assert _everything(pages, AppointmentRow.lifecycle) == ["scheduled"]
    gone = pages.post(f"{call[1]}/key", **_form(sure), key="1").text
    assert _everything(pages, AppointmentRow.lifecycle) == ["cancelled"]
    assert ["Key 2" in gone, "Key 1" in gone] == [True, True]


def test_an_answering_machine_hears_no_name(pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    call = re.search(r'href="(/sandbox/calls/\d+)"', pages.read("/sandbox"))
    assert call
    html = pages.read(f"{call[1]}/machine")
    assert "Mia" not in html
    assert 'class="keypad"' not in html


def test_a_call_takes_no_key_that_was_not_signed_for_it(pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    call = re.search(r'href="(/sandbox/calls/\d+)"', pages.read("/sandbox"))
    assert call
    form = _form(pages.read(call[1]))
    assert pages.post(f"{call[1]}/key", **{**form, "call": form["call"] + "x"}, key="1").status_code == 404
    assert pages.post(f"{call[1]}/key", **form, key="A").status_code == 404
    assert _everything(pages, Reply.id) == []


def test_a_bounce_is_reported_afterwards_with_its_reason(pages: RecordPages) -> None:
    _remind(pages, "email", email_id=MAIL)
    inbox = f"/sandbox/device/email?address={quote(MAIL)}"
    number = _delivery(pages.read(inbox))
    html = pages.save(f"/sandbox/device/arrivals/{number}/report", report="inactive_mailbox")
    assert "Reported." in words(html)
    assert _everything(pages, Message.status) == ["bounced"]
    assert _everything(pages, FixTask.category) == ["inactive_mailbox"]
    again = pages.save(f"/sandbox/device/arrivals/{number}/report", report="inactive_mailbox")
    assert "That was reported already" in words(again)


def test_a_complaint_stops_everything_to_the_address(pages: RecordPages) -> None:
    _remind(pages, "email", email_id=MAIL)
    number = _delivery(pages.read(f"/sandbox/device/email?address={quote(MAIL)}"))
    pages.save(f"/sandbox/device/arrivals/{number}/report", report="complaint")
    with work(pages.clinic.practice_id) as session:
        address = session.scalars(select(Address).where(Address.value == MAIL)).one()
        assert (address.suppressed_reason, address.suppressed_at is not None) == ("complaint", True)


@pytest.mark.parametrize("report", ["complaint", "quota", "nonsense", ""])
def test_what_a_channel_cannot_report_changes_nothing(pages: RecordPages, report: str) -> None:
    _remind(pages)
    number = _delivery(pages.read(PHONE))
    before = _everything(pages, Message.status)
    pages.save(f"/sandbox/device/arrivals/{number}/report", report=report)
    assert _everything(pages, Message.status) == before


def test_the_next_message_can_be_made_to_come_back_for_a_reason(pages: RecordPages) -> None:
    _remind(pages, "email", email_id=MAIL)
    html = pages.save(
        "/sandbox/device/email/outcome", address=MAIL, outcome="bounce", category="domain_do_not_send"
    )
    assert "Next: bounce: it comes back" in words(html)
    with pages.add() as clinic:
        (forced,) = clinic.session.scalars(select(SandboxOutcome))
        assert (forced.outcome, forced.category) == ("bounce", "domain_do_not_send")
        contact = clinic.session.scalars(select(Message)).one().contact_id
        now = clock.now()
        clinic.add(
            Message(
                key="again", type="private", contact_id=contact, channel="email", address=MAIL, body="Hello",
                subject="Hello", due_at=now, created_at=now, language="en",
            )
        )  # fmt: skip
    pages.save("/sandbox/tick")
    assert "domain_do_not_send" in _everything(pages, Message.reason)
    assert _everything(pages, SandboxOutcome.id) == []


@pytest.mark.parametrize(
    ("prefers", "column", "value", "channel"),
    [("mail", "mail_id", HOME, "letter"), ("fax", "fax_id", "+19375550177", "fax")],
)
def test_a_letter_box_and_a_fax_show_the_page(
    pages: RecordPages, prefers: str, column: str, value: str, channel: str
) -> None:
    _remind(pages, prefers, **{column: value})
    html = pages.read(f"/sandbox/device/{channel}?address={quote(value)}")
    page = re.search(r'href="(/letters/\d+/pdf)"', html)
    assert page
    answer = pages.desk.get(page[1])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "A reminder for Mia" in html


def test_another_practice_opens_no_phone_and_no_call(app: Flask, pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    call = re.search(r'href="(/sandbox/calls/\d+)"', pages.read("/sandbox"))
    assert call
    number = call[1].split("/")[-1]
    other = open_record_pages(app, "maple")
    assert other.desk.get(f"/sandbox/device/voice?address={quote(ANA)}").status_code == 404
    for place in ("", "/machine"):
        assert other.desk.get(call[1] + place).status_code == 404
    assert other.post(f"{call[1]}/key", **_form(pages.read(call[1])), key="1").status_code == 404
    assert other.post(f"/sandbox/device/arrivals/{number}/report", report="busy").status_code == 404


def _form(html: str) -> dict[str, object]:
    """The hidden fields of the keypad."""
    found = [
        (name, unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="(call|turn|heard)" value="([^"]*)"', html)
    ]
    heard = [value for name, value in found if name == "heard"]
    return {**dict(found), "heard": heard}
