"""What the loopback vendor reports about messages it took: signed as vendors sign, or forged."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from tests.builders.signed_hooks import sendgrid_headers, vonage_headers
from tests.vendor.loopback import Taken

COURSES = {
    "messages": ("submitted", "delivered"),
    "calls": ("started", "ringing", "answered", "completed"),
    "mails": ("processed", "delivered"),
}
"""What a vendor says of a message that arrives, in the order in which it happens."""


@dataclass(frozen=True)
class Report:
    """One POST of a vendor to us: fit for a test client, or for ``post``."""

    path: str
    headers: dict[str, str]
    body: bytes

    def tampered(self) -> Report:
        """The same signature over another body."""
        return replace(self, body=self.body + b" ")

    def unsigned(self) -> Report:
        """Nothing that says who sent it."""
        return replace(self, headers={"Content-Type": "application/json"})


def course(taken: Taken, at: datetime) -> list[Report]:
    """The reports about a message that arrives, made at ``at`` (UTC)."""
    return [report(taken, word, at) for word in COURSES[taken.api]]


def report(taken: Taken, word: str, at: datetime, **said: Any) -> Report:
    """One report, in the vendor's ``word`` for what happened; ``said`` adds to it or replaces parts."""
    path, told = _TOLD[taken.api](taken, word, at)
    if taken.api == "mails":
        body = json.dumps([told | said]).encode() + b"\r\n"
        return Report(path, sendgrid_headers(body, at), body)
    body = json.dumps(told | said).encode()
    return Report(path, vonage_headers(body, at), body)


def post(base_url: str, reports: Iterable[Report]) -> list[int]:
    """Send them to a running Deskbell in this order; the statuses of its answers."""
    return [_post(base_url, each) for each in reports]


def _post(base_url: str, told: Report) -> int:
    request = urllib.request.Request(
        base_url + told.path, data=told.body, headers=told.headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _text(taken: Taken, word: str, at: datetime) -> tuple[str, dict[str, Any]]:
    return "/hooks/vonage/messages/status", {
        "message_uuid": taken.provider_ref,
        "to": taken.to,
        "from": taken.body["from"],
        "timestamp": at.isoformat(),
        "status": word,
        "client_ref": taken.signed,
        "channel": "sms",
    }


def _call(taken: Taken, word: str, at: datetime) -> tuple[str, dict[str, Any]]:
    return f"/hooks/vonage/voice/event?ref={taken.signed}", {
        "uuid": taken.provider_ref,
        "conversation_uuid": f"CON-{taken.provider_ref}",
        "to": taken.to,
        "from": taken.body["from"]["number"],
        "timestamp": at.isoformat(),
        "status": word,
        "direction": "outbound",
    }


def _mail(taken: Taken, word: str, at: datetime) -> tuple[str, dict[str, Any]]:
    return "/hooks/sendgrid/events", {
        "email": taken.to,
        "timestamp": int(at.timestamp()),
        "event": word,
        "sg_event_id": uuid4().hex,
        "sg_message_id": f"{taken.provider_ref}.recvd-1",
        "deskbell_ref": taken.signed,
    }


_TOLD = {"messages": _text, "calls": _call, "mails": _mail}
