"""Keep the parts of the product running: start them, start again what ends, stop all of them at the end."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

import structlog

log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
"""Seconds of life after which a part that ends counts as a fresh failure again."""

STOP_WITHIN = 15.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """A process of the product, and when it may be started (again), by the monotonic clock."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    pause: float = FIRST_PAUSE

    def look(self, now: float) -> None:
        """Start it if it is time; note it if it has ended."""
        if self.process is None:
            if now >= self.start_at:
                self._start(now)
        elif self.process.poll() is not None:
            _end_leftovers(self.process.pid)
            self._ended(now, self.process.returncode)

    def _start(self, now: float) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which then stops all in good order.
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )
        self.started_at = now

    def _ended(self, now: float, code: int) -> None:
        if now - self.started_at > STEADY_AFTER:
            self.pause = FIRST_PAUSE
        log.warning("part ended", part=self.name, exit_code=code, again_in_seconds=self.pause)
        self.process, self.start_at = None, now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


@dataclass
class Supervisor:
    """All parts; ``told`` is called once, when ``ready`` first says yes."""

    parts: Sequence[Part]
    ready: Callable[[], bool]
    told: Callable[[], None]
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Keep the parts running until SIGTERM, SIGINT or SIGHUP; then stop every one of them."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        announced = False
        try:
            while not self._stopping:
                for part in self.parts:
                    part.look(time.monotonic())
                if not announced and self.ready():
                    self.told()
                    announced = True
                time.sleep(0.2)
        finally:
            self._end_all()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end_all(self) -> None:
        running = [part.process for part in self.parts if part.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_WITHIN
        for process in running:
            try:
                process.wait(timeout=max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end_leftovers(leader: int) -> None:
    """End what a part left behind: a web server's child outlives its killed master and keeps the port."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _die_with_parent() -> None:
    """On Linux the kernel ends a part when its supervisor is killed, so that no part is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
