"""Texts through Vonage's Messages API, against a vendor that speaks its HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.providers.port import Accepted, Refused, Unknown
from app.providers.vonage_account import VonageTokens
from app.providers.vonage_text import VonageText
from app.providers.wire import Wire
from tests.providers.conftest import (
    BASE_URL,
    FAMILY,
    NOW,
    REFERENCES,
    account_at,
    text_to,
    text_way,
)
from tests.vendor import Loopback, identity, refused, server_error, throttled

ERRORS = "https://developer.vonage.com/api-errors/messages#"


def test_a_text_leaves_as_vonage_wants_it(vendor: Loopback, wire: Wire) -> None:
    envelope = replace(text_to(reference="m42", body="¿Viene?"), not_after=NOW + timedelta(hours=2))
    result = text_way(vendor, wire).send(envelope, NOW).result(5)
    (taken,) = vendor.taken
    assert result == Accepted(taken.provider_ref)
    assert taken.reference == "m42"
    assert taken.body == {
        "channel": "sms",
        "message_type": "text",
        "to": "15550100001",
        "from": "15550100000",
        "text": "¿Viene?",
        "ttl": 7200,
        "client_ref": REFERENCES.sign("m42"),
        "webhook_url": f"{BASE_URL}/hooks/vonage/messages/status",
        "webhook_version": "v1",
    }


@pytest.mark.parametrize(
    ("left", "ttl"), [(timedelta(seconds=3), 20), (timedelta(minutes=-5), 20), (timedelta(days=30), 604_800)]
)
def test_a_life_outside_of_what_vonage_takes_is_the_nearest_one(
    vendor: Loopback, wire: Wire, left: timedelta, ttl: int
) -> None:
    text_way(vendor, wire).send(replace(text_to(), not_after=NOW + left), NOW).result(5)
    assert vendor.taken[0].body["ttl"] == ttl


def test_without_an_end_the_carrier_decides(vendor: Loopback, wire: Wire) -> None:
    text_way(vendor, wire).send(text_to(), NOW).result(5)
    assert "ttl" not in vendor.taken[0].body


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (422, "1170", Refused("bad_number", retry=False)),
        (422, "1040", Refused("bad_number", retry=False)),
        (422, "1050", Refused("number_blocked_us", retry=False)),
        (422, "1240", Refused("number_blocked_us", retry=False)),
        (422, "1310", Refused("unreachable_number", retry=False)),
        (422, "1120", Refused("bad_request", retry=False)),
        (422, "1100", Refused("vendor_down", retry=True, outage=True)),
        (402, "1070", Refused("no_balance", retry=True, after=timedelta(minutes=5), outage=True)),
        (403, "low-balance", Refused("no_balance", retry=True, after=timedelta(minutes=5), outage=True)),
        (403, "1060", Refused("credentials", retry=True, after=timedelta(minutes=5), outage=True)),
    ],
)
def test_vonages_codes_say_whom_it_is_about(
    vendor: Loopback, wire: Wire, status: int, code: str, expected: Refused
) -> None:
    vendor.answer_next(refused(status, {"type": ERRORS + code, "title": "No", "detail": "", "instance": "x"}))
    assert text_way(vendor, wire).send(text_to(), NOW).result(5) == expected


@pytest.mark.parametrize(
    ("parameters", "category"),
    [
        ([{"name": "to", "reason": "invalid"}], "bad_number"),
        ({"to": ["must be a number"]}, "bad_number"),
        ([{"name": "text", "reason": "too long"}], "bad_request"),
        (None, "bad_request"),
        (7, "bad_request"),
    ],
)
def test_a_refused_part_of_the_request_is_the_number_or_ours(
    vendor: Loopback, wire: Wire, parameters: object, category: str
) -> None:
    body = {"type": ERRORS + "1020", "title": "Invalid params", "invalid_parameters": parameters}
    vendor.answer_next(refused(422, body))
    assert text_way(vendor, wire).send(text_to(), NOW).result(5) == Refused(category, retry=False)


@pytest.mark.parametrize(
    ("retry_after", "wait"),
    [
        ("7", timedelta(seconds=7)),
        ("Mon, 23 Nov 2026 15:01:30 GMT", timedelta(seconds=90)),
        ("Mon, 23 Nov 2026 14:00:00 GMT", timedelta(0)),
        ("999999999", timedelta(hours=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_too_many_at_once_waits_as_long_as_asked(
    vendor: Loopback, wire: Wire, retry_after: str, wait: timedelta | None
) -> None:
    vendor.answer_next(throttled(retry_after))
    expected = Refused("throttled", retry=True, after=wait, outage=True)
    assert text_way(vendor, wire).send(text_to(), NOW).result(5) == expected
    assert vendor.taken == []


def test_a_gateway_that_heard_nothing_from_the_vendor_leaves_it_unknown(vendor: Loopback, wire: Wire) -> None:
    vendor.answer_next(server_error(504))
    assert text_way(vendor, wire).send(text_to(), NOW).result(5) == Unknown("vendor_silent")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_vendor_in_trouble_has_not_taken_it(vendor: Loopback, wire: Wire, status: int) -> None:
    vendor.answer_next(server_error(status))
    expected = Refused("vendor_down", retry=True, outage=True)
    assert text_way(vendor, wire).send(text_to(), NOW).result(5) == expected


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"message_uuid": 7}', b"\xff\xfe{"])
def test_a_yes_that_cannot_be_read_is_unknown(vendor: Loopback, wire: Wire, body: bytes) -> None:
    vendor.answer_next(refused(202, body))
    assert text_way(vendor, wire).send(text_to(), NOW).result(5) == Unknown("vendor_silent")


@pytest.mark.parametrize(
    ("address", "body", "category"),
    [("not a number", "Hello", "bad_number"), (FAMILY, "x" * 3201, "our_fault")],
)
def test_what_fits_into_no_request_never_leaves(
    vendor: Loopback, wire: Wire, address: str, body: str, category: str
) -> None:
    result = text_way(vendor, wire).send(text_to(address, body=body), NOW).result(0)
    assert result == Refused(category, retry=False)
    assert vendor.requests == 0


def test_a_token_serves_many_messages(vendor: Loopback, wire: Wire) -> None:
    way = text_way(vendor, wire)
    for number in range(5):
        way.send(text_to(reference=f"m{number}"), NOW).result(5)
    assert len(vendor.account.known_tokens) == 1


def test_another_applications_key_is_a_matter_of_credentials(vendor: Loopback, wire: Wire) -> None:
    stranger = VonageTokens("another application", identity().application_key)
    way = VonageText(wire, account_at(vendor.vonage_host), stranger, rate=30)
    expected = Refused("credentials", retry=True, after=timedelta(minutes=5), outage=True)
    assert way.send(text_to(), NOW).result(5) == expected


def test_vonage_cannot_be_asked_what_became_of_a_text(vendor: Loopback, wire: Wire) -> None:
    assert text_way(vendor, wire).find(1, "m1") is None
