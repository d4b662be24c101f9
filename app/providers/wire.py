"""The wire to vendors: exactly one HTTP request an attempt, many at a time over kept connections (G2).

One event loop in a thread of its own carries every call of the process; it starts with the first one.
Nothing of a request or an answer is logged: both hold what concerns a family.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import ssl
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import certifi
import structlog

from app.domain.failures import Failure
from app.providers.port import Refused, Result, Unknown

IN_FLIGHT = 64
"""Calls under way at once to all vendors together; more wait for their turn."""

KEPT_SECONDS = 10
"""How long an idle connection is kept: shorter than vendors keep theirs, so none is closed as we write."""

MOST_READ = 64 * 1024
"""Bytes of an answer that are read at most."""

GATEWAY_TIMEOUT = 504
"""Somebody in front of the vendor passed the request on and heard nothing: the vendor may have taken it."""

NOT_SENT = Refused(Failure.NO_CONNECTION, retry=True, outage=True)
NO_ANSWER = Unknown(Failure.VENDOR_SILENT)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. ``url`` is the whole address."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor answered. The names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def document(self) -> dict[str, Any]:
        """The JSON object in the body; empty when there is none."""
        read = self._read()
        return read if isinstance(read, dict) else {}

    @property
    def listed(self) -> list[Any]:
        """The JSON list in the body; empty when there is none."""
        read = self._read()
        return read if isinstance(read, list) else []

    def _read(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Wire:
    """Carries requests to vendors. Threads may share one; a process forked after its first call may not.

    ``timeout`` (seconds) bounds a call from waiting for a connection to the last byte, and half of it the
    part before anything is sent. ``ca_bundle`` is a file of certificates to trust in place of the usual ones.
    """

    def __init__(self, timeout: float, ca_bundle: str = "", in_flight: int = IN_FLIGHT) -> None:
        self.timeout = timeout
        self._trusted = ca_bundle
        self._in_flight = in_flight
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session: aiohttp.ClientSession | None = None
        self._thread: threading.Thread | None = None

    def call(self, request: Request, read: Callable[[Answer], Result]) -> Future[Result]:
        """Begin ``request``; the result is what ``read`` makes of the answer. Never raises for a vendor.

        Refused when surely nothing was sent; Unknown when something may have been sent and no answer,
        or none that ``read`` could understand, came back.
        """
        return asyncio.run_coroutine_threadsafe(self._called(request, read), self._running())

    def ask(self, request: Request) -> Answer | Refused | Unknown:
        """The answer to a question that changes nothing at the vendor. Waits for it."""
        return asyncio.run_coroutine_threadsafe(self._attempt(request), self._running()).result()

    def close(self) -> None:
        """End the thread and its connections. What is under way ends unknown; a later call starts anew."""
        with self._starting:
            loop, session, thread = self._loop, self._session, self._thread
            self._loop = self._session = self._thread = None
        if loop is None or session is None or thread is None:
            return
        atexit.unregister(self.close)
        asyncio.run_coroutine_threadsafe(_end(session), loop).result(self.timeout)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(self.timeout)

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            with self._starting:
                if self._loop is None:
                    self._loop = self._start()
        return self._loop

    def _start(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=_run, args=(loop,), name="wire", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), loop).result()
        atexit.register(self.close)
        return loop

    async def _open(self) -> None:
        trusted = ssl.create_default_context(cafile=self._trusted or certifi.where())
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._in_flight, keepalive_timeout=KEPT_SECONDS, ssl=trusted, ttl_dns_cache=60
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self.timeout, connect=self.timeout / 2),
            trust_env=False,
        )

    async def _called(self, request: Request, read: Callable[[Answer], Result]) -> Result:
        answer = await self._attempt(request)
        if not isinstance(answer, Answer):
            return answer
        if answer.status == GATEWAY_TIMEOUT:
            return NO_ANSWER
        try:
            return read(answer)
        except Exception as error:  # whatever it was, the vendor has had the request
            log.error("vendor answer not understood", status=answer.status, error=type(error).__name__)
            return NO_ANSWER

    async def _attempt(self, request: Request) -> Answer | Refused | Unknown:
        if self._session is None:
            return NOT_SENT
        try:
            async with self._session.request(
                request.method,
                request.url,
                data=request.body or None,
                headers=request.headers,
                allow_redirects=False,
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, headers, await _first_bytes(response.content))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            return NOT_SENT
        except (aiohttp.ClientError, OSError, ValueError, asyncio.CancelledError):
            return NO_ANSWER


def _run(loop: asyncio.AbstractEventLoop) -> None:
    """The thread: ends when the loop is stopped, and what was closed last has heard of it."""
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


async def _first_bytes(content: aiohttp.StreamReader) -> bytes:
    """As much of the body as is of use. A longer one costs its connection, and not our memory."""
    read = bytearray()
    while len(read) < MOST_READ:
        part = await content.read(MOST_READ - len(read))
        if not part:
            break
        read += part
    return bytes(read)


async def _end(session: aiohttp.ClientSession) -> None:
    """Break the connections, then wait for the calls that were under way to notice."""
    await session.close()
    own = asyncio.current_task()
    calls = [task for task in asyncio.all_tasks() if task is not own]
    for task in calls:
        task.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    await asyncio.sleep(0)
