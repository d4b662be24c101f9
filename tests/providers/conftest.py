"""A vendor on this machine, and the ways to it as an installation would have them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.domain.call_turns import CallTurn, Spoken
from app.domain.languages import Language
from app.links import ReferenceSigner
from app.providers.port import Envelope
from app.providers.sendgrid_email import SendGridAccount, SendGridEmail
from app.providers.vonage_account import VonageAccount, VonageTokens
from app.providers.vonage_text import VonageText
from app.providers.vonage_voice import VonageVoice
from app.providers.wire import Wire
from tests.vendor import Loopback, identity
from tests.vendor.identity import API_KEY, API_SECRET, APPLICATION_ID, SENDGRID_KEY, SIGNATURE_SECRET

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BASE_URL = "https://visits.example.org"
REFERENCES = ReferenceSigner(("a secret that nobody else knows",))
SENDER = "+15550100000"
FAMILY = "+15550100001"


@pytest.fixture
def vendor() -> Iterator[Loopback]:
    with Loopback() as loopback:
        loopback.account.own(SENDER.removeprefix("+"), BASE_URL)
        yield loopback
        assert loopback.misfits == []


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Patient enough for this machine when it is busy."""
    opened = Wire(5, str(identity().ca_file))
    yield opened
    opened.close()


@pytest.fixture
def hasty_wire() -> Iterator[Wire]:
    """For a vendor that never answers."""
    opened = Wire(0.4, str(identity().ca_file))
    yield opened
    opened.close()


def account_at(host: str, **changes: str) -> VonageAccount:
    given = {
        "api_key": API_KEY,
        "api_secret": API_SECRET,
        "application_id": APPLICATION_ID,
        "signature_secret": SIGNATURE_SECRET,
        "host": host,
        "base_url": BASE_URL,
    }
    return VonageAccount(**(given | changes), sign=REFERENCES.sign)


def tokens() -> VonageTokens:
    return VonageTokens(APPLICATION_ID, identity().application_key)


def voice_way(vendor: Loopback, wire: Wire) -> VonageVoice:
    return VonageVoice(wire, account_at(vendor.vonage_host), tokens(), rate=3)


def mail_way(
    vendor: Loopback, wire: Wire, key: str = SENDGRID_KEY, public_key: str | None = None
) -> SendGridEmail:
    proof = identity().webhook_public_key if public_key is None else public_key
    return SendGridEmail(wire, SendGridAccount(key, vendor.sendgrid_url, proof, REFERENCES.sign), rate=100)


def text_way(vendor: Loopback, wire: Wire) -> VonageText:
    return VonageText(wire, account_at(vendor.vonage_host), tokens(), rate=30)


def text_to(address: str = FAMILY, reference: str = "m1", body: str = "See you Monday") -> Envelope:
    return Envelope(1, reference, "text", address, SENDER, "en", "", body, "")


def mail_to(address: str = "mother@family.example", reference: str = "m1") -> Envelope:
    """A mail as it is made for a visit."""
    return Envelope(
        1,
        reference,
        "email",
        address,
        "visits@willow.example",
        "en",
        "Leo's visit",
        "See you",
        "<p>See you</p>",
    )


def call_to(address: str = FAMILY, reference: str = "m1", call: CallTurn | None = None) -> Envelope:
    """A call that says something in two languages and asks for a key."""
    opening = call or CallTurn(
        (Spoken("Hello", Language.ENGLISH), Spoken("Oprima ocho", Language.SPANISH)),
        keys_url=f"{BASE_URL}/hooks/vonage/voice/input?call=signed",
    )
    return Envelope(1, reference, "voice", address, SENDER, "en", "", "Hello", "", call=opening)
