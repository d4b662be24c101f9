"""What the loopback vendors answer about accounts: keys, applications, numbers, senders."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web

from tests.vendor.identity import API_KEY, API_SECRET, APPLICATION_ID, SENDGRID_KEY, identity

BASIC = "Basic " + b64encode(f"{API_KEY}:{API_SECRET}".encode()).decode()


@dataclass
class Account:
    """What the customer has set up at the vendors; a test changes what it wants to be wrong."""

    balance: float = 12.5
    application: dict[str, Any] = field(default_factory=dict)
    numbers: list[dict[str, Any]] = field(default_factory=list)
    scopes: list[str] = field(default_factory=lambda: ["mail.send", "sender_verification_eligible"])
    senders: list[dict[str, Any]] = field(default_factory=list)
    domains: list[dict[str, Any]] = field(default_factory=list)
    known_tokens: set[str] = field(default_factory=set)

    def own(self, number: str, base_url: str) -> None:
        """Set everything up right for ``number`` (digits) and for webhooks at ``base_url``."""
        hooks = f"{base_url}/hooks/vonage"
        self.numbers.append(
            {
                "country": "US",
                "msisdn": number,
                "type": "mobile-lvn",
                "features": ["SMS", "VOICE"],
                "app_id": APPLICATION_ID,
            }
        )
        texts, calls = f"{hooks}/messages", f"{hooks}/voice"
        self.application = {
            "messages": _webhooks(inbound_url=f"{texts}/inbound", status_url=f"{texts}/status"),
            "voice": _webhooks(answer_url=f"{calls}/answer", event_url=f"{calls}/event"),
        }

    def knows_token(self, request: web.Request) -> bool:
        """Was the bearer token made with the application's key? A token is verified once."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.known_tokens:
            return True
        try:
            claims = jwt.decode(token, identity().application_key.public_key(), algorithms=["RS256"])
        except jwt.PyJWTError:
            return False
        if claims.get("application_id") != APPLICATION_ID:
            return False
        self.known_tokens.add(token)
        return True

    def pages(self) -> list[web.RouteDef]:
        """The addresses of both vendors that are only asked."""
        return [
            web.get("/account/get-balance", self._balance),
            web.get("/account/numbers", self._numbers),
            web.get("/v2/applications/{id}", self._application),
            web.get("/v1/calls", self._calls),
            web.get("/v3/scopes", self._scopes),
            web.get("/v3/verified_senders", self._senders),
            web.get("/v3/whitelabel/domains", self._domains),
        ]

    async def _balance(self, request: web.Request) -> web.Response:
        return _basic(request) or web.json_response({"value": self.balance, "autoReload": False})

    async def _numbers(self, request: web.Request) -> web.Response:
        found = [each for each in self.numbers if request.query["pattern"] in each["msisdn"]]
        # The real one leaves the list out when it is empty.
        return _basic(request) or web.json_response({"count": len(found), "numbers": found} if found else {})

    async def _application(self, request: web.Request) -> web.Response:
        if request.match_info["id"] != APPLICATION_ID:
            return web.json_response({"title": "Not Found"}, status=404)
        document = {"id": APPLICATION_ID, "name": "Visits", "capabilities": self.application}
        return _basic(request) or web.json_response(document)

    async def _calls(self, request: web.Request) -> web.Response:
        if not self.knows_token(request):
            return web.json_response({"title": "Unauthorized"}, status=401)
        return web.json_response({"count": 0, "_embedded": {"calls": []}})

    async def _scopes(self, request: web.Request) -> web.Response:
        return sendgrid_stranger(request) or web.json_response({"scopes": self.scopes})

    async def _senders(self, request: web.Request) -> web.Response:
        return sendgrid_stranger(request) or web.json_response({"results": self.senders})

    async def _domains(self, request: web.Request) -> web.Response:
        return sendgrid_stranger(request) or web.json_response(self.domains)


def sendgrid_stranger(request: web.Request) -> web.Response | None:
    if request.headers.get("Authorization") == f"Bearer {SENDGRID_KEY}":
        return None
    words = "The provided authorization grant is invalid, expired, or revoked"
    return web.json_response({"errors": [{"field": None, "message": words}]}, status=401)


def _basic(request: web.Request) -> web.Response | None:
    if request.headers.get("Authorization") == BASIC:
        return None
    return web.json_response({"title": "Unauthorized"}, status=401)


def _webhooks(**addresses: str) -> dict[str, Any]:
    return {"webhooks": {name: {"address": url, "http_method": "POST"} for name, url in addresses.items()}}
