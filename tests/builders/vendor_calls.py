"""Vonage and SendGrid, as they call our webhooks.

vendors = Vendors(app)                                  it is Sunday, 10:00 AM
vendors.text_status(message_id, "delivered")            signed as Vonage signs
vendors.mail_events([vendors.mail_event(message_id, "bounce", status="5.1.1")])
vendors.inbound("+19375550001", "Yes")
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.clinic import NOW
from tests.builders.signed_hooks import API_KEY, PUBLIC_KEY, SECRET, sendgrid_headers, vonage_headers

STATUS, INBOUND = "/hooks/vonage/messages/status", "/hooks/vonage/messages/inbound"
EVENTS = "/hooks/sendgrid/events"
_numbers = count(1)


@contextmanager
def signed_for(app: Flask) -> Iterator[None]:
    """The application with the keys that these vendors sign with."""
    before = app.extensions["deskbell.settings"]
    keys = {
        "vonage_signature_secret": SECRET,
        "vonage_api_key": API_KEY,
        "sendgrid_webhook_public_key": PUBLIC_KEY,
    }
    app.extensions["deskbell.settings"] = before.model_copy(update=keys)
    yield
    app.extensions["deskbell.settings"] = before


class Vendors:
    """Calls of both vendors; ``now`` is the moment of every call and may be set."""

    def __init__(self, app: Flask, now: datetime = NOW) -> None:
        self.app, self.now = app, now

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> TestResponse:
        with self.app.app_context():
            g.now = self.now
            client = FlaskClient(self.app, self.app.response_class, use_cookies=False)
            return client.post(url, data=body, headers=headers)

    def vonage(self, url: str, told: Any) -> TestResponse:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        return self.post(url, body, vonage_headers(body, self.now))

    def sendgrid(self, told: Any) -> TestResponse:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        return self.post(EVENTS, body, sendgrid_headers(body, self.now))

    def signed(self, reference: str) -> str:
        signed: str = self.app.extensions["deskbell.references"].sign(reference)
        return signed

    def text_status(self, reference: str, status: str, code: str = "", **said: Any) -> TestResponse:
        told = {
            "message_uuid": f"uuid-{reference}",
            "to": "19375550001",
            "from": "19375550100",
            "timestamp": self.now.isoformat().replace("+00:00", "Z"),
            "status": status,
            "channel": "sms",
            "client_ref": self.signed(reference),
            **({"error": {"title": code, "detail": "as the vendor says"}} if code else {}),
        }
        return self.vonage(STATUS, told | said)

    def mail_event(self, reference: str, event: str, **said: Any) -> dict[str, Any]:
        usual = {
            "email": "ana@example.com",
            "event": event,
            "timestamp": int(self.now.timestamp()),
            "sg_event_id": f"event-{next(_numbers)}",
            "sg_message_id": "abc.filter0001.1.2.0",
            "deskbell_ref": self.signed(reference),
        }
        return usual | said

    def inbound(self, sender: str, words: str, **said: Any) -> TestResponse:
        told = {
            "message_uuid": f"in-{next(_numbers)}",
            "to": "19375550100",
            "from": sender.removeprefix("+"),
            "timestamp": self.now.isoformat().replace("+00:00", "Z"),
            "channel": "sms",
            "message_type": "text",
            "text": words,
        }
        return self.vonage(INBOUND, told | said)
