"""Only what a vendor signed for us, whole and fresh, opens a webhook."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from app.web.hooks.signatures import Refusal, check_sendgrid, check_vonage
from tests.builders.signed_hooks import (
    API_KEY,
    KEY,
    PUBLIC_KEY,
    SECRET,
    public_key,
    sendgrid_headers,
    vonage_claims,
    vonage_headers,
)

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
BODY = json.dumps({"message_uuid": "aaaa", "status": "delivered"}).encode()
SECOND = timedelta(seconds=1)


def vonage(authorization: str, body: bytes = BODY, secret: str = SECRET, api_key: str = API_KEY) -> int:
    """The status a webhook would be refused with; 0 when it is let in."""
    try:
        check_vonage(authorization, body, NOW, secret=secret, api_key=api_key)
    except Refusal as refusal:
        return refusal.status
    return 0


def bearer(at: datetime = NOW, body: bytes = BODY, secret: str = SECRET, **claims: Any) -> str:
    return vonage_headers(body, at, secret, **claims)["Authorization"]


def token_with(algorithm: str, key: Any) -> str:
    return "Bearer " + jwt.encode(vonage_claims(BODY, NOW), key, algorithm=algorithm)


def test_what_vonage_signed_is_let_in() -> None:
    assert vonage(bearer()) == 0
    assert vonage(bearer(api_key=None)) == 0
    assert vonage(bearer().replace("Bearer", "bearer")) == 0


def test_unsigned_and_not_set_up_ask_to_send_it_again() -> None:
    assert vonage("") == 503
    assert vonage(bearer(), secret="") == 503


@pytest.mark.parametrize(
    "forged",
    [
        bearer(secret="somebody-else's-secret-of-the-same-length-ok"),
        token_with("none", None),
        token_with("HS512", SECRET.ljust(64, "\0")),
        token_with("ES256", KEY),
        "Bearer garbage",
        "Bearer " + "." * 3,
        "Bearer",
        "Basic " + bearer().removeprefix("Bearer "),
        bearer() + "x",
    ],
    ids=["secret", "none", "HS512", "ES256", "garbage", "dots", "empty", "scheme", "longer"],
)
def test_forged_tokens_are_refused(forged: str) -> None:
    assert vonage(forged) == 401


def test_a_changed_body_is_refused() -> None:
    assert vonage(bearer(), BODY.replace(b"delivered", b"rejected")) == 401
    assert vonage(bearer(), BODY + b"\n") == 401


@pytest.mark.parametrize("claim", ["iat", "jti", "payload_hash"])
def test_a_token_without_what_binds_it_is_refused(claim: str) -> None:
    assert vonage(bearer(**{claim: None})) == 401
    assert vonage(bearer(**{claim: ""})) == 401


@pytest.mark.parametrize(
    ("age", "status"), [(299, 0), (301, 401), (86400, 401), (-299, 0), (-301, 401), (float("nan"), 401)]
)
def test_an_old_token_and_one_of_tomorrow_are_refused(age: float, status: int) -> None:
    assert vonage(bearer(iat=NOW.timestamp() - age)) == status


def test_another_accounts_token_is_refused() -> None:
    assert vonage(bearer(api_key="ffffffff")) == 401
    assert vonage(bearer(api_key="ffffffff"), api_key="") == 0


def test_a_short_secret_of_the_vendor_works() -> None:
    short = bearer(secret="short".ljust(64, "\0"))
    assert vonage(short, secret="short") == 0
    assert vonage(short, secret="shorter") == 401


@given(st.binary(max_size=40), st.text(max_size=40))
def test_whatever_comes_is_refused_and_never_an_error(body: bytes, authorization: str) -> None:
    assert vonage(authorization, body) in {401, 503}
    assert sendgrid({}, body) == 401
    named = {"X-Twilio-Email-Event-Webhook-Signature": authorization}
    assert sendgrid(named | {"X-Twilio-Email-Event-Webhook-Timestamp": authorization}, body) == 401


def sendgrid(headers: dict[str, str], body: bytes = BODY, key: str = PUBLIC_KEY) -> int:
    """As ``vonage``."""
    try:
        check_sendgrid(
            headers.get("X-Twilio-Email-Event-Webhook-Signature", ""),
            headers.get("X-Twilio-Email-Event-Webhook-Timestamp", ""),
            body,
            NOW,
            public_key=key,
        )
    except Refusal as refusal:
        return refusal.status
    return 0


def test_what_sendgrid_signed_is_let_in() -> None:
    assert sendgrid(sendgrid_headers(BODY, NOW)) == 0
    windows_lines = b"[]\r\n"
    assert sendgrid(sendgrid_headers(windows_lines, NOW), windows_lines) == 0


@pytest.mark.parametrize(("age", "status"), [(599, 0), (601, 401), (86400, 401), (-599, 0), (-601, 401)])
def test_an_old_signature_of_sendgrid_is_refused(age: int, status: int) -> None:
    assert sendgrid(sendgrid_headers(BODY, NOW - age * SECOND)) == status


def test_sendgrids_signature_fits_one_body_one_time_and_one_key() -> None:
    right = sendgrid_headers(BODY, NOW)
    later = {"X-Twilio-Email-Event-Webhook-Timestamp": str(int(NOW.timestamp()) + 1)}
    assert sendgrid(right, BODY + b" ") == 401
    assert sendgrid(right | later) == 401
    assert sendgrid(sendgrid_headers(BODY, NOW, ec.generate_private_key(ec.SECP256R1()))) == 401
    assert sendgrid(right | {"X-Twilio-Email-Event-Webhook-Signature": "not base64!"}) == 401
    assert sendgrid(sendgrid_headers(BODY, NOW, timestamp="soon")) == 401


def test_without_a_key_that_can_be_read_sendgrid_shall_try_again() -> None:
    right = sendgrid_headers(BODY, NOW)
    assert sendgrid(right, key="") == 503
    assert sendgrid(right, key="not a key") == 503
    assert sendgrid(right, key=public_key()[:40]) == 503
