"""What vendors report: taken once, in any order, from nobody else, and acknowledged whatever it is."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import ConsentEvent, PatientContact
from app.queries.last_webhooks import last_webhooks
from app.work import work, work_everywhere
from tests.builders.clinic import NOW
from tests.builders.signed_hooks import sendgrid_headers, vonage_headers
from tests.builders.vendor_calls import EVENTS, INBOUND, STATUS, Vendors
from tests.web.hooks.conftest import Sent

pytestmark = pytest.mark.database


def test_a_delivered_text_is_delivered_when_the_vendor_says_it_was(vendors: Vendors, sent: Sent) -> None:
    vendors.now = NOW + timedelta(minutes=1)
    answer = vendors.text_status(f"m{sent.text}", "delivered")
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Set-Cookie" not in answer.headers
    assert sent.status(sent.text) == ("delivered", None)
    assert sent.row(sent.text).settled_at == NOW + timedelta(minutes=1)


def test_a_number_that_is_none_is_blocked_at_once(vendors: Vendors, sent: Sent) -> None:
    vendors.text_status(f"m{sent.text}", "rejected", "1170")
    assert sent.status(sent.text) == ("bounced", "bad_number")
    assert sent.blocked() == {"+19375550001": "bad_number"}


def test_what_the_vendor_calls_a_failure_is_kept_and_nothing_of_the_person(
    vendors: Vendors, sent: Sent
) -> None:
    vendors.text_status(f"m{sent.text}", "rejected", "1170")
    said = {"status": "5.1.1", "reason": "550 5.1.1 ana@example.com: no such user"}
    vendors.sendgrid([vendors.mail_event(f"m{sent.mail}", "bounce", type="bounce", **said)])
    details = sent.details()
    assert [each["code"] for each in details] == ["1170", "5.1.1"]
    assert "ana" not in json.dumps(details)


def test_a_phone_that_was_off_is_no_reason_to_block_it(vendors: Vendors, sent: Sent) -> None:
    sent.change(sent.text, expires_at=NOW)
    vendors.text_status(f"m{sent.text}", "undeliverable", "1180")
    assert sent.row(sent.text).reason == "phone_off"
    assert sent.blocked() == {}


def test_the_same_report_again_changes_nothing_and_is_acknowledged(vendors: Vendors, sent: Sent) -> None:
    for _ in range(3):
        assert vendors.text_status(f"m{sent.text}", "delivered").status_code == 204
    assert sent.reports() == 1


def test_a_batch_moves_every_mail_and_repeats_within_it_count_once(vendors: Vendors, sent: Sent) -> None:
    bounce = vendors.mail_event(f"m{sent.mail}", "bounce", type="bounce", status="5.1.1", reason="550 nobody")
    delivered = vendors.mail_event(f"m{sent.mail}", "delivered")
    assert vendors.sendgrid([delivered, bounce, bounce, delivered]).status_code == 204
    assert sent.status(sent.mail) == ("bounced", "bad_mailbox")
    assert sent.blocked() == {"ana@example.com": "bad_mailbox"}
    assert sent.reports() == 2


def test_a_deferred_mail_is_still_on_its_way(vendors: Vendors, sent: Sent) -> None:
    vendors.sendgrid([vendors.mail_event(f"m{sent.mail}", "deferred", response="400 later", attempt="5")])
    assert sent.status(sent.mail) == ("sent", None)
    assert sent.reports() == 1


def test_who_reports_us_as_spam_gets_nothing_more(vendors: Vendors, sent: Sent) -> None:
    vendors.sendgrid([vendors.mail_event(f"m{sent.mail}", "spamreport")])
    assert sent.status(sent.mail) == ("delivered", None)
    assert sent.blocked() == {"ana@example.com": "complaint"}


@pytest.mark.parametrize("event", ["unsubscribe", "group_unsubscribe"])
def test_who_unsubscribes_gets_no_more_news_by_email_and_keeps_reminders(
    vendors: Vendors, sent: Sent, event: str
) -> None:
    told = [vendors.mail_event(f"m{sent.mail}", event), vendors.mail_event(f"m{sent.mail}", "delivered")]
    for _ in range(2):
        assert vendors.sendgrid(told).status_code == 204
    with work(sent.practice_id) as session:
        pair = session.scalars(select(PatientContact)).one()
        assert "notices:email" in pair.withdrawn
        assert {"notices:text", "reminders:email"} <= set(pair.consents)
        assert len(session.scalars(select(ConsentEvent)).all()) == 1
    assert (sent.status(sent.mail), sent.blocked(), sent.reports()) == (("delivered", None), {}, 2)


def test_an_unsubscription_from_a_message_that_is_gone_is_acknowledged(vendors: Vendors, sent: Sent) -> None:
    assert vendors.sendgrid([vendors.mail_event("m999999", "unsubscribe")]).status_code == 204
    assert sent.reports() == 0


def test_one_event_that_cannot_be_read_keeps_no_other_back(vendors: Vendors, sent: Sent) -> None:
    strange: list[Any] = [7, None, "text", [], {}, {"event": {"a": 1}}, {"event": "dance"}]
    good = vendors.mail_event(f"m{sent.mail}", "delivered")
    assert vendors.sendgrid([*strange, good, *strange]).status_code == 204
    assert sent.status(sent.mail)[0] == "delivered"


def test_numbers_as_text_nulls_and_unheard_of_fields_are_taken(vendors: Vendors, sent: Sent) -> None:
    event = vendors.mail_event(f"m{sent.mail}", "bounce", status=None, reason=550, type=None, extra={"a": []})
    event["timestamp"] = str(event["timestamp"])
    vendors.sendgrid([event])
    assert sent.status(sent.mail) == ("bounced", "other")
    vendors.text_status(f"m{sent.text}", "rejected", error={"code": 1170}, usage=None, sms={"count_total": 2})
    assert sent.status(sent.text) == ("bounced", "bad_number")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"7",
        b'"text"',
        b"not json",
        b"\xff\xfe",
        b'{"message_uuid": null}',
        b"[[[]]]",
    ],
)
def test_what_nobody_understands_is_acknowledged(vendors: Vendors, sent: Sent, body: bytes) -> None:
    assert vendors.vonage(STATUS, body).status_code == 204
    assert vendors.vonage(INBOUND, body).status_code == 204
    assert vendors.sendgrid(body).status_code == 204
    assert sent.reports() == 0


def test_a_body_that_begins_with_a_byte_order_mark_is_read(vendors: Vendors, sent: Sent) -> None:
    told = {
        "message_uuid": "u",
        "status": "delivered",
        "timestamp": "2026-11-22T15:00:00.000Z",
        "client_ref": vendors.signed(f"m{sent.text}"),
    }
    vendors.vonage(STATUS, b"\xef\xbb\xbf" + json.dumps(told).encode())
    assert sent.status(sent.text)[0] == "delivered"


@pytest.mark.parametrize("reference", ["m{id}", "m{id}.AAAAAAAAAAAAAAAA", "abc123", "{id}"])
def test_a_reference_that_we_did_not_sign_names_nothing(vendors: Vendors, sent: Sent, reference: str) -> None:
    named = reference.format(id=sent.text)
    assert vendors.text_status("m1", "delivered", client_ref=named).status_code == 204
    assert vendors.sendgrid([vendors.mail_event("m1", "bounce", deskbell_ref=named)]).status_code == 204
    assert (sent.status(sent.text), sent.reports()) == (("sent", None), 0)


def test_unsigned_is_to_come_again_and_forged_is_refused(app: Flask, vendors: Vendors, sent: Sent) -> None:
    told = {"message_uuid": "u", "status": "delivered", "client_ref": vendors.signed(f"m{sent.text}")}
    body = json.dumps(told).encode()
    for url in (STATUS, INBOUND):
        assert vendors.post(url, body, {}).status_code == 503
        assert vendors.post(url, body, vonage_headers(body, NOW, "x" * 40)).status_code == 401
        assert vendors.post(url, body + b" ", vonage_headers(body, NOW)).status_code == 401
        old = vendors.post(url, body, vonage_headers(body, NOW - timedelta(minutes=6)))
        assert (old.status_code, old.mimetype) == (401, "application/problem+json")
        assert old.get_json()["title"] == "Too old"
    events = json.dumps([vendors.mail_event(f"m{sent.mail}", "delivered")]).encode()
    assert vendors.post(EVENTS, events, {}).status_code == 401
    assert vendors.post(EVENTS, events + b"\n", sendgrid_headers(events, NOW)).status_code == 401
    assert sent.reports() == 0


def test_before_it_is_set_up_the_vendor_shall_send_again(app: Flask, sent: Sent) -> None:
    vendors = Vendors(app)
    answer = vendors.text_status(f"m{sent.text}", "delivered")
    assert answer.status_code == 503
    assert "VONAGE_SIGNATURE_SECRET" in answer.get_json()["detail"]
    answer = vendors.sendgrid([vendors.mail_event(f"m{sent.mail}", "delivered")])
    assert answer.status_code == 503
    assert "SENDGRID_WEBHOOK_PUBLIC_KEY" in answer.get_json()["detail"]


def test_a_body_of_more_than_a_megabyte_is_not_read(vendors: Vendors, sent: Sent) -> None:
    answer = vendors.vonage(STATUS, b" " * (1024 * 1024 + 1))
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


@pytest.mark.parametrize("url", [STATUS, INBOUND, EVENTS])
def test_nobody_can_look_there(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 405


def test_when_each_webhook_last_came_is_known_to_the_minute(vendors: Vendors, sent: Sent) -> None:
    vendors.text_status(f"m{sent.text}", "submitted")
    vendors.now = NOW + timedelta(seconds=30)
    vendors.text_status(f"m{sent.text}", "delivered")
    vendors.now = NOW + timedelta(minutes=5)
    vendors.sendgrid([])
    with work_everywhere() as session:
        assert last_webhooks(session) == {
            "vonage_status": NOW,
            "sendgrid_events": NOW + timedelta(minutes=5),
        }


def test_what_came_of_webhooks_is_counted(client: FlaskClient, vendors: Vendors, sent: Sent) -> None:
    def counted(outcome: str) -> float:
        line = f'deskbell_webhook_events_total{{hook="vonage_status",outcome="{outcome}"}} '
        found = [each for each in client.get("/metrics").text.splitlines() if each.startswith(line)]
        return float(found[0].removeprefix(line)) if found else 0.0

    kinds = ("new", "nothing_new", "not_ours", "not_understood")
    before = [counted(each) for each in kinds]
    vendors.text_status(f"m{sent.text}", "delivered")
    vendors.text_status(f"m{sent.text}", "delivered")
    vendors.text_status(f"m{sent.text}", "delivered", client_ref="abc123")
    vendors.text_status(f"m{sent.text}", "dancing")
    assert [counted(each) - was for each, was in zip(kinds, before, strict=True)] == [1, 1, 1, 1]
