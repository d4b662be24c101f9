"""The sandbox outbox: what arrived, what the next message meets, and the clock by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import DeliveryRulesRow, Link, Message, SandboxDelivery
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

ANA = "+19375550100"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def _arrive(pages: RecordPages, **given) -> int:
    filled = {"reference": f"r{given}", "channel": "text", "address": ANA, "body": "Hello <b>Ana</b>"}
    with pages.add() as clinic:
        return clinic.add(SandboxDelivery(arrived_at=clock.now(), **{**filled, **given})).id


def _poll(html: str) -> str:
    found = re.search(r'hx-get="(/sandbox/newest[^"]+)"', html)
    assert found
    return found[1].replace("&amp;", "&")


def test_an_empty_outbox_offers_to_run_the_clock(pages: RecordPages) -> None:
    html = pages.read("/sandbox")
    assert "Nothing sent yet" in html
    assert html.count('action="/sandbox/tick"') == 2


def test_the_clock_by_hand_sends_what_is_due_to_the_phone(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        clinic.parent("Ana Ramos", mia, cell=ANA)
        rule = clinic.rule("reminder", amount=2)
        rule.enabled_at = clock.now() - timedelta(days=60)
        clinic.session.flush()
        start = clock.now() + timedelta(days=2) - timedelta(minutes=5)
        clinic.visit(mia, start, replan=True, version_at=clock.now() - timedelta(days=3))
        rules = clinic.session.scalars(select(DeliveryRulesRow)).one()
        rules.window_from = rules.window_to
    html = pages.save("/sandbox/tick")
    assert "The clock ran. Sent: 1." in words(html)
    assert "Ana Ramos" in html
    assert 'class="bub"' in html
    link = re.search(r'href="(http://[^"]+/v/[^"]+)" target="_blank"', html)
    assert link
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(Message.status)).one() in {"sent", "delivered"}
        assert len(session.scalars(select(Link)).all()) == 1


def test_texts_are_shown_as_words_never_as_markup(pages: RecordPages) -> None:
    _arrive(pages)
    assert "Hello &lt;b&gt;Ana&lt;/b&gt;" in pages.read("/sandbox")


def test_an_email_is_shown_in_a_frame_of_its_own_policy(pages: RecordPages) -> None:
    html = "<html><head><title>x</title></head><body><script>alert(1)</script></body></html>"
    mail = _arrive(pages, channel="email", address="ana@ramos.example", subject="Visit", html=html)
    page = pages.read("/sandbox")
    assert f'src="/sandbox/{mail}/mail" sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    answer = pages.desk.get(f"/sandbox/{mail}/mail")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_blank">' in answer.text


def test_polling_hears_nothing_until_something_arrives(pages: RecordPages) -> None:
    poll = _poll(pages.read("/sandbox"))
    assert pages.desk.get(poll, htmx=True).status_code == 204
    _arrive(pages)
    html = pages.read(poll, htmx=True)
    assert html.lstrip().startswith('<div id="outbox"')
    assert pages.desk.get(_poll(html), htmx=True).status_code == 204


def test_the_list_is_narrowed_and_can_be_cleared(pages: RecordPages) -> None:
    _arrive(pages)
    _arrive(pages, channel="email", address="ana@ramos.example", body="In the inbox")
    html = pages.read("/sandbox?channel=email")
    assert "In the inbox" in html
    assert "Hello" not in html
    assert "No messages match" in pages.read("/sandbox?address=nobody")


@pytest.mark.parametrize("typed", ["(937) 555-0100", "937-555-0100", "+1 937.555.0100", "555-01"])
def test_a_number_is_found_however_it_is_written(pages: RecordPages, typed: str) -> None:
    _arrive(pages)
    _arrive(pages, address="+19375550222", body="Somebody else")
    html = pages.read(f"/sandbox?address={quote(typed)}")
    assert "Hello &lt;b&gt;Ana" in html
    assert "Somebody else" not in html


def test_a_text_that_comes_back_says_that_the_number_does_not_exist(pages: RecordPages) -> None:
    with pages.add() as clinic:
        message = clinic.message(clinic.rule(), clinic.parent("Ana Ramos", clinic.child("Mia"), cell=ANA))
        message.provider, message.address, number = "sandbox", ANA, message.id
    _arrive(pages, reference=f"m{number}", outcome="bounce", receipt_due_at=clock.now())
    pages.save("/sandbox/tick")
    assert "This number does not exist." in words(pages.read("/fix"))


@pytest.mark.parametrize(
    "outcome", ["bounce", "delay", "duplicate_receipt", "no_receipt", "refuse", "unknown"]
)
def test_every_outcome_can_be_forced_for_an_address(pages: RecordPages, outcome: str) -> None:
    _arrive(pages)
    html = pages.save("/sandbox/outcome", address="(937) 555-0100", outcome=outcome)
    assert "The next message to this address meets it." in html
    assert "Next: " in words(html)
    assert "Next: " not in words(pages.save("/sandbox/outcome", address=ANA, outcome=""))


def test_an_address_that_is_none_is_refused_with_what_was_typed(pages: RecordPages) -> None:
    html = pages.refuse("/sandbox/outcome", htmx=False, address="12", outcome="bounce")
    assert "Write a number like (937) 555-0142" in html
    assert 'value="12"' in html


def test_another_practice_s_mail_is_not_found(app: Flask, pages: RecordPages) -> None:
    mail = _arrive(pages, channel="email", html="<p>Hi</p>")
    other = open_record_pages(app, "maple")
    assert other.desk.get(f"/sandbox/{mail}/mail").status_code == 404
    assert "Nothing sent yet" in other.read("/sandbox")
