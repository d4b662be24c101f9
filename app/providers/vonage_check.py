"""Would Vonage send for us, and could it tell us what became of it? Asked step by step (product L5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlencode

from app.providers.connection_check import asked, checked
from app.providers.port import Check
from app.providers.vonage_account import VonageAccount, VonageTokens
from app.providers.wire import Answer, Request, Wire

SECRET_LENGTH = 32
"""Characters of a signature secret below which a signature could be guessed."""

# Where the list of numbers names the application of one: the newer name, and those by use.
_LINKS = ("app_id", "messages_callback_value", "voice_callback_value")


@dataclass(frozen=True, slots=True)
class Duty:
    """What a number must be able to do, and the addresses of ours that its application must know."""

    feature: str
    words: str
    capability: str
    webhooks: tuple[tuple[str, str, str], ...]  # the vendor's name, its words, our path


class Use(Enum):
    """What a number is used for."""

    TEXTS = Duty(
        "SMS",
        "texts",
        "messages",
        (
            ("inbound_url", "Inbound URL", "/hooks/vonage/messages/inbound"),
            ("status_url", "Status URL", "/hooks/vonage/messages/status"),
        ),
    )
    CALLS = Duty(
        "VOICE",
        "calls",
        "voice",
        (
            ("answer_url", "Answer URL", "/hooks/vonage/voice/answer"),
            ("event_url", "Event URL", "/hooks/vonage/voice/event"),
        ),
    )


def check_vonage(
    wire: Wire, account: VonageAccount, tokens: VonageTokens, sender: str, use: Use
) -> list[Check]:
    """Every step for ``sender`` (E.164) until one is wrong. Asks only, and changes nothing there."""
    ask = _Questions(wire, account, tokens, sender.removeprefix("+"), use.value)
    return checked(
        (
            ("Key and secret of the account", ask.account_wrong),
            ("Application", ask.application_wrong),
            ("Private key", ask.key_wrong),
            (f"Number for {use.value.words}", ask.number_wrong),
            ("Public address", ask.address_wrong),
            ("Reports and answers come to Deskbell", ask.webhooks_wrong),
            ("Signature secret", ask.secret_wrong),
        )
    )


class _Questions:
    """One method a step: each returns what is wrong and what to do, or nothing."""

    def __init__(
        self, wire: Wire, account: VonageAccount, tokens: VonageTokens, number: str, duty: Duty
    ) -> None:
        self._wire = wire
        self._account = account
        self._tokens = tokens
        self._number = number
        self._duty = duty
        self._application: dict[str, Any] = {}

    def account_wrong(self) -> str:
        answer = self._basic(f"{self._account.account_url}/account/get-balance")
        if answer.status in (401, 403):
            return (
                "Vonage does not know this key with this secret. Copy both again from the start page of"
                " the Vonage dashboard into VONAGE_API_KEY and VONAGE_API_SECRET."
            )
        if not answer.ok:
            return _unexpected(answer)
        if float(answer.document["value"]) <= 0:
            return "The account is empty. Top it up on the Vonage dashboard."
        return ""

    def application_wrong(self) -> str:
        wanted = self._account.application_id
        answer = self._basic(f"{self._account.url}/v2/applications/{wanted}")
        if answer.status in (400, 404, 422):
            return (
                "This account has no application with this id. Copy the id from Applications on the"
                " Vonage dashboard into VONAGE_APPLICATION_ID."
            )
        self._application = answer.document
        return "" if answer.ok and self._application.get("id") == wanted else _unexpected(answer)

    def key_wrong(self) -> str:
        headers = {"Authorization": self._tokens.bearer(), "Accept": "application/json"}
        answer = asked(self._wire, Request("GET", f"{self._account.url}/v1/calls?page_size=1", headers))
        if answer.status == 401:
            return (
                "The private key does not belong to this application. Make a new pair of keys on the"
                " application's page at Vonage, save there, and put the file you get into VONAGE_PRIVATE_KEY."
            )
        return _unexpected(answer) if answer.status == 404 else ""

    def number_wrong(self) -> str:
        if not self._number.isdigit():
            return "Enter the number that Deskbell sends from, with its country code."
        query = urlencode({"pattern": self._number, "search_pattern": 1, "size": 100})
        answer = self._basic(f"{self._account.account_url}/account/numbers?{query}")
        if not answer.ok:
            return _unexpected(answer)
        owned = [each for each in answer.document.get("numbers", ()) if each["msisdn"] == self._number]
        if owned:
            return self._unfit(owned[0])
        return (
            f"The number {self._number} is not one of this account. Buy it under Numbers on the Vonage"
            " dashboard, or correct it here."
        )

    def address_wrong(self) -> str:
        if self._account.base_url.startswith("https://"):
            return ""
        return (
            "Vonage reaches Deskbell at https addresses only. Set PUBLIC_BASE_URL to the address that"
            " families see, beginning with https://."
        )

    def webhooks_wrong(self) -> str:
        known = (self._application.get("capabilities") or {}).get(self._duty.capability) or {}
        webhooks = known.get("webhooks") or {}
        for name, words, path in self._duty.webhooks:
            ours = self._account.base_url + path
            if (webhooks.get(name) or {}).get("address", "").rstrip("/") != ours:
                return (
                    f"Set {words} to {ours} (POST) on the application's page at Vonage, under"
                    f" {self._duty.capability.capitalize()}."
                )
        return ""

    def secret_wrong(self) -> str:
        secret = self._account.signature_secret
        if not secret:
            return (
                "Without it no report and no answer from a family is believed. Copy the signature secret"
                " from Settings on the Vonage dashboard into VONAGE_SIGNATURE_SECRET."
            )
        if len(secret) < SECRET_LENGTH:
            return (
                f"It is too short to be safe. Ask Vonage for one of {SECRET_LENGTH} characters or more, and"
                " put it into VONAGE_SIGNATURE_SECRET."
            )
        return ""

    def _unfit(self, number: dict[str, Any]) -> str:
        if self._duty.feature not in number.get("features", ()):
            return f"This number cannot be used for {self._duty.words}. Choose another of your numbers."
        linked = (number.get(name) for name in _LINKS)
        if self._account.application_id not in linked:
            return (
                "This number is not linked to the application. Link it under Linked numbers on the"
                " application's page at Vonage."
            )
        return ""

    def _basic(self, url: str) -> Answer:
        headers = {"Authorization": self._account.basic, "Accept": "application/json"}
        return asked(self._wire, Request("GET", url, headers))


def _unexpected(answer: Answer) -> str:
    return (
        f"Could not be checked: Vonage gave an answer that Deskbell does not know ({answer.status})."
        " Is VONAGE_API_HOST right?"
    )
