"""A text that comes in: to the right practice, once, and nobody's words are lost."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import ChannelSetup, Reply
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.vendor_calls import INBOUND, Vendors

pytestmark = pytest.mark.database
ANA = "+19375550001"


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """Willow, which texts from +1 937 555 0100, beside Maple with a number of its own."""
    with work_everywhere() as session:
        maple, clinic = make_clinic(session, "maple"), make_clinic(session)
        for practice, number in ((maple, "+19375550200"), (clinic, "+19375550100")):
            practice.add(ChannelSetup(channel="text", sender=number, activated_at=NOW, changed_at=NOW))
        clinic.parent("Ana Ramos", clinic.child("Mia"), cell=ANA)
        return clinic


def kept(clinic: Clinic) -> list[tuple[str, str]]:
    with work(clinic.practice_id) as session:
        return [(row.address, row.body) for row in session.scalars(select(Reply).order_by(Reply.id))]


def test_what_a_mother_writes_is_kept_with_her_number(vendors: Vendors, clinic: Clinic) -> None:
    assert vendors.inbound(ANA, "¿A qué hora? 🙂").status_code == 204
    assert kept(clinic) == [(ANA, "¿A qué hora? 🙂")]


def test_the_same_text_again_is_acknowledged_and_kept_once(vendors: Vendors, clinic: Clinic) -> None:
    for _ in range(3):
        assert vendors.inbound(ANA, "We will be late", message_uuid="same").status_code == 204
    assert kept(clinic) == [(ANA, "We will be late")]


def test_a_text_to_a_number_of_nobody_shall_come_again(vendors: Vendors, clinic: Clinic) -> None:
    answer = vendors.inbound(ANA, "Hello", to="19375550999")
    assert (answer.status_code, answer.get_json()["title"]) == (503, "Nobody's number")
    assert kept(clinic) == []
    with work(clinic.practice_id) as session:
        session.scalars(select(ChannelSetup)).one().sender = "+19375550999"
    assert vendors.inbound(ANA, "Hello", to="19375550999").status_code == 204
    assert kept(clinic) == [(ANA, "Hello")]


@pytest.mark.parametrize("channel", ["whatsapp", "messenger", "viber_service", ""])
def test_other_services_are_not_taken_for_texts(vendors: Vendors, clinic: Clinic, channel: str) -> None:
    assert vendors.inbound(ANA, "Yes", channel=channel).status_code == 204
    assert kept(clinic) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"message_type": "image", "image": {"url": "https://x.example/1", "caption": "C"}},
            "C [a picture came, we do not keep it]",
        ),
        ({"message_type": "image", "image": {}}, "[a picture came, we do not keep it]"),
        ({"message_type": "video", "text": "Look"}, "Look [a video came, we do not keep it]"),
        ({"message_type": "hologram"}, "[something that is no text]"),
    ],
)
def test_a_picture_is_told_of_and_is_never_taken_for_an_answer(
    vendors: Vendors, clinic: Clinic, said: dict[str, Any], words: str
) -> None:
    usual = {"channel": "mms", "text": None}
    assert vendors.inbound(ANA, "", **(usual | said)).status_code == 204
    assert kept(clinic) == [(ANA, words)]
    with work(clinic.practice_id) as session:
        assert session.scalars(select(Reply)).one().needs_staff


def test_the_older_shape_of_the_webhook_is_read_too(vendors: Vendors, clinic: Clinic) -> None:
    told = {
        "message_uuid": "old",
        "to": {"type": "sms", "number": "19375550100"},
        "from": {"type": "sms", "number": "19375550001"},
        "message": {"content": {"type": "text", "text": "We are here"}},
        "timestamp": "2026-11-22T15:00:00.000Z",
    }
    assert vendors.vonage(INBOUND, told).status_code == 204
    assert kept(clinic) == [(ANA, "We are here")]


def test_a_null_character_in_a_text_does_no_harm(vendors: Vendors, clinic: Clinic) -> None:
    assert vendors.inbound(ANA, "We \x00are here").status_code == 204
    assert kept(clinic) == [(ANA, "We are here")]


def test_half_an_emoji_does_not_keep_words_from_being_heard(vendors: Vendors, clinic: Clinic) -> None:
    assert vendors.inbound(ANA, "We are late \ud83d").status_code == 204
    assert kept(clinic) == [(ANA, "We are late \ufffd")]


def test_when_it_was_said_is_kept_and_never_later_than_now(vendors: Vendors, clinic: Clinic) -> None:
    vendors.inbound(ANA, "one", timestamp="2026-11-22T09:30:00-05:00")
    vendors.inbound(ANA, "two", timestamp="2031-01-01T00:00:00Z")
    vendors.inbound(ANA, "three", timestamp="yesterday")
    with work(clinic.practice_id) as session:
        said = [row.said_at for row in session.scalars(select(Reply).order_by(Reply.id))]
    assert [NOW - each for each in said] == [NOW - NOW.replace(hour=14, minute=30), NOW - NOW, NOW - NOW]
