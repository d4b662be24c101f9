"""Webhooks as Vonage and SendGrid sign them, with keys made for the tests.

headers = vonage_headers(body, now)              a fresh, right signature
headers = vonage_headers(body, now, secret="…")  signed by somebody else
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = "a-signature-secret-made-for-the-tests-alone"
API_KEY = "a1b2c3d4"
KEY = ec.generate_private_key(ec.SECP256R1())


def public_key(key: ec.EllipticCurvePrivateKey = KEY) -> str:
    """As SendGrid shows it on its page."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


PUBLIC_KEY = public_key()


def vonage_claims(body: bytes, at: datetime, **claims: Any) -> dict[str, Any]:
    """What Vonage puts into its token; a claim given as None is left out."""
    usual = {
        "iss": "Vonage",
        "iat": int(at.timestamp()),
        "jti": str(uuid4()),
        "api_key": API_KEY,
        "payload_hash": hashlib.sha256(body).hexdigest(),
    }
    return {name: value for name, value in (usual | claims).items() if value is not None}


def vonage_headers(body: bytes, at: datetime, secret: str = SECRET, **claims: Any) -> dict[str, str]:
    token = jwt.encode(vonage_claims(body, at, **claims), secret, algorithm="HS256")
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def sendgrid_headers(
    body: bytes, at: datetime, key: ec.EllipticCurvePrivateKey = KEY, timestamp: str = ""
) -> dict[str, str]:
    timestamp = timestamp or str(int(at.timestamp()))
    signature = key.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        "Content-Type": "application/json",
    }
