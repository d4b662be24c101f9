"""The moment of a job that goes on for a while: it began at its ``now``, and time passes."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

STEP = 5.0
"""Seconds after which what is written down gets a new moment: a batch is one moment to who reads it."""


class JobTime:
    """Where a job that began at ``now`` (UTC, possibly simulated) has got to."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._began = time.monotonic()

    def exact(self) -> datetime:
        """This very moment (UTC), for what must not happen too late."""
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def noted(self) -> datetime:
        """The moment (UTC) to write down, never ahead of ``exact`` and at most ``STEP`` behind."""
        return self._now + timedelta(seconds=(time.monotonic() - self._began) // STEP * STEP)
