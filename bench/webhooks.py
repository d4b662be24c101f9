"""How soon a webhook is acknowledged at 50 a second, and how many a second there can be, beside bare Flask.

    python -m bench.webhooks

Steady: for 20 seconds 50 posts a second begin at their appointed moments, whether or not the one before is
done; measured from that moment. Of 50, 40 are reports about texts, 5 are texts that come in and 5 are batches
of 100 events about mails, one of a hundred a bounce that blocks its address. Then the same posts to a
bare Flask application in the same server. Flat out: 16 connections, each kind by itself. Everything is
signed, verified and committed; a second at the 99th percentile is the limit.
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

from app import clock, private_postgres
from app.links import ReferenceSigner
from bench.webhooks_house import FAMILIES, NUMBER, house
from tests.builders.signed_hooks import sendgrid_headers, vonage_headers

RATE, SECONDS = 50, 20
BATCH = 100
FLAT_OUT, BATCHES = 3_000, 100
WARM_UP = 100
"""A server that was started a moment ago still opens connections and reads its own tables."""
CONNECTIONS = 16
LIMIT = 1.0
"""Seconds: the slowest of a hundred webhooks may take this long."""

TEXTS = RATE * SECONDS + WARM_UP + FLAT_OUT
MAILS = (SECONDS * 5 + WARM_UP + BATCHES) * BATCH


class Post(NamedTuple):
    """One webhook, signed."""

    path: str
    body: bytes
    headers: dict[str, str]


def main() -> int:
    """Print the figures; the exit status is 1 when webhooks are acknowledged too late."""
    with tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder:
        instance = Path(folder)
        try:
            with house(instance, TEXTS, MAILS) as (port, references):
                return _measure(port, Vendor(references))
        finally:
            private_postgres.remove(instance)


class Vendor:
    """Makes webhooks about messages that none was about before."""

    def __init__(self, references: ReferenceSigner) -> None:
        self._references = references
        self._text, self._mail, self._reply = count(1), count(TEXTS + 1), count(1)

    def status(self) -> Post:
        number = next(self._text)
        told = {
            "message_uuid": f"ref-{number}",
            "status": "delivered",
            "timestamp": clock.now().isoformat(),
            "client_ref": self._references.sign(f"m{number}"),
            "channel": "sms",
        }
        return _of_vonage("status", told)

    def inbound(self) -> Post:
        number = next(self._reply)
        told = {
            "message_uuid": f"in-{number}",
            "to": NUMBER,
            "from": f"1937{5560001 + number % FAMILIES}",
            "channel": "sms",
            "message_type": "text",
            "text": "We may be a little late today, is that all right?",
            "timestamp": clock.now().isoformat(),
        }
        return _of_vonage("inbound", told)

    def batch(self) -> Post:
        body = json.dumps([self._event(place) for place in range(BATCH)]).encode()
        return Post("/hooks/sendgrid/events", body, sendgrid_headers(body, clock.now()))

    def _event(self, place: int) -> dict[str, Any]:
        number = next(self._mail)
        told = {
            "event": "delivered",
            "email": f"p{1 + number % FAMILIES}@family.example",
            "timestamp": int(clock.now().timestamp()),
            "sg_event_id": f"event-{number}",
            "sg_message_id": f"ref-{number}.filter0001.1.2.0",
            "deskbell_ref": self._references.sign(f"m{number}"),
        }
        bounced = {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 no such user"}
        return told | (bounced if place == 0 else {})


def _of_vonage(name: str, told: dict[str, Any]) -> Post:
    body = json.dumps(told).encode()
    return Post(f"/hooks/vonage/messages/{name}", body, vonage_headers(body, clock.now(), api_key=None))


def _measure(port: int, vendor: Vendor) -> int:
    mix = [vendor.status] * 8 + [vendor.inbound, vendor.batch]
    _flat_out(port, [mix[number % len(mix)]() for number in range(WARM_UP)])
    posts = [mix[number % len(mix)]() for number in range(RATE * SECONDS)]
    late = _steady("product", port, posts)
    _steady("bare Flask", port, [each._replace(path="/floor/") for each in posts])
    # Signed only now: a signature is good for five minutes.
    some = [vendor.status() for _ in range(FLAT_OUT)]
    taken, floor = _flat_out(port, some), _flat_out(port, [each._replace(path="/floor/") for each in some])
    print(f"flat out: {taken:.0f} reports about texts a second; bare Flask {floor:.0f}, {floor / taken:.1f}x")
    events = _flat_out(port, [vendor.batch() for _ in range(BATCHES)]) * BATCH
    print(f"flat out: {events:.0f} events about mails a second, in batches of {BATCH}")
    return int(late > LIMIT)


def _steady(name: str, port: int, posts: Sequence[Post]) -> float:
    """Post at the appointed moments; the 99th percentile of the seconds until the acknowledgement."""
    began = time.perf_counter() + 0.2
    with ThreadPoolExecutor(CONNECTIONS * 2) as pool, _Lines(port) as send:

        def at_its_moment(number: int) -> float:
            time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            send(posts[number])
            return time.perf_counter() - began - number / RATE

        took = list(pool.map(at_its_moment, range(len(posts))))
    p99 = quantiles(took, n=100)[-1]
    print(
        f"{name:10s} {len(posts)} posts at {RATE}/s: p50 {median(took) * 1000:.1f} ms,"
        f" p99 {p99 * 1000:.1f} ms, slowest {max(took) * 1000:.0f} ms"
    )
    return p99


def _flat_out(port: int, posts: Sequence[Post]) -> float:
    """Posts a second over 16 connections."""
    with ThreadPoolExecutor(CONNECTIONS) as pool, _Lines(port) as send:
        began = time.perf_counter()
        list(pool.map(send, posts))
        return len(posts) / (time.perf_counter() - began)


class _Lines:
    """A connection for each thread that posts."""

    def __init__(self, port: int) -> None:
        self._port, self._own, self._all = port, threading.local(), []

    def __enter__(self) -> Callable[[Post], None]:
        return self._send

    def __exit__(self, *_: object) -> None:
        for line in self._all:
            line.close()

    def _send(self, post: Post) -> None:
        if not hasattr(self._own, "line"):
            self._own.line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
            self._all.append(self._own.line)
        self._own.line.request("POST", post.path, post.body, post.headers)
        answer = self._own.line.getresponse()
        answer.read()
        if answer.status != 204:
            raise RuntimeError(f"{post.path} was answered with {answer.status}")


if __name__ == "__main__":
    sys.exit(main())
