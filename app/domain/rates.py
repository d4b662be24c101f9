"""Shares with their uncertainty, and when there is too little to say one (product M2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

ENOUGH = 100
"""Of fewer nothing is claimed: one family more or less moves the share by more than a point (M2)."""

ENOUGH_FOR_A_FIELD = 20
"""A field of a grid with fewer stays blank. It shows when to look closer and claims nothing by itself."""

# 95 of 100 such intervals hold the true share.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """``part`` of ``whole``, both counts; ``part`` is at most ``whole``."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nothing. Whether it may be said is ``is_enough``."""
        return self.part / self.whole if self.whole else None

    @property
    def is_enough(self) -> bool:
        return self.whole >= ENOUGH

    @property
    def claimed(self) -> float | None:
        """The share where there is enough to claim one (M2)."""
        return self.share if self.is_enough else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval for the true share at 95 %, from 0 to 1; of nothing it is everything."""
        if not self.whole:
            return 0.0, 1.0
        n, share = self.whole, self.part / self.whole
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        # At the ends the true value is known; only rounding would miss it.
        low = 0.0 if self.part == 0 else max(middle - reach, 0.0)
        high = 1.0 if self.part == n else min(middle + reach, 1.0)
        return low, high


def differ(one: Rate, other: Rate) -> bool:
    """Is the difference more than chance? Only if there is enough of both and their intervals do not meet.

    Stricter than a test of the difference, on purpose: it never says more than the picture shows.
    """
    if not (one.is_enough and other.is_enough):
        return False
    (low, high), (other_low, other_high) = one.interval, other.interval
    return high < other_low or other_high < low


def median(counts: Sequence[int], edges: Sequence[timedelta]) -> tuple[timedelta, timedelta | None] | None:
    """Between which two ``edges`` the middle one lies, when ``counts`` fell into the spans between them.

    ``counts[i]`` lie from ``edges[i]`` to ``edges[i + 1]``, the last from its edge on, whose end is None.
    None of nothing.
    """
    half, seen = sum(counts) / 2, 0
    for at, number in enumerate(counts):
        seen += number
        if number and seen >= half:
            return edges[at], edges[at + 1] if at + 1 < len(edges) else None
    return None
