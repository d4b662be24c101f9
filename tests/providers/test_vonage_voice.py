"""Calls through Vonage's Voice API, and their turns as its call control actions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.call_turns import CallTurn, Spoken
from app.domain.languages import Language
from app.providers.port import Accepted, Envelope, Refused, Result, Unknown
from app.providers.vonage_voice import LONGEST_TALK, ncco
from app.providers.wire import Wire
from tests.providers.conftest import BASE_URL, NOW, REFERENCES, SENDER, call_to, voice_way
from tests.vendor import ACCEPT_AND_DROP, Answering, Loopback, refused, server_error, throttled

KEYS = f"{BASE_URL}/hooks/vonage/voice/input?call=signed"
HELLO = Spoken("Hello", Language.ENGLISH)


def test_a_call_is_placed_with_its_opening(vendor: Loopback, wire: Wire) -> None:
    result = voice_way(vendor, wire).send(call_to(reference="m42"), NOW).result(5)
    (taken,) = vendor.taken
    assert result == Accepted(taken.provider_ref)
    assert taken.reference == "m42"
    assert taken.body == {
        "to": [{"type": "phone", "number": "15550100001"}],
        "from": {"type": "phone", "number": "15550100000"},
        "ncco": ncco(call_to().call or CallTurn(())),
        "event_url": [f"{BASE_URL}/hooks/vonage/voice/event?ref={REFERENCES.sign('m42')}"],
        "event_method": "POST",
        "ringing_timer": 45,
        "length_timer": 1800,
        "machine_detection": "hangup",
    }


def test_with_words_for_a_machine_vonage_waits_for_its_tone(vendor: Loopback, wire: Wire) -> None:
    opening = CallTurn((HELLO,), voicemail=(Spoken("Please call us", Language.ENGLISH),))
    voice_way(vendor, wire).send(call_to(call=opening), NOW).result(5)
    body = vendor.taken[0].body
    assert body["advanced_machine_detection"] == {
        "behavior": "continue",
        "mode": "default",
        "beep_timeout": 45,
    }
    assert "machine_detection" not in body
    assert "Please call us" not in str(body["ncco"])


def test_words_are_spoken_in_their_language_until_a_key_is_pressed() -> None:
    turn = CallTurn((HELLO, Spoken("Oprima ocho", Language.SPANISH)), keys_url=KEYS)
    assert ncco(turn) == [
        {"action": "talk", "text": "Hello", "language": "en-US", "bargeIn": True},
        {"action": "talk", "text": "Oprima ocho", "language": "es-US", "bargeIn": True},
        {
            "action": "input",
            "type": ["dtmf"],
            "dtmf": {"maxDigits": 1, "timeOut": 6},
            "eventUrl": [KEYS],
            "eventMethod": "POST",
        },
    ]


def test_a_recording_is_played_in_place_of_its_words() -> None:
    spoken = Spoken("Hello", Language.ENGLISH, recording_url=f"{BASE_URL}/recordings/abc")
    assert ncco(CallTurn((spoken,))) == [{"action": "stream", "streamUrl": [f"{BASE_URL}/recordings/abc"]}]


def test_a_caller_is_put_through_after_the_words() -> None:
    turn = CallTurn((HELLO,), keys_url=KEYS, connect_to="+19375550199")
    said, connected = ncco(turn)
    assert said == {"action": "talk", "text": "Hello", "language": "en-US"}
    assert connected == {
        "action": "connect",
        "endpoint": [{"type": "phone", "number": "19375550199"}],
        "randomFromNumber": True,
    }


def test_long_words_are_parted_between_words_and_none_is_lost() -> None:
    words = " ".join(f"word{number}" for number in range(600))
    parts = [action["text"] for action in ncco(CallTurn((Spoken(words, Language.ENGLISH),)))]
    assert len(parts) > 1
    assert max(map(len, parts)) <= LONGEST_TALK
    assert " ".join(parts) == words


def test_one_endless_word_is_parted_too() -> None:
    parts = [action["text"] for action in ncco(CallTurn((Spoken("x" * 3100, Language.ENGLISH),)))]
    assert "".join(parts) == "x" * 3100


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ACCEPT_AND_DROP, Unknown("vendor_silent")),
        (throttled("2"), Refused("throttled", retry=True, after=timedelta(seconds=2), outage=True)),
        (server_error(503), Refused("vendor_down", retry=True, outage=True)),
        (refused(400, {"invalid_parameters": {"to[0].number": ["no"]}}), Refused("bad_number", retry=False)),
        (refused(400, {"invalid_parameters": {"ncco": ["no"]}}), Refused("bad_request", retry=False)),
        (refused(201, b"{}"), Unknown("vendor_silent")),
    ],
    ids=["silence", "throttled", "down", "number", "request", "unreadable"],
)
def test_what_is_known_after_each_answer(
    vendor: Loopback, wire: Wire, answer: Answering, expected: Result
) -> None:
    vendor.answer_next(answer)
    assert voice_way(vendor, wire).send(call_to(), NOW).result(5) == expected
    assert vendor.requests == 1


def test_what_cannot_be_called_never_leaves(vendor: Loopback, wire: Wire) -> None:
    way = voice_way(vendor, wire)
    wordless = Envelope(1, "m1", "voice", "+15550100001", SENDER, "en", "", "Hello", "")
    assert way.send(wordless, NOW).result(0) == Refused("our_fault", retry=False)
    assert way.send(call_to("nobody"), NOW).result(0) == Refused("bad_number", retry=False)
    assert vendor.requests == 0
    assert way.find(1, "m1") is None
