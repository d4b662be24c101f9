"""How often parents' pages may be asked for: counted a minute at a time, in this process.

The pages of a whole waiting room may come from one address, so reading is let through generously and
guessing is not. Two dictionary look-ups a request; a shared library's counters cost more than the page.
"""

from __future__ import annotations

import time
from threading import Lock


class Throttle:
    """So many a minute for each key; all counts are forgotten when the minute ends."""

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        self._lock = Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def admits(self, key: str) -> bool:
        """Count one for ``key`` and say whether that is still within the limit."""
        minute = int(time.monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            count = self._counts[key] = self._counts.get(key, 0) + 1
        return count <= self._most

    def forget(self) -> None:
        """Begin anew for everybody."""
        with self._lock:
            self._counts = {}


_addresses = Throttle(1200)
_readers = Throttle(120)
_answers = Throttle(30)
_guesses = Throttle(20)


def admits(address: str, link: str, answers: bool) -> bool:
    """Whether a request may be looked at: neither its address nor its link asks too often."""
    return _addresses.admits(address) and (_answers if answers else _readers).admits(link)


def admits_guess(address: str) -> bool:
    """Whether one more link that is none may be asked for from this address."""
    return _guesses.admits(address)


def forget_all() -> None:
    """Begin anew for everybody."""
    for each in (_addresses, _readers, _answers, _guesses):
        each.forget()
