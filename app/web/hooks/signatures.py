"""Is this really from the vendor, whole and fresh? Judged on the raw body, before anybody reads it (G5).

Vonage signs a token (JWT, HS256) that carries the hash of the body; SendGrid signs timestamp and body
(ECDSA). ``now`` is aware UTC. Every function returns nothing, or raises ``Refusal``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from jwt.types import Options

VONAGE_AGE = timedelta(minutes=5)
SENDGRID_AGE = timedelta(minutes=10)
"""How old a signature may be, or how far ahead of our clock. Both vendors sign when they post: SendGrid's
own published example was signed ten seconds after its event. Neither says whether a repeat is signed anew;
if one is not, it is refused here and the message ends as "no report", which nobody mistakes for delivered.
"""

# HMAC fills a short key up with zeros itself, so this signs alike; PyJWT warns of keys that look too short,
# and how long the key is was the vendor's choice.
_HMAC_BLOCK = 64
_SIGNATURE_ALONE: Options = {
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


class Refusal(Exception):
    """Why a webhook is not taken. With 503 the vendor shall send it again later, 401 is for good."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(title)
        self.status, self.title, self.detail = status, title, detail


def check_vonage(authorization: str, body: bytes, now: datetime, *, secret: str, api_key: str) -> None:
    """``authorization`` is the header; ``secret`` the account's signature secret, ``api_key`` its name."""
    if not secret:
        raise Refusal(503, "Not set up yet", "Set VONAGE_SIGNATURE_SECRET and restart, then send it again.")
    if not authorization:
        raise Refusal(
            503, "Not signed", "Switch on signed webhooks for this application at Vonage, then send it again."
        )
    scheme, _, token = authorization.partition(" ")
    claims = read_token(token.strip() if scheme.lower() == "bearer" else "", secret)
    _require_claims(claims)
    _require_fresh(float(claims["iat"]), now, VONAGE_AGE)
    found = hashlib.sha256(body).hexdigest()
    if not _same(found, str(claims["payload_hash"]).lower()):
        raise Refusal(401, "Changed on the way", "The body is not the one that was signed.")
    if api_key and not _same(str(claims.get("api_key", api_key)), api_key):
        raise Refusal(401, "Another account", "The signature names another account than VONAGE_API_KEY.")


def read_token(token: str, secret: str) -> dict[str, Any]:
    """What a token claims, if ``secret`` signed it with HMAC-SHA-256; no other algorithm is heard."""
    key = secret.encode().ljust(_HMAC_BLOCK, b"\0")
    try:
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=["HS256"], options=_SIGNATURE_ALONE)
    except jwt.InvalidTokenError:
        raise Refusal(
            401, "Wrong signature", "The token was not signed with VONAGE_SIGNATURE_SECRET."
        ) from None
    return claims


def _require_claims(claims: Mapping[str, Any]) -> None:
    whole = isinstance(claims.get("iat"), int | float) and claims.get("jti") and claims.get("payload_hash")
    if not whole:
        raise Refusal(401, "Incomplete signature", "The token must hold iat, jti and payload_hash.")


def check_sendgrid(signature: str, timestamp: str, body: bytes, now: datetime, *, public_key: str) -> None:
    """``signature`` and ``timestamp`` (seconds since 1970) are headers; ``public_key`` is DER in base 64, as
    SendGrid shows it.
    """
    if not public_key:
        raise Refusal(
            503, "Not set up yet", "Set SENDGRID_WEBHOOK_PUBLIC_KEY and restart, then send it again."
        )
    verify_ecdsa(signature, timestamp, body, public_key)
    if not timestamp.isdecimal() or len(timestamp) > 11:
        raise Refusal(401, "Wrong timestamp", "The timestamp must be whole seconds since 1970.")
    _require_fresh(float(timestamp), now, SENDGRID_AGE)


def verify_ecdsa(signature: str, timestamp: str, body: bytes, public_key: str) -> None:
    """Did the key's owner sign this timestamp and body? Says nothing about its age."""
    try:
        _public_key(public_key).verify(
            base64.b64decode(signature, validate=True), timestamp.encode() + body, ECDSA(SHA256())
        )
    except (InvalidSignature, binascii.Error, ValueError):
        raise Refusal(
            401, "Wrong signature", "The body was not signed with SENDGRID_WEBHOOK_PUBLIC_KEY."
        ) from None


@lru_cache(maxsize=4)
def _public_key(text: str) -> EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, EllipticCurvePublicKey):
        raise Refusal(
            503, "Not set up right", "SENDGRID_WEBHOOK_PUBLIC_KEY is not the verification key SendGrid shows."
        )
    return key


def _require_fresh(signed_at: float, now: datetime, limit: timedelta) -> None:
    # Written so that a NaN, which is neither older nor younger than anything, does not pass.
    if not abs(now.timestamp() - signed_at) <= limit.total_seconds():
        raise Refusal(401, "Too old", "It was signed too long ago, or the clock of this machine is wrong.")


def _same(ours: str, theirs: str) -> bool:
    return hmac.compare_digest(ours.encode(), theirs.encode())
