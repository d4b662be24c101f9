"""Once a channel is live, nobody stands in for a real family with what the sandbox got before (G1, L5)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import (
    Address,
    AppointmentRow,
    ChannelSetup,
    DeliveryRulesRow,
    FeedSource,
    Message,
    Patient,
    Reply,
)
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

ANA = "+19375550100"
PHONE = f"/sandbox/device/text?address={quote(ANA)}"
REPORT = re.compile(r"/sandbox/device/arrivals/\d+/report")


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def _remind(pages: RecordPages, prefers: str) -> None:
    """A visit in two days, of which the sandbox got the reminder."""
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        clinic.parent("Ana Ramos", mia, cell=ANA, prefers_reminders=prefers)
        clinic.rule("reminder", amount=2).enabled_at = clock.now() - timedelta(days=60)
        clinic.session.flush()
        start = clock.now() + timedelta(days=2) - timedelta(minutes=5)
        clinic.visit(mia, start, replan=True, version_at=clock.now() - timedelta(days=3))
        rules = clinic.session.scalars(select(DeliveryRulesRow)).one()
        rules.window_from = rules.window_to
    pages.save("/sandbox/tick")


def _go_live(pages: RecordPages, channel: str) -> None:
    with pages.add() as clinic:
        now = clock.now()
        clinic.add(ChannelSetup(channel=channel, sender="+15550100000", activated_at=now, changed_at=now))


def _call(pages: RecordPages) -> str:
    found = re.search(
        r'href="(/sandbox/calls/\d+)"', pages.read("/sandbox/device/voice?address=" + quote(ANA))
    )
    assert found
    return found[1]


def _keypad(html: str) -> dict[str, str]:
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(call|turn)" value="([^"]*)"', html)
    }


def _all(pages: RecordPages, column) -> list:
    with work(pages.clinic.practice_id) as session:
        return list(session.scalars(select(column)))


def test_no_key_answers_for_a_family_whose_calls_are_live(pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    call = _call(pages)
    keys = _keypad(pages.read(call))
    _go_live(pages, "voice")
    assert 'class="keypad"' not in pages.read(call)
    for key in ("1", "2", "9"):
        said = pages.refuse(f"{call}/key", htmx=False, **keys, key=key)
        assert "go out for real now" in words(said)
    assert _all(pages, Reply.id) == []
    assert _all(pages, AppointmentRow.confirmation) == ["none"]
    assert _all(pages, Address.stopped) == [[]]


def test_a_call_still_takes_keys_while_only_texts_are_live(pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    call = _call(pages)
    _go_live(pages, "text")
    assert pages.post(f"{call}/key", **_keypad(pages.read(call)), key="1").status_code == 200
    assert _all(pages, AppointmentRow.confirmation) == ["confirmed"]


def test_nothing_is_reported_about_a_number_that_is_live(pages: RecordPages) -> None:
    _remind(pages, "text")
    report = REPORT.search(pages.read(PHONE))
    assert report
    before = _all(pages, Message.status)
    _go_live(pages, "text")
    assert not REPORT.search(pages.read(PHONE))
    said = pages.save(report[0], report="bad_number")
    assert "nothing was reported" in words(said)
    assert (_all(pages, Message.status), _all(pages, Address.suppressed_at)) == (before, [None])


def test_nobody_texts_for_a_family_that_only_the_sandbox_texted_so_far(pages: RecordPages) -> None:
    _remind(pages, "text")
    _go_live(pages, "text")
    assert 'id="answering"' not in pages.read(PHONE)
    pages.refuse("/sandbox/device/text/reply", htmx=False, address=ANA, body="X")
    assert (_all(pages, Reply.id), _all(pages, AppointmentRow.lifecycle)) == ([], ["scheduled"])


def test_sample_families_are_played_for_whatever_is_live(pages: RecordPages) -> None:
    _remind(pages, "cell_phone")
    _go_live(pages, "voice")
    with pages.add() as clinic:
        source = clinic.session.get_one(FeedSource, clinic.session.scalars(select(Patient.source_id)).one())
        source.sample = True
    call = _call(pages)
    assert pages.post(f"{call}/key", **_keypad(pages.read(call)), key="1").status_code == 200
    assert _all(pages, AppointmentRow.confirmation) == ["confirmed"]
