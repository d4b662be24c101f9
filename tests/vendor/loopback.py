"""The loopback vendor: two HTTP servers in a thread, Vonage's with TLS and SendGrid's without."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from tests.vendor.account import Account, sendgrid_stranger
from tests.vendor.answers import OK, Answering
from tests.vendor.identity import (
    API_KEY,
    API_SECRET,
    APPLICATION_ID,
    SENDGRID_KEY,
    SIGNATURE_SECRET,
    identity,
)
from tests.vendor.responses import accepted, closed, said, unfit
from tests.vendor.schemas import misfits

_GARBAGE = b"\x00\x01 this is no HTTP\r\n\r\n"


@dataclass(frozen=True)
class Taken:
    """One message the vendor keeps: a family would get it. ``reference`` is ours, without its signature."""

    api: str
    reference: str
    signed: str
    to: str
    provider_ref: str
    body: dict[str, Any]


class Loopback:
    """Use it with ``with``. ``settings`` are those that let Deskbell send here.

    Without more it takes everything. ``answer_next`` tells what to do with the next messages, ``answer_to``
    with every message to one recipient (digits or a mail address). ``before_read`` and ``after_accept`` are
    called in the server's thread, with the reference once it is known. ``misfits`` names the parts of
    requests that the vendors' descriptions do not allow; such a request is refused. A loopback that does not
    ``keep`` what it takes counts only, and looks at no part.
    """

    def __init__(self, latency_ms: float = 0, keep: bool = True) -> None:
        self.latency_ms = latency_ms
        self.account = Account()
        self.taken: list[Taken] = []
        self.counts: Counter[str] = Counter()
        self.requests = 0
        self.misfits: list[str] = []
        self.connections: set[Any] = set()
        self.before_read: Callable[[], None] = _nothing
        self.after_accept: Callable[[str], None] = _ignore
        self.vonage_host = self.sendgrid_url = ""
        self._keep = keep
        self._next: deque[Answering] = deque()
        self._by_recipient: dict[str, Answering] = {}
        self._numbers = count(1)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback vendor", daemon=True)

    # --- what a test tells it

    def answer_next(self, *answers: Answering) -> None:
        self._next.extend(answers)

    def answer_to(self, recipient: str, answer: Answering) -> None:
        self._by_recipient[recipient] = answer

    def answer_all(self, answer: Answering) -> None:
        """From now on, whatever is not told otherwise."""
        self._by_recipient[""] = answer

    def forget(self) -> None:
        """As if nothing had come yet."""
        self.taken.clear()
        self.counts.clear()
        self.requests = 0

    # --- what a test reads

    @property
    def settings(self) -> dict[str, Any]:
        """For ``Settings(...)``; in upper case they are the environment of a process."""
        return {
            "provider_sms": "vendor",
            "provider_voice": "vendor",
            "provider_email": "vendor",
            "vonage_api_key": API_KEY,
            "vonage_api_secret": API_SECRET,
            "vonage_application_id": APPLICATION_ID,
            "vonage_private_key": identity().private_key,
            "vonage_signature_secret": SIGNATURE_SECRET,
            "vonage_api_host": self.vonage_host,
            "sendgrid_api_key": SENDGRID_KEY,
            "sendgrid_api_host": self.sendgrid_url,
            "sendgrid_webhook_public_key": identity().webhook_public_key,
            "requests_ca_bundle": str(identity().ca_file),
        }

    # --- its life

    def __enter__(self) -> Loopback:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(10)

    async def _open(self) -> None:
        pages = web.Application(client_max_size=8 * 1024 * 1024)
        pages.add_routes(
            [
                web.post("/v1/messages", self._message),
                web.post("/v1/calls", self._call),
                web.post("/v3/mail/send", self._mail),
                *self.account.pages(),
                *self.further_pages(),
            ]
        )
        self._released = asyncio.Event()
        self._runner = web.AppRunner(pages, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        vonage = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=identity().tls())
        sendgrid = web.TCPSite(self._runner, "127.0.0.1", 0)
        await vonage.start()
        await sendgrid.start()
        ports = [address[1] for address in self._runner.addresses]
        self.vonage_host, self.sendgrid_url = f"127.0.0.1:{ports[0]}", f"http://127.0.0.1:{ports[1]}"

    async def _close(self) -> None:
        self._released.set()
        await self._runner.cleanup()

    def further_pages(self) -> list[web.RouteDef]:
        """More addresses, for a loopback in a process of its own."""
        return []

    # --- the three APIs

    async def _message(self, request: web.Request) -> web.StreamResponse:
        self._arrived(request)
        if not self.account.knows_token(request):
            return web.json_response({"title": "Unauthorized"}, status=401)
        return await self._served(request, "messages", _message_parts)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        self._arrived(request)
        if not self.account.knows_token(request):
            return web.json_response({"title": "Unauthorized"}, status=401)
        return await self._served(request, "calls", _call_parts)

    async def _mail(self, request: web.Request) -> web.StreamResponse:
        self._arrived(request)
        return sendgrid_stranger(request) or await self._served(request, "mails", _mail_parts)

    def _arrived(self, request: web.Request) -> None:
        self.requests += 1
        self.connections.add(request.transport.get_extra_info("peername") if request.transport else None)
        self.before_read()

    async def _served(
        self, request: web.Request, api: str, parts: Callable[[dict[str, Any]], tuple[str, str]]
    ) -> web.StreamResponse:
        next_answer = self._next.popleft() if self._next else None
        if next_answer is not None and next_answer.kind == "close" and not next_answer.takes:
            return closed(request)
        body = await request.json()
        if self._keep and (faults := misfits(api, body)):
            self.misfits.extend(faults)
            return unfit(api, faults)
        to, signed = parts(body)
        answer = next_answer or self._by_recipient.get(to) or self._by_recipient.get("", OK)
        if answer.kind == "close" and not answer.takes:
            return closed(request)
        provider_ref = f"{next(self._numbers):08x}-loop-4back-8000-000000000000"
        if answer.takes:
            self._took(Taken(api, signed.rpartition(".")[0], signed, to, provider_ref, body))
        if self.latency_ms:
            await asyncio.sleep(self.latency_ms / 1000)
        return await self._answered(request, answer, api, provider_ref)

    def _took(self, taken: Taken) -> None:
        self.counts[taken.reference] += 1
        if self._keep:
            self.taken.append(taken)
        self.after_accept(taken.reference)

    async def _answered(
        self, request: web.Request, answer: Answering, api: str, provider_ref: str
    ) -> web.StreamResponse:
        if answer.kind == "hang":
            await self._released.wait()
        if answer.kind in ("close", "hang"):
            return closed(request)
        if answer.kind == "garbage":
            assert request.transport is not None
            request.transport.write(_GARBAGE)
            return closed(request)
        return said(answer) if answer.kind == "status" else accepted(api, provider_ref)


def _message_parts(body: dict[str, Any]) -> tuple[str, str]:
    return body["to"], body.get("client_ref", "")


def _call_parts(body: dict[str, Any]) -> tuple[str, str]:
    query = parse_qs(urlsplit(body["event_url"][0]).query)
    return body["to"][0]["number"], query.get("ref", [""])[0]


def _mail_parts(body: dict[str, Any]) -> tuple[str, str]:
    return body["personalizations"][0]["to"][0]["email"], body.get("custom_args", {}).get("deskbell_ref", "")


def _nothing() -> None: ...


def _ignore(reference: str) -> None: ...
