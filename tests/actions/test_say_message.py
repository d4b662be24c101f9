"""A call leaves with its first turn: the words, where keys go, what a machine hears (product I2, F4)."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.prepare_messages import prepare_messages
from app.domain.call_state import CallState, unpacked
from app.domain.call_turns import CallTurn
from app.domain.languages import Language
from app.models import Message, Recording, TemplateSet
from app.providers.port import Envelope
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.sounds import mp3


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


def called(
    app: Flask, clinic: Clinic, kind: str = "confirmation_request", status: str = "scheduled", **rule: object
) -> Envelope:
    """What leaves for a mother of two who wants to be called."""
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        leo = clinic.child("Leo", family_id=mia.family_id)
        mother = clinic.parent("Ana Ramos", mia, leo, prefers_reminders="cell_phone")
        gone = {"cancelled_at": NOW, "cancelled_by": "staff"} if status == "cancelled" else {}
        visits = [clinic.visit(each, lifecycle=status, **gone) for each in (mia, leo)]
        given = {"channel": "voice", "status": "queued", "claimed_at": NOW}
        message = clinic.message(clinic.rule(kind, statuses=[status], **rule), mother, *visits, **given)
    exits, signer = app.extensions["deskbell.exits"], app.extensions["deskbell.signer"]
    [outgoing] = prepare_messages(NOW, exits, signer, clinic.practice_id, [message.id]).outgoing
    return outgoing.envelope


def opening(envelope: Envelope) -> CallTurn:
    assert envelope.call
    return envelope.call


def test_a_call_asks_for_keys_and_knows_what_it_told(app: Flask, clinic: Clinic) -> None:
    envelope = called(app, clinic)
    call = opening(envelope)
    assert " ".join(each.words for each in call.says) == envelope.body
    assert "This is for the parent of Mia and Leo." in envelope.body
    packed = app.extensions["deskbell.calls"].read(parse_qs(urlsplit(call.keys_url).query)["call"][0])
    message_id = int(envelope.reference.removeprefix("m"))
    assert unpacked(packed) == CallState(message_id, Language.ENGLISH, (1, 1))
    assert "Mia" not in call.voicemail[0].words


def test_a_call_that_asks_nothing_still_takes_the_keys_that_always_work(app: Flask, clinic: Clinic) -> None:
    call = opening(called(app, clinic, "cancelled_by_practice", "cancelled", anchor="cancellation", amount=0))
    assert "press 1" not in call.says[-1].words
    assert "To stop these calls, press 9." in call.says[-1].words
    assert call.keys_url


def test_the_recording_of_the_texts_in_use_is_played(app: Flask, clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        ours = clinic.add(TemplateSet(type="confirmation_request", name="Ours", created_at=NOW))
        usual = {"set_id": ours.id, "occasion": "ask", "media_type": "audio/mpeg", "audio": mp3()}
        for variant, language in (("live", "en"), ("live", "es"), ("voicemail", "en")):
            row = {"variant": variant, "language": language, "file_name": f"{variant}.mp3"}
            clinic.add(Recording(**usual, **row, uploaded_at=NOW))
    envelope = called(app, clinic, template_set_id=ours.id)
    call = opening(envelope)
    assert [bool(each.recording_url) for each in call.says] == [False, False, True, False]
    assert call.voicemail[0].recording_url.startswith(call.keys_url.partition("/hooks")[0] + "/recordings/")
    assert "(recording) If both are coming, press 1." in envelope.body
    with work(clinic.practice_id) as session:
        assert session.scalars(select(Message.body)).one() == envelope.body
    assert not any(each.recording_url for each in opening(called(app, clinic)).says)
