"""Deliveries a second with a durable result, by one worker process, against peers on the same work.

    python -m bench.delivery [messages]      default: 2000 a round

Everyone sends texts through Vonage's Messages API, over TLS, to the same gateway on this machine, which
is a process of its own and answers after 0 or 50 ms. Rounds alternate, so that what disturbs the machine
disturbs all alike; compare the ratios of the medians, not the numbers.

* Deskbell: all of it. Claimed from 50,000 appointments' outbox, decided again, put into words in the
  parent's language with a signed link, marked as being sent, sent, and the result noted with its event.
* stock: the vendor's own package, one message after the other; texts are ready, each result is committed.
* post office: django-post_office in the same database server, with its default of 5 threads and with 64.
* bare: aiohttp with 64 in flight, ready bodies, one token, no database: the ceiling.

Then 50,000 messages through one worker, whose memory may not grow.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from bench.delivery_house import house

MESSAGES = 2000
ROUNDS = 3
LATENCIES = (0, 50)
"""Milliseconds after which the gateway answers."""

PASSES, A_PASS = 5, 10_000
"""So many times so many messages go through one worker, to see what happens to its memory."""

GROWTH = 1.1
"""The memory after the last pass may be so many times that after the first."""

PATIENCE = 300
"""Seconds after which a contender that has not finished is given up."""

STOCK_RATIO = 30
BARE_SHARE = 0.5


class Contender(NamedTuple):
    """Who takes part: a module that is told what to do, and on what part of the messages."""

    name: str
    command: tuple[str, ...]
    share: float
    extra: dict[str, int]


CONTENDERS = (
    Contender("Deskbell", ("bench.delivery_worker",), 1, {}),
    Contender("stock", ("bench.delivery_peers", "stock"), 0.03, {}),
    Contender("post office", ("bench.delivery_outbox",), 0.25, {"threads": 5, "batch": 100}),
    Contender("post office, 64", ("bench.delivery_outbox",), 0.5, {"threads": 64, "batch": 1000}),
    Contender("bare", ("bench.delivery_peers", "bare"), 1, {}),
)

Rates = dict[str, float]


def main(messages: int) -> int:
    """Print the figures; the exit status is 1 when a target is missed."""
    with house() as (database, planned):
        if planned < A_PASS + messages:
            sys.exit(f"Only {planned} messages are in the outbox.")
        good = [_latency(database, messages, latency) for latency in LATENCIES]
        return int(not all([*good, _memory(database)]))


def _latency(database: str, messages: int, latency: int) -> bool:
    with _gateway(latency) as gateway:
        rounds = [_round(database, gateway, messages) for _ in range(ROUNDS)]
    rates = {one.name: statistics.median(each[one.name] for each in rounds) for one in CONTENDERS}
    print(f"\nGateway answers after {latency} ms; messages a second, medians of {ROUNDS}")
    for name, rate in rates.items():
        print(f"  {name:16}{rate:9,.0f}")
    return _held_against(rates, latency)


def _held_against(rates: Rates, latency: int) -> bool:
    ours = rates["Deskbell"]
    post_office, threads = ours / rates["post office"], ours / rates["post office, 64"]
    stock, share = ours / rates["stock"], ours / rates["bare"]
    print(f"  Deskbell is {threads:.2f} times post office with 64 threads and one token for all")
    targets = [(f"{post_office:.1f} times post office (more than 1)", post_office > 1)]
    if latency:
        targets.append((f"{share:.2f} of bare (at least {BARE_SHARE})", share >= BARE_SHARE))
    else:
        targets.append((f"{stock:.0f} times stock (at least {STOCK_RATIO})", stock >= STOCK_RATIO))
    for words, met in targets:
        print(f"  Deskbell is {words}: {'yes' if met else 'NO'}")
    return all(met for _, met in targets)


def _round(database: str, gateway: dict[str, Any], messages: int) -> Rates:
    rates = {}
    for one in CONTENDERS:
        wanted = int(messages * one.share)
        done = _run(one.command, {"database": database, "gateway": gateway, "messages": wanted} | one.extra)
        if done["sent"] < wanted:
            sys.exit(f"{one.name} sent {done['sent']} of {wanted} messages.")
        rates[one.name] = done["sent"] / done["seconds"]
    return rates


def _memory(database: str) -> bool:
    with _gateway(0) as gateway:
        order = {"database": database, "gateway": gateway, "passes": PASSES, "messages": A_PASS}
        done = _run(("bench.delivery_worker",), order)
    held = ", ".join(f"{each:.0f}" for each in done["held"])
    print(f"\n{done['sent']:,} messages through one worker; memory after each {A_PASS:,}: {held} MB")
    return done["held"][-1] <= done["held"][0] * GROWTH


def _run(command: tuple[str, ...], order: dict[str, Any]) -> dict[str, Any]:
    """What the contender says it did, in a fresh process that trusts the gateway."""
    trusting = os.environ | {"REQUESTS_CA_BUNDLE": order["gateway"]["requests_ca_bundle"]}
    finished = subprocess.run(
        [sys.executable, "-m", *command],
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        env=trusting,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    done: dict[str, Any] = json.loads(finished.stdout)
    return done


@contextmanager
def _gateway(latency: int) -> Iterator[dict[str, Any]]:
    """The loopback vendor in a process of its own; the settings that lead to it."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "gateway.json"
        command = ["-m", "tests.vendor", "--port-file", str(told), "--latency-ms", str(latency)]
        process = subprocess.Popen([sys.executable, *command], stdin=subprocess.PIPE)
        try:
            _until(told.exists)
            yield json.loads(told.read_text(encoding="utf-8"))["settings"]
        finally:
            process.communicate()  # it ends with its input


def _until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not there():
        if time.monotonic() > deadline:
            sys.exit("The gateway did not start.")
        time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES))
