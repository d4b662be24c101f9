"""The loopback vendor in a process of its own, so that it shares no thread with what is measured.

``python -m tests.vendor --port-file FILE`` writes one JSON document to FILE once it listens: ``settings``
for Deskbell, and ``control``, an address. GET it for what has come; POST to ``latency?ms=50`` or ``forget``
under it. The process ends when its standard input is closed, or by a signal.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from aiohttp import web

from tests.vendor.loopback import Loopback


class Standalone(Loopback):
    """Counts only: its memory stays flat however many messages come."""

    def further_pages(self) -> list[web.RouteDef]:
        return [
            web.get("/control", self._told),
            web.post("/control/latency", self._slowed),
            web.post("/control/forget", self._forgot),
        ]

    async def _told(self, request: web.Request) -> web.Response:
        """How many requests came, how many messages were taken, and the most for one reference."""
        most = max(self.counts.values(), default=0)
        taken = {"requests": self.requests, "taken": sum(self.counts.values()), "most": most}
        return web.json_response(taken | {"references": len(self.counts)})

    async def _slowed(self, request: web.Request) -> web.Response:
        self.latency_ms = float(request.query["ms"])
        return web.json_response({})

    async def _forgot(self, request: web.Request) -> web.Response:
        self.forget()
        return web.json_response({})


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--port-file", type=Path, required=True)
    asked.add_argument("--latency-ms", type=float, default=0)
    given = asked.parse_args()
    with Standalone(given.latency_ms, keep=False) as vendor:
        told = {"settings": vendor.settings, "control": f"{vendor.sendgrid_url}/control"}
        unfinished = given.port_file.with_suffix(".part")
        unfinished.write_text(json.dumps(told), encoding="utf-8")
        unfinished.rename(given.port_file)
        sys.stdin.read()


if __name__ == "__main__":
    main()
