"""A channel that really sends is refused at start without what it needs; with it, it has its way out."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.call_turns import CallTurn, Spoken
from app.domain.languages import Language
from app.factory import create_app
from app.providers.port import SANDBOX, Accepted
from app.settings import Settings, SettingsError, read_settings
from tests.providers.conftest import NOW, mail_to
from tests.vendor import Loopback, identity

VONAGE = {
    "vonage_api_key": "a1b2c3d4",
    "vonage_api_secret": "secret",
    "vonage_application_id": "aaaaaaaa-bbbb-cccc-dddd-0123456789ab",
}


def _read(**given: Any) -> Settings:
    return read_settings(_env_file=None, **given)


def _refusal(**given: Any) -> list[str]:
    with pytest.raises(SettingsError) as refusal:
        _read(**given)
    return str(refusal.value).splitlines()


@pytest.mark.parametrize("mode", ["provider_sms", "provider_voice"])
def test_texts_and_calls_name_everything_they_lack(mode: str) -> None:
    lines = _refusal(**{mode: "vendor"})
    assert [line.partition(":")[0] for line in lines] == [
        "VONAGE_API_KEY",
        "VONAGE_API_SECRET",
        "VONAGE_APPLICATION_ID",
        "VONAGE_PRIVATE_KEY",
    ]
    assert lines[0] == (
        f"VONAGE_API_KEY: {mode.upper()}=vendor needs it. A valid example: VONAGE_API_KEY=a1b2c3d4"
    )


def test_only_what_is_missing_is_named_and_once() -> None:
    lines = _refusal(provider_sms="vendor", provider_voice="vendor", provider_fax="vendor", **VONAGE)
    assert [line.partition(":")[0] for line in lines] == [
        "VONAGE_PRIVATE_KEY",
        "SENDGRID_API_KEY",
        "FAX_GATEWAY_ADDRESS",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vonage_api_host", "http://vonage.example.org"),
        ("vonage_api_host", "api nexmo com"),
        ("vonage_api_host", "http://127.0.0.1.example.org"),
        ("sendgrid_api_host", "http://sendgrid.example.org"),
        ("sendgrid_api_host", ""),
        ("fax_gateway_address", "fax@example.com"),
        ("fax_gateway_address", "{number}"),
        ("requests_ca_bundle", "/nowhere/ca.pem"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_an_example(name: str, value: str) -> None:
    (line,) = _refusal(**{name: value})
    assert line.startswith(f"{name.upper()}: ")
    assert f"A valid example: {name.upper()}=" in line


@pytest.mark.parametrize(
    "host", ["api-us.vonage.com", "127.0.0.1:8443", "http://127.0.0.1:8080", "https://localhost:8443/prefix"]
)
def test_a_host_may_have_a_port_and_this_computer_needs_no_tls(host: str) -> None:
    assert _read(vonage_api_host=host).vonage_api_host == host


def test_a_private_key_that_cannot_be_used_is_refused_at_start() -> None:
    settings = _read(provider_sms="vendor", vonage_private_key="/nowhere/vonage.key", **VONAGE)
    with pytest.raises(SettingsError, match="VONAGE_PRIVATE_KEY: no readable file") as refusal:
        create_app(settings, "postgresql+psycopg://")
    assert "VONAGE_PRIVATE_KEY=/etc/deskbell/vonage.key" in str(refusal.value)


def test_each_channel_has_the_vendor_its_mode_names(vendor: Loopback) -> None:
    more = {
        "provider_fax": "vendor",
        "provider_letter": "vendor",
        "fax_gateway_address": "{number}@fax.example.com",
    }
    exits = create_app(_read(**vendor.settings, **more), "postgresql+psycopg://").extensions["deskbell.exits"]
    ways = {channel: exits.way(channel, live=True) for channel in ("text", "voice", "email", "fax", "letter")}
    assert {channel: way.name for channel, way in ways.items()} == {
        "text": "vonage_text",
        "voice": "vonage_voice",
        "email": "sendgrid_email",
        "fax": "fax_gateway",
        "letter": "print_queue",
    }
    assert {channel: way.rate for channel, way in ways.items()} == {
        "text": 30,
        "voice": 3,
        "email": 100,
        "fax": 100,
        "letter": None,
    }
    assert exits.way("text", live=False).name == SANDBOX
    assert all(exits.named(way.name) is way for way in ways.values())


def test_a_channel_in_sandbox_never_leaves_though_another_does(vendor: Loopback) -> None:
    settings = _read(**vendor.settings | {"provider_sms": "sandbox", "provider_voice": "sandbox"})
    application = create_app(settings, "postgresql+psycopg://")
    exits = application.extensions["deskbell.exits"]
    assert exits.way("text", live=True).name == SANDBOX
    result = exits.way("email", live=True).send(mail_to(reference="m5"), NOW).result(5)
    assert isinstance(result, Accepted)
    signed = application.extensions["deskbell.references"].sign("m5")
    assert [taken.signed for taken in vendor.taken] == [signed]


def test_a_calls_turn_can_be_told_in_any_installation() -> None:
    application = create_app(_read(), "postgresql+psycopg://")
    turn = CallTurn((Spoken("Adiós", Language.SPANISH),))
    assert application.extensions["deskbell.ncco"](turn) == [
        {"action": "talk", "text": "Adiós", "language": "es-US"}
    ]


def test_what_reports_need_is_no_reason_not_to_start(vendor: Loopback) -> None:
    less = {"vonage_signature_secret": "", "sendgrid_webhook_public_key": ""}
    assert _read(**vendor.settings | less).vonage_private_key == identity().private_key
