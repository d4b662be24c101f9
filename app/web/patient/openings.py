"""Who looked at a parent's link is written down beside the request, never in it (product H2, M1).

A GET hands over what it saw and is done. Every few seconds a thread writes what came together in one
statement. It is a measurement: when too much waits, or the database does not answer, some is lost.
"""

from __future__ import annotations

import atexit
from collections import deque
from datetime import datetime
from threading import Event, Lock, Thread

import structlog
from flask import Flask, Request, current_app

from app import clock
from app.actions.record_openings import record_openings
from app.domain.visitors import TOGETHER, Fetch, looks_like_person
from app.work import work_everywhere

MOST = 10_000
EVERY_SECONDS = 5.0
NAME = "deskbell.openings"

log = structlog.get_logger(__name__)


class Openings:
    """What waits to be written, in this process. ``by_itself`` has a thread write it, from the first on."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._waiting: deque[Fetch] = deque(maxlen=MOST)
        self._lock = Lock()
        self._ended = Event()
        self._writer: Thread | None = None
        self.by_itself = False

    def note(self, fetch: Fetch) -> None:
        """Take it down; when too many wait, the oldest is dropped."""
        self._waiting.append(fetch)
        if self.by_itself and self._writer is None:
            self._start()

    def write(self, until: datetime | None = None) -> None:
        """Write what came before ``until`` (UTC), or everything."""
        with self._lock:
            taken = self._take(until)
        if taken:
            with self._app.app_context(), work_everywhere() as session:
                record_openings(session, taken)

    def end(self) -> None:
        """Write what is left and stop writing by itself."""
        self._ended.set()
        self._write_quietly(None)

    def _start(self) -> None:
        """Not before there is something to write: a thread of the parent does not survive a fork."""
        with self._lock:
            if self._writer is None:
                self._writer = Thread(target=self._write_often, name="openings", daemon=True)
                self._writer.start()
                # Once more when the process ends.
                atexit.register(self.end)

    def _take(self, until: datetime | None) -> list[Fetch]:
        taken = []
        while self._waiting and (until is None or self._waiting[0].at <= until):
            taken.append(self._waiting.popleft())
        return taken

    def _write_often(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            # The second of a pair of scanners may still be on its way.
            self._write_quietly(clock.now() - TOGETHER)

    def _write_quietly(self, until: datetime | None) -> None:
        try:
            self.write(until)
        except Exception as error:
            # No link and no person in the log: the kind of trouble is enough for a measurement.
            log.warning("openings lost", error=type(error).__name__)


def note_opening(link_id: int, now: datetime, request: Request) -> None:
    """This request showed the page of a live link at ``now`` (UTC)."""
    openings: Openings = current_app.extensions[NAME]
    who = hash((request.remote_addr, request.headers.get("User-Agent", "")))
    openings.note(Fetch(link_id, now, who, looks_like_person(request.method, request.headers.get)))
