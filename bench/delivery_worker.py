"""Deskbell's own part in bench/delivery.py: one worker, from the claim to the noted result.

Reads what to do as JSON from standard input, and writes what it did as JSON to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from flask import Flask

from app.actions.deliver_messages import deliver_messages
from app.factory import create_app
from app.settings import Settings
from bench.delivery_house import INSTANCE, NOW, let_go
from scheduler.interpreter import set_interpreter

WARM_UP = 100
"""Messages before the watch starts: connections open, statements prepared."""

FASTEST = 10_000
"""Messages a second: the rate is no limit here."""


def main() -> None:
    order = json.loads(sys.stdin.read())
    settings = Settings(
        _env_file=None,
        instance_dir=INSTANCE,
        public_base_url="https://deskbell.example",
        vonage_texts_per_second=FASTEST,
        **order["gateway"],
    )
    app = create_app(settings, order["database"])
    set_interpreter()
    with app.app_context():
        let_go(WARM_UP)
        _deliver(app)
        messages = order["messages"]
        done = _passes(app, order["passes"], messages) if "passes" in order else _timed(app, messages)
    sys.stdout.write(json.dumps(done))


def _timed(app: Flask, messages: int) -> dict[str, Any]:
    let_go(messages)
    used, began = time.process_time(), time.perf_counter()
    sent = _deliver(app)
    return {
        "sent": sent,
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - used,
    }


def _passes(app: Flask, passes: int, messages: int) -> dict[str, Any]:
    """So many messages, so many times over, and the memory held after each pass (MB)."""
    sent, held = 0, []
    for _ in range(passes):
        let_go(messages)
        sent += _deliver(app)
        held.append(_resident())
    return {"sent": sent, "held": held}


def _deliver(app: Flask) -> int:
    wires = app.extensions
    return deliver_messages(NOW, wires["deskbell.exits"], wires["deskbell.signer"]).sent


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
