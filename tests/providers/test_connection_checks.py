"""Checking a connection: a clear answer for each wrong credential, and the first one ends it (L5)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app.providers.port import Check
from app.providers.vonage_account import VonageTokens
from app.providers.vonage_text import VonageText
from app.providers.wire import Wire
from tests.providers.conftest import (
    APPLICATION_ID,
    BASE_URL,
    SENDER,
    account_at,
    mail_way,
    text_way,
    tokens,
    voice_way,
)
from tests.vendor import Loopback, identity


def _last(checks: list[Check]) -> Check:
    """The one that ended the list: every one before it is right."""
    assert all(check.ok for check in checks[:-1])
    return checks[-1]


def test_a_vonage_number_that_is_set_up_right_passes_every_step(vendor: Loopback, wire: Wire) -> None:
    for checks in (text_way(vendor, wire).check(SENDER), voice_way(vendor, wire).check(SENDER)):
        assert len(checks) == 7
        assert all(check.ok and check.words == "" for check in checks)


@pytest.mark.parametrize(
    ("changes", "step", "says"),
    [
        ({"api_secret": "another"}, "Key and secret of the account", "VONAGE_API_SECRET"),
        ({"api_key": "another"}, "Key and secret of the account", "VONAGE_API_KEY"),
        ({"application_id": "another"}, "Application", "VONAGE_APPLICATION_ID"),
        ({"base_url": "http://visits.example.org"}, "Public address", "PUBLIC_BASE_URL"),
        (
            {"base_url": "https://elsewhere.example.org"},
            "Reports and answers come to Deskbell",
            "https://elsewhere.example.org/hooks/vonage/messages/inbound",
        ),
        ({"signature_secret": ""}, "Signature secret", "VONAGE_SIGNATURE_SECRET"),
        ({"signature_secret": "too short"}, "Signature secret", "32 characters"),
    ],
)
def test_each_wrong_setting_of_vonage_is_named(
    vendor: Loopback, wire: Wire, changes: dict[str, str], step: str, says: str
) -> None:
    way = VonageText(wire, account_at(vendor.vonage_host, **changes), tokens(), rate=30)
    wrong = _last(way.check(SENDER))
    assert (wrong.step, wrong.ok) == (step, False)
    assert says in wrong.words


def test_a_key_of_another_application_is_named(vendor: Loopback, wire: Wire) -> None:
    stranger = VonageTokens(APPLICATION_ID, rsa.generate_private_key(65537, 2048))
    way = VonageText(wire, account_at(vendor.vonage_host), stranger, rate=30)
    wrong = _last(way.check(SENDER))
    assert wrong.step == "Private key"
    assert "VONAGE_PRIVATE_KEY" in wrong.words


def _change(name: str, value: Any) -> Callable[[Loopback], None]:
    return lambda vendor: vendor.account.numbers[0].update({name: value})


def _broke(vendor: Loopback) -> None:
    vendor.account.balance = 0.0


@pytest.mark.parametrize(
    ("spoil", "sender", "step", "says"),
    [
        (_broke, SENDER, "Key and secret of the account", "Top it up"),
        (_change("msisdn", "15550199999"), SENDER, "Number for texts", "not one of this account"),
        (_change("features", ["VOICE"]), SENDER, "Number for texts", "cannot be used for texts"),
        (_change("app_id", "another"), SENDER, "Number for texts", "not linked"),
        (_broke, "", "Key and secret of the account", "Top it up"),
        (_change("country", "US"), "", "Number for texts", "Enter the number"),
    ],
    ids=["empty account", "foreign number", "no texts", "not linked", "both", "no number"],
)
def test_what_is_wrong_at_vonage_is_named(
    vendor: Loopback, wire: Wire, spoil: Callable[[Loopback], None], sender: str, step: str, says: str
) -> None:
    spoil(vendor)
    wrong = _last(text_way(vendor, wire).check(sender))
    assert (wrong.step, wrong.ok) == (step, False)
    assert says in wrong.words


def test_calls_ask_for_their_own_webhooks(vendor: Loopback, wire: Wire) -> None:
    del vendor.account.application["voice"]
    assert all(check.ok for check in text_way(vendor, wire).check(SENDER))
    wrong = _last(voice_way(vendor, wire).check(SENDER))
    assert f"Answer URL to {BASE_URL}/hooks/vonage/voice/answer" in wrong.words


def test_nobody_there_is_said_so(wire: Wire) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"
    (wrong,) = VonageText(wire, account_at(host), tokens(), rate=30).check(SENDER)
    assert not wrong.ok
    assert "no answer came" in wrong.words


def test_an_answer_of_somebody_else_is_said_so(vendor: Loopback, wire: Wire) -> None:
    """SendGrid's address in Vonage's setting: its pages for other questions are there, Vonage's are not."""
    host = vendor.sendgrid_url + "/somewhere"
    (wrong,) = VonageText(wire, account_at(host), tokens(), rate=30).check(SENDER)
    assert "VONAGE_API_HOST" in wrong.words


def _verified_domain(vendor: Loopback) -> None:
    vendor.account.domains.append({"domain": "willow.example", "valid": True})


def _verified_address(vendor: Loopback) -> None:
    vendor.account.senders.append({"from_email": "Visits@Willow.example", "verified": True})


@pytest.mark.parametrize("verify", [_verified_domain, _verified_address], ids=["domain", "address"])
def test_a_from_address_that_is_set_up_right_passes_every_step(
    vendor: Loopback, wire: Wire, verify: Callable[[Loopback], None]
) -> None:
    verify(vendor)
    checks = mail_way(vendor, wire).check("visits@willow.example")
    assert [check.ok for check in checks] == [True] * 4


def test_a_key_that_sendgrid_does_not_know_is_named(vendor: Loopback, wire: Wire) -> None:
    (wrong,) = mail_way(vendor, wire, key="another").check("visits@willow.example")
    assert not wrong.ok
    assert "SENDGRID_API_KEY" in wrong.words


def test_a_key_that_may_not_send_is_named(vendor: Loopback, wire: Wire) -> None:
    vendor.account.scopes.remove("mail.send")
    wrong = _last(mail_way(vendor, wire).check("visits@willow.example"))
    assert "Mail Send" in wrong.words


@pytest.mark.parametrize(
    "listed",
    [
        {"from_email": "visits@willow.example", "verified": False},
        {"from_email": "other@willow.example", "verified": True},
        {},
    ],
    ids=["not yet", "another", "odd"],
)
def test_a_from_address_that_is_not_verified_is_named(
    vendor: Loopback, wire: Wire, listed: dict[str, Any]
) -> None:
    vendor.account.senders.append(listed)
    vendor.account.domains.append({"domain": "willow.example", "valid": False})
    wrong = _last(mail_way(vendor, wire).check("visits@willow.example"))
    assert wrong.step == "From address"
    assert "visits@willow.example" in wrong.words


@pytest.mark.parametrize("key", ["", "not base 64!", "aGVsbG8="])
def test_a_webhook_key_that_cannot_be_read_is_named(vendor: Loopback, wire: Wire, key: str) -> None:
    _verified_domain(vendor)
    wrong = _last(mail_way(vendor, wire, public_key=key).check("visits@willow.example"))
    assert "SENDGRID_WEBHOOK_PUBLIC_KEY" in wrong.words
    assert identity().webhook_public_key not in wrong.words
