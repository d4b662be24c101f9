"""What vendors report back, signed as they sign it; or forged."""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.vendor.identity import API_KEY, SIGNATURE_SECRET, identity

SENDGRID_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
SENDGRID_TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"


@dataclass(frozen=True)
class Report:
    """One POST of a vendor to us: fit for a test client, or for ``Reporter`` over HTTP."""

    path: str
    headers: dict[str, str]
    body: bytes

    def tampered(self) -> Report:
        """The same signature over another body."""
        return replace(self, body=self.body + b" ")

    def unsigned(self) -> Report:
        """Nothing that says who sent it."""
        return replace(self, headers={"Content-Type": "application/json"})


def vonage_report(
    path: str,
    document: dict[str, Any],
    at: datetime,
    secret: str = SIGNATURE_SECRET,
    algorithm: str = "HS256",
    **claims: Any,
) -> Report:
    """A signed webhook of Vonage, made at ``at`` (UTC). ``claims`` replace or (None) remove claims.

    ``path`` is the part behind ``/hooks/vonage/``, e.g. ``messages/status``.
    """
    body = json.dumps(document).encode()
    given = {
        "iat": int(at.timestamp()),
        "jti": str(uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": API_KEY,
    }
    kept = {name: value for name, value in (given | claims).items() if value is not None}
    token = jwt.encode(kept, secret, algorithm=algorithm)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    return Report(f"/hooks/vonage/{path}", headers, body)


def sendgrid_report(
    events: Sequence[dict[str, Any]], at: datetime, key: ec.EllipticCurvePrivateKey | None = None
) -> Report:
    """A signed batch of SendGrid events, sent at ``at`` (UTC)."""
    body = json.dumps(events).encode() + b"\r\n"
    timestamp = str(int(at.timestamp()))
    signature = (key or identity().webhook_key).sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    headers = {
        "Content-Type": "application/json",
        SENDGRID_SIGNATURE: b64encode(signature).decode(),
        SENDGRID_TIMESTAMP: timestamp,
    }
    return Report("/hooks/sendgrid/events", headers, body)


def text_status(message_uuid: str, signed: str, status: str, at: datetime, error: str = "") -> dict[str, Any]:
    """The document about a text: ``status`` as Vonage names it, ``error`` a code such as 1170."""
    document: dict[str, Any] = {
        "message_uuid": message_uuid,
        "to": "15550100001",
        "from": "15550100000",
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "status": status,
        "client_ref": signed,
        "channel": "sms",
    }
    if error:
        kind = f"https://developer.vonage.com/api-errors/messages#{error}"
        document["error"] = {"type": kind, "title": error, "detail": "", "instance": "x"}
    return document


def mail_event(
    provider_ref: str, signed: str, event: str, at: datetime, event_id: str = "", **more: Any
) -> dict[str, Any]:
    """One SendGrid event; ``more`` holds what only some have, such as ``reason`` or ``type``."""
    return {
        "email": "mother@family.example",
        "timestamp": int(at.timestamp()),
        "event": event,
        "sg_event_id": event_id or uuid4().hex,
        "sg_message_id": f"{provider_ref}.recvd-1",
        "deskbell_ref": signed,
    } | more


@dataclass(frozen=True)
class Reporter:
    """Posts reports to a running Deskbell. Duplicates and other orders are up to the caller's list."""

    base_url: str

    def post(self, reports: Iterable[Report]) -> list[int]:
        """The statuses of the answers, in order."""
        return [self._post(report) for report in reports]

    def _post(self, report: Report) -> int:
        request = urllib.request.Request(
            self.base_url + report.path, data=report.body, headers=report.headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
