"""Every body about texts and mails in the specification, and both published signatures, where that folder
stands beside this checkout.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.failures import Failure
from app.domain.outcomes import ReceiptKind
from app.domain.vendor_reports import OPENINGS, MailEvent, ReceiptNote, Report, mail_report, text_report
from app.web.hooks.bodies import InboundText, MailEventBody, TextStatus, read_json
from app.web.hooks.signatures import Refusal, read_token, verify_ecdsa

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
EVENTS = {
    "processed": Report(ReceiptKind.SENT),
    "deferred": Report(ReceiptKind.SENT, note=ReceiptNote.DEFERRED),
    "delivered": Report(ReceiptKind.DELIVERED),
    "bounce": Report(ReceiptKind.BOUNCED, Failure.BAD_MAILBOX),
    "dropped": Report(ReceiptKind.BOUNCED, Failure.BAD_MAILBOX),
    "spamreport": Report(ReceiptKind.DELIVERED, note=ReceiptNote.COMPLAINT),
    "unsubscribe": Report(ReceiptKind.DELIVERED, note=ReceiptNote.UNSUBSCRIBED),
    "group_unsubscribe": Report(ReceiptKind.DELIVERED, note=ReceiptNote.UNSUBSCRIBED),
    "group_resubscribe": Report(ReceiptKind.DELIVERED, note=ReceiptNote.RESUBSCRIBED),
}


@pytest.fixture
def sample(capsys: pytest.CaptureFixture[str]) -> Any:
    """``sample("vonage/x.json")``: the file's bytes; None, said aloud, where there is no specification."""

    def read(name: str) -> bytes | None:
        if SAMPLES.is_dir():
            return (SAMPLES / name).read_bytes()
        with capsys.disabled():
            print(f"\nnote: no specification beside this checkout, {name} was not read")  # noqa: T201
        return None

    return read


def test_every_event_of_a_mail_is_understood(sample: Any) -> None:
    body = sample("sendgrid/events.json")
    for told in json.loads(body) if body else []:
        event = MailEventBody.model_validate(told)
        said = MailEvent(event.event, event.type, event.status, event.reason, event.bounce_classification)
        assert mail_report(said) == EVENTS.get(event.event)
        assert event.event in {*EVENTS, *OPENINGS}
        assert (event.sg_event_id, event.timestamp) == ("sg_event_id", "1513299569")


def test_the_status_of_a_text_is_understood(sample: Any) -> None:
    body = sample("vonage/messages-status.json")
    if body is not None:
        told = TextStatus.model_validate(read_json(body))
        assert (told.message_uuid, told.client_ref) == ("aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab", "abc123")
        assert told.error.number == 1000
        assert text_report(told.status, told.error.number) == Report(ReceiptKind.SENT)


def test_a_text_that_came_in_is_read(sample: Any) -> None:
    body = sample("vonage/messages-inbound.json")
    if body is not None:
        told = InboundText.model_validate(read_json(body))
        assert (told.sender, told.to, told.channel) == ("447700900001", "447700900000", "whatsapp")
        assert told.said == "Nexmo Verification code: 12345.<br />Valid for 10 minutes."
        assert not told.is_text


def test_no_sample_about_messages_is_left_out() -> None:
    found = {each.name for each in SAMPLES.glob("vonage/messages-*.json")}
    assert found <= {"messages-inbound.json", "messages-status.json"}


def test_the_published_signature_of_vonage_verifies(sample: Any) -> None:
    vector = sample("vonage/jwt_hs256.json")
    if vector is not None:
        told = json.loads(vector)
        assert read_token(told["token"], told["secret"])["iat"] == 1697634680
        with pytest.raises(Refusal):
            read_token(told["token"], told["wrong_secret"])


def test_the_published_signature_of_sendgrid_verifies(sample: Any) -> None:
    vector, body = sample("sendgrid/vector1.json"), sample("sendgrid/vector1.body")
    if vector is not None:
        told = json.loads(vector)
        signed = (told["signature"], told["timestamp"])
        verify_ecdsa(*signed, body, told["public_key"])
        with pytest.raises(Refusal):
            verify_ecdsa(*signed, body.rstrip(), told["public_key"])
