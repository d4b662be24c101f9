"""Would SendGrid send for us, and would we believe its reports? Asked step by step (product L5)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from app.providers.connection_check import asked, checked
from app.providers.port import Check
from app.providers.wire import Answer, Request, Wire

_SEND = "mail.send"


def check_sendgrid(
    wire: Wire, url: str, headers: Mapping[str, str], public_key: str, sender: str
) -> list[Check]:
    """Every step for the address ``sender`` until one is wrong. Asks only, and changes nothing there."""
    ask = _Questions(wire, url, headers, sender.strip().lower())
    return checked(
        (
            ("API key", ask.key_wrong),
            ("The key may send mails", ask.scope_wrong),
            ("From address", ask.sender_wrong),
            ("Key that proves reports", lambda: webhook_key_wrong(public_key)),
        )
    )


def webhook_key_wrong(public_key: str) -> str:
    """What is wrong with the public key of the event webhook (base 64, as SendGrid shows it), or nothing."""
    if not public_key:
        return (
            "Without it no report is believed. Switch on Signature Verification under Mail Settings, Event"
            " Webhook at SendGrid, and copy the key into SENDGRID_WEBHOOK_PUBLIC_KEY."
        )
    try:
        key = load_der_public_key(b64decode(public_key, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, EllipticCurvePublicKey):
        return ""
    return (
        "This is not the key that SendGrid shows. Copy the Verification Key of the event webhook again, the"
        " whole line, into SENDGRID_WEBHOOK_PUBLIC_KEY."
    )


class _Questions:
    """One method a step: each returns what is wrong and what to do, or nothing."""

    def __init__(self, wire: Wire, url: str, headers: Mapping[str, str], sender: str) -> None:
        self._wire = wire
        self._url = url
        self._headers = headers
        self._sender = sender
        self._scopes: list[str] = []

    def key_wrong(self) -> str:
        answer = self._ask("/v3/scopes")
        if answer.status == 401:
            return (
                "SendGrid does not know this key. Make one under Settings, API Keys at SendGrid, and copy it"
                " into SENDGRID_API_KEY: it begins with SG. and is shown only once."
            )
        if not answer.ok:
            return _unexpected(answer)
        self._scopes = [str(scope) for scope in answer.document["scopes"]]
        return ""

    def scope_wrong(self) -> str:
        if _SEND in self._scopes:
            return ""
        return "Edit the key under Settings, API Keys at SendGrid, and give it Mail Send: Full Access."

    def sender_wrong(self) -> str:
        """A verified domain is enough; so is the one address."""
        if "@" not in self._sender:
            return "Enter the address that mails come from."
        domains, addresses = self._listed("/v3/whitelabel/domains"), self._listed("/v3/verified_senders")
        if domains is None and addresses is None:
            return (
                "This key may not look at verified senders. Edit it under Settings, API Keys at SendGrid, and"
                " give it Sender Authentication: Read Access."
            )
        if self._domain_verified(domains or []) or self._address_verified(addresses or []):
            return ""
        return (
            f"SendGrid does not let {self._sender} send yet. Verify its domain, or this one address, under"
            " Settings, Sender Authentication at SendGrid."
        )

    def _domain_verified(self, domains: list[dict[str, Any]]) -> bool:
        verified = {str(each.get("domain")).lower() for each in domains if each.get("valid") is True}
        return self._sender.rpartition("@")[2] in verified

    def _address_verified(self, addresses: list[dict[str, Any]]) -> bool:
        verified = {str(each.get("from_email")).lower() for each in addresses if each.get("verified") is True}
        return self._sender in verified

    def _listed(self, path: str) -> list[dict[str, Any]] | None:
        """What SendGrid lists there; None when the key may not ask."""
        answer = self._ask(path)
        if answer.status in (401, 403):
            return None
        listed = answer.listed or answer.document.get("results") or []
        return [each for each in listed if isinstance(each, dict)]

    def _ask(self, path: str) -> Answer:
        return asked(self._wire, Request("GET", self._url + path, self._headers))


def _unexpected(answer: Answer) -> str:
    return (
        f"Could not be checked: SendGrid gave an answer that Deskbell does not know ({answer.status})."
        " Is SENDGRID_API_HOST right?"
    )
