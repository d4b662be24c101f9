"""Recordings beside the words of a phone call: uploaded, heard, replaced, removed (product F4)."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.models import AuditLine, Recording, TemplateSet
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words
from tests.builders.sounds import mp3, wav

USUAL = {"tab": "voice", "for": "siblings", "why": "confirmation_request", "language": "en"}


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


@pytest.fixture
def set_id(pages: RecordPages) -> int:
    answer = pages.post("/templates/standard/confirmation_request/copy")
    return int(answer.headers["Location"].rpartition("/")[2])


def upload(
    pages: RecordPages, set_id: int, content: bytes, name: str = "visit.mp3", **more: Any
) -> TestResponse:
    fields = USUAL | {"why": "ask"} | more
    return pages.post(f"/templates/{set_id}/recording", file=(io.BytesIO(content), name), **fields)


def voice_tab(pages: RecordPages, set_id: int, variant: str = "siblings") -> str:
    return pages.read(f"/templates/{set_id}?tab=voice&for={variant}")


def player(html: str) -> str:
    found = re.search(r'<audio[^>]* src="([^"]+)"', html)
    assert found, "nothing to play"
    return found[1]


def stored(pages: RecordPages) -> list[tuple[str, str, str, str]]:
    with work(pages.clinic.practice_id) as session:
        rows = session.scalars(select(Recording).order_by(Recording.id)).all()
    return [(row.occasion, row.language, row.variant, row.file_name) for row in rows]


def test_a_recording_is_uploaded_shown_and_played(app: Flask, pages: RecordPages, set_id: int) -> None:
    assert "Spoken. No recording yet." in words(voice_tab(pages, set_id))
    answer = upload(pages, set_id, mp3())
    assert answer.status_code == 303
    assert stored(pages) == [("ask", "en", "live", "visit.mp3")]
    html = voice_tab(pages, set_id)
    assert "Plays after the greeting, in place of the message: visit.mp3" in words(html)
    assert "Spoken when there is no recording:" in words(html)
    heard = FlaskClient(app, app.response_class, use_cookies=False).get(player(html))
    assert (heard.status_code, heard.data, heard.mimetype) == (200, mp3(), "audio/mpeg")
    assert heard.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in heard.headers
    assert "willow" not in str(heard.headers).lower()


def test_the_page_may_play_what_it_shows(pages: RecordPages, set_id: int) -> None:
    policy = pages.desk.get(f"/templates/{set_id}?tab=voice").headers["Content-Security-Policy"]
    assert "media-src 'self'" in policy


def test_one_child_and_several_hear_the_same_recording_and_a_machine_its_own(
    pages: RecordPages, set_id: int
) -> None:
    upload(pages, set_id, mp3())
    upload(pages, set_id, wav(), "machine.wav", **{"for": "voicemail"})
    assert "visit.mp3" in voice_tab(pages, set_id, "one")
    machine = voice_tab(pages, set_id, "voicemail")
    assert "machine.wav" in machine
    assert "visit.mp3" not in machine
    assert stored(pages) == [("ask", "en", "live", "visit.mp3"), ("ask", "en", "voicemail", "machine.wav")]


def test_another_recording_takes_its_place_under_an_address_of_its_own(
    app: Flask, pages: RecordPages, set_id: int
) -> None:
    upload(pages, set_id, mp3())
    before = player(voice_tab(pages, set_id))
    upload(pages, set_id, wav(), "new.wav")
    after = player(voice_tab(pages, set_id))
    anyone = FlaskClient(app, app.response_class, use_cookies=False)
    assert before != after
    assert anyone.get(before).status_code == 404
    assert anyone.get(after).mimetype == "audio/wav"
    assert stored(pages) == [("ask", "en", "live", "new.wav")]


def test_a_removed_recording_leaves_the_words(pages: RecordPages, set_id: int) -> None:
    upload(pages, set_id, mp3(), language="es")
    fields = USUAL | {"why": "ask", "language": "es"}
    answer = pages.post(f"/templates/{set_id}/recording/remove", **fields)
    assert answer.status_code == 303
    assert stored(pages) == []
    assert "<audio" not in voice_tab(pages, set_id)


def test_who_recorded_what_is_in_the_audit_log(pages: RecordPages, set_id: int) -> None:
    upload(pages, set_id, mp3())
    upload(pages, set_id, wav(), "folder/new.wav")
    with work(pages.clinic.practice_id) as session:
        rows = session.scalars(
            select(AuditLine).where(AuditLine.action == "record").order_by(AuditLine.id)
        ).all()
    assert [(row.before["recording"], row.after["recording"]) for row in rows] == [
        (None, "visit.mp3"),
        ("visit.mp3", "new.wav"),
    ]
    assert {row.staff_id for row in rows} != {None}


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", wav(bits=24)])
def test_what_cannot_be_played_is_refused_in_words_beside_its_field(
    pages: RecordPages, set_id: int, content: bytes
) -> None:
    answer = upload(pages, set_id, content)
    assert answer.status_code == 422
    assert 'id="file_en-error"' in answer.text
    assert "Not saved: please look at this" in answer.text
    assert stored(pages) == []


def test_a_form_without_a_file_says_so(pages: RecordPages, set_id: int) -> None:
    answer = pages.post(f"/templates/{set_id}/recording", **USUAL, file=(io.BytesIO(b""), ""))
    assert answer.status_code == 422
    assert "Choose an MP3 or WAV file first." in answer.text


def test_standard_texts_ask_to_be_copied_first(pages: RecordPages) -> None:
    html = pages.read("/templates/standard/confirmation_request?tab=voice")
    assert "Standard texts are spoken. Copy them first to use a recording of yours." in words(html)
    assert 'type="file"' not in html


def test_only_text_messages_and_mails_show_no_recordings(pages: RecordPages, set_id: int) -> None:
    assert "recordings-title" not in pages.read(f"/templates/{set_id}?tab=email")


def test_a_set_that_is_put_away_takes_no_recording(pages: RecordPages, set_id: int) -> None:
    with work(pages.clinic.practice_id) as session:
        row = session.get_one(TemplateSet, set_id)
        row.archived_at = row.created_at
    assert upload(pages, set_id, mp3()).status_code == 404
    assert upload(pages, set_id, mp3(), language="fr").status_code == 404


@pytest.mark.parametrize("token", ["x", "1.AAAAAAAAAAAAAAAA", "1"])
def test_an_address_we_did_not_sign_plays_nothing(app: Flask, token: str) -> None:
    assert FlaskClient(app, app.response_class).get(f"/recordings/{token}").status_code == 404
