"""Phone calls as Vonage reports and asks about them (product I2, G5, G6, F4)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.domain.call_turns import CallTurn
from app.models import Location, Message, MessageEvent, Practice
from app.providers.vonage_voice import ncco
from app.queries.contact_messages import as_shown
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.phone_call import PhoneCall, make_phone_call
from tests.builders.vendor_calls import Vendors, signed_for

pytestmark = pytest.mark.database

EVENT, INPUT, ANSWER = (f"/hooks/vonage/voice/{name}" for name in ("event", "input", "answer"))
OFFICE_HOURS = NOW + timedelta(days=1)


def told(turn: CallTurn) -> list[dict[str, Any]]:
    """A turn as a vendor might take it: only what these tests look at."""
    said = [
        {"words": each.words, "language": each.language, "file": each.recording_url} for each in turn.says
    ]
    return [*said, {"keys": turn.keys_url, "connect": turn.connect_to}]


class Calling(Vendors):
    """Vonage, which carries our call."""

    def __init__(self, app: Flask, call: PhoneCall) -> None:
        super().__init__(app)
        self.call = call

    def event(self, status: str, reference: str = "", **said: Any) -> Any:
        """``reference`` is the message's own unless given."""
        signed = self.signed(reference or f"m{self.call.message_id}")
        usual = {
            "uuid": "call-1",
            "status": status,
            "timestamp": self.now.isoformat(),
            "direction": "outbound",
        }
        return self.vonage(f"{EVENT}?ref={signed}", usual | said)

    def keys(self, digits: str, url: str = "", **said: Any) -> Any:
        path = (url or self.call.turn.keys_url).partition("/hooks")[2]
        body = {"uuid": "call-1", "dtmf": {"digits": digits, "timed_out": not digits}, "timestamp": "t1"}
        return self.vonage(f"/hooks{path}", body | said)

    def message(self) -> Message:
        with work(self.call.family.practice_id) as session:
            return session.get_one(Message, self.call.message_id)


@pytest.fixture
def vonage(app: Flask) -> Iterator[Calling]:
    before = app.extensions["deskbell.ncco"]
    app.extensions["deskbell.ncco"] = told
    with signed_for(app):
        yield Calling(app, make_phone_call(app))
    app.extensions["deskbell.ncco"] = before


def test_a_call_that_somebody_heard_is_delivered(vonage: Calling) -> None:
    for status in ("started", "ringing", "answered", "human"):
        assert vonage.event(status).status_code == 204
        assert vonage.message().status == "sent"
    assert vonage.event("completed", duration="41").status_code == 204
    assert vonage.message().status == "delivered"


def test_reports_in_any_order_and_twice_end_the_same(vonage: Calling) -> None:
    for status in ("completed", "answered", "started", "completed"):
        assert vonage.event(status).status_code == 204
    assert vonage.message().status == "delivered"
    with work(vonage.call.family.practice_id) as session:
        rows = session.scalars(select(MessageEvent).where(MessageEvent.kind == "receipt")).all()
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("status", "said", "ends"),
    [
        ("busy", {}, ("failed", "busy")),
        ("unanswered", {}, ("failed", "no_answer")),
        ("timeout", {}, ("failed", "no_answer")),
        ("rejected", {"sip_code": 404, "detail": "as-yet-unknown-detail"}, ("failed", "carrier_refused")),
        ("failed", {"sip_code": 503}, ("failed", "network_trouble")),
        ("failed", {"detail": "number_out_of_service"}, ("bounced", "bad_number")),
        ("unanswered", {"sip_code": 480, "detail": "unavailable"}, ("failed", "phone_off")),
    ],
)
def test_a_call_that_nobody_took_says_why(
    vonage: Calling, status: str, said: dict[str, Any], ends: tuple[str, str]
) -> None:
    with work(vonage.call.family.practice_id) as session:
        session.get_one(Message, vonage.call.message_id).expires_at = NOW
    assert vonage.event(status, **said).status_code == 204
    message = vonage.message()
    assert (message.status, message.reason) == ends
    with work(vonage.call.family.practice_id) as session:
        [told] = session.scalars(select(MessageEvent.detail).where(MessageEvent.kind == "receipt"))
    assert told.get("code", "") == " ".join(str(each) for each in said.values())


def test_an_answering_machine_hears_neither_names_nor_keys(vonage: Calling) -> None:
    heard = vonage.event("machine", uuid="", call_uuid="call-1")
    assert heard.status_code == 200
    *said, after = heard.json
    assert {each["words"] for each in said} == {
        (
            "Hello, this is Willow Pediatrics. We have a message about a visit on Tuesday, November 24. "
            "Please call 937-555-0142."
        )
    }
    assert len(said) == 3
    assert after == {"keys": "", "connect": ""}
    vonage.now += timedelta(seconds=30)
    vonage.event("completed")
    shown = as_shown(vonage.message(), vonage.now)
    assert (shown.outcome, shown.reason) == ("Delivered", "Left on an answering machine.")
    with work(vonage.call.family.practice_id) as session:
        [detail, _] = session.scalars(select(MessageEvent.detail).where(MessageEvent.kind == "receipt"))
    assert detail["note"] == "left_message"


def test_after_the_beep_the_message_is_said_once(vonage: Calling) -> None:
    vonage.event("machine")
    heard = vonage.event("machine", sub_state="beep_start")
    assert len(heard.json) == 2


def test_keys_lead_to_the_next_words(vonage: Calling) -> None:
    question, after = vonage.keys("2").json
    assert question["words"] == "If Mia can't come, press 1. Leo, press 2. If nobody can come, press 3."
    sure, after = vonage.keys("2", after["keys"], timestamp="t2").json
    assert "To cancel Leo's visit" in sure["words"]
    done, after = vonage.keys("1", after["keys"], timestamp="t3").json
    assert done["words"] == "Done. Mia's visit stays. Leo's visit is cancelled. Goodbye."
    assert after["keys"] == ""
    assert vonage.call.stands("Leo") == ("cancelled", "none")


def test_the_vendor_reads_a_question_as_words_and_a_wait_for_one_key(app: Flask, vonage: Calling) -> None:
    app.extensions["deskbell.ncco"] = ncco
    talk, wait = vonage.keys("8").json[-2:]
    assert (talk["action"], talk["language"], talk["bargeIn"]) == ("talk", "es-US", True)
    assert (wait["action"], wait["dtmf"]["maxDigits"]) == ("input", 1)
    [goodbye] = vonage.keys("9", wait["eventUrl"][0], timestamp="t2").json
    assert goodbye["action"] == "talk"
    assert "bargeIn" not in goodbye


def test_a_repeated_key_is_answered_alike_and_counts_once(vonage: Calling) -> None:
    first, again = vonage.keys("1"), vonage.keys("1")
    assert first.json == again.json
    assert vonage.call.replies() == [("1", "coming", False)]


def test_silence_and_the_first_version_of_the_webhook_are_understood(vonage: Calling) -> None:
    assert vonage.keys("").json[-1]["keys"]
    assert vonage.call.replies() == []
    assert vonage.keys("1", dtmf="1").json[0]["words"].startswith("Thank you.")


def test_a_state_that_we_did_not_sign_ends_the_call_and_changes_nothing(vonage: Calling) -> None:
    heard = vonage.vonage(f"{INPUT}?call=nonsense", {"uuid": "call-1", "dtmf": {"digits": "1"}})
    assert (heard.status_code, heard.json) == (200, [])
    assert vonage.call.replies() == []


def test_reports_of_others_change_nothing(vonage: Calling) -> None:
    body = {"uuid": "call-9", "status": "completed", "timestamp": NOW.isoformat()}
    assert vonage.vonage(f"{EVENT}?ref=m{vonage.call.message_id}", body).status_code == 204
    assert vonage.vonage(EVENT, body | {"direction": "inbound"}).status_code == 204
    assert vonage.message().status == "sent"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"uuid": "u", "status": "dancing"}'])
def test_what_cannot_be_read_is_acknowledged(vonage: Calling, body: bytes) -> None:
    assert vonage.vonage(EVENT, body).status_code == 204
    assert vonage.vonage(INPUT, body).json == []


@pytest.mark.parametrize("url", [EVENT, INPUT, ANSWER])
def test_nobody_else_gets_in(vonage: Calling, url: str) -> None:
    body = json.dumps({"uuid": "call-1", "status": "completed", "to": "19375550142"}).encode()
    assert vonage.post(url, body, {"Content-Type": "application/json"}).status_code == 503
    forged = {"Authorization": "Bearer a.b.c", "Content-Type": "application/json"}
    assert vonage.post(url, body, forged).status_code == 401


def test_who_calls_back_in_office_hours_reaches_the_practice(vonage: Calling) -> None:
    vonage.now = OFFICE_HOURS
    english, spanish, after = vonage.vonage(ANSWER, {"uuid": "call-2", "to": "19375550100"}).json
    assert english["words"].startswith("Hello, this is Willow Pediatrics. We called you about a visit.")
    assert spanish["language"] == "es"
    assert after["connect"] == "+19375550142"


def test_who_calls_back_at_night_hears_the_number(vonage: Calling) -> None:
    english, _, after = vonage.vonage(ANSWER, {"uuid": "call-2", "to": "19375550100"}).json
    assert "The office is closed now. Please call 937-555-0142 when we are open." in english["words"]
    assert after["connect"] == ""


def test_the_number_of_a_place_leads_to_that_place(vonage: Calling) -> None:
    vonage.now = OFFICE_HOURS
    with work(vonage.call.family.practice_id) as session:
        session.execute(update(Location).values(sender="+19375550100", phone="+19375550199"))
    assert vonage.vonage(ANSWER, {"to": "19375550100"}).json[-1]["connect"] == "+19375550199"


def test_a_practice_is_not_put_through_to_itself(vonage: Calling) -> None:
    vonage.now = OFFICE_HOURS
    with work(vonage.call.family.practice_id) as session:
        session.execute(update(Practice).values(phone="+19375550100"))
    assert vonage.vonage(ANSWER, {"to": "19375550100"}).json[-1]["connect"] == ""


def test_a_number_that_is_nobodys_is_asked_for_again_later(app: Flask, vonage: Calling) -> None:
    make_phone_call(app, slug="oak")
    assert vonage.vonage(ANSWER, {"to": "19375550100"}).status_code == 503
