"""How a share is said: as a percentage where there is enough to claim one, else how much is missing (M2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.rates import ENOUGH, Rate
from app.web.chart_shapes import Bar, Numbers, Picture, Series
from app.web.charts import bars

Groups = Sequence[tuple[str, Rate]]


@dataclass(frozen=True, slots=True)
class Chart:
    """One card of a report. ``says`` is its message in a sentence.

    Without a ``picture`` there is too little to draw; ``says`` tells how much is missing.
    """

    id: str
    title: str
    says: str
    picture: Picture | None
    numbers: Numbers


def percent(share: float) -> str:
    """ "12%"; a small share with a digit more: "3.1%"."""
    return f"{share:.1%}" if 0 < share < 0.1 else f"{share:.0%}"


def claimed(rate: Rate) -> str:
    """The rate, or that there are too few for one."""
    return percent(rate.claimed) if rate.claimed is not None else "Too few to say"


def too_few(rate: Rate, where: str = "") -> str:
    """ "Too few visits to say: 64 of 100." """
    return f"Too few visits to say: {rate.whole} of {ENOUGH}{where}."


def interval(rate: Rate) -> str:
    """ "2.3% to 4.3%"."""
    low, high = rate.interval
    return f"{percent(low)} to {percent(high)}"


def rate_bars(groups: Groups, full: float | None = None) -> Picture:
    """A bar with its interval for each group; without ``full`` the longest interval fills the width."""
    known = [rate.interval[1] for _, rate in groups if rate.is_enough]
    return bars([_bar(name, rate) for name, rate in groups], full=full or max(known) * 1.05)


def rate_rows(groups: Groups) -> tuple[tuple[str | int, ...], ...]:
    """Name, part, whole, rate and interval of each group, for the table."""
    return tuple((name, *counted(rate), interval(rate) if rate.is_enough else "") for name, rate in groups)


def counted(rate: Rate) -> tuple[int, int, str]:
    """Part, whole and rate, for the table."""
    return rate.part, rate.whole, claimed(rate)


def percents(name: str, rates: Sequence[Rate]) -> Series:
    """Rates over time in percent, with a gap where there are too few."""
    values = (rate.claimed for rate in rates)
    return Series(
        name,
        tuple(None if value is None else value * 100 for value in values),
        tuple(f"{claimed(rate)}, {rate.part:,} of {rate.whole:,}" for rate in rates),
    )


def whole_numbers(name: str, numbers: Sequence[int]) -> Series:
    """Counts."""
    return Series(name, tuple(map(float, numbers)), tuple(f"{number:,}" for number in numbers))


def _bar(name: str, rate: Rate) -> Bar:
    if not rate.is_enough:
        return Bar(name, f"Too few visits to say: {rate.whole} of {ENOUGH}", None)
    low, high = rate.interval
    return Bar(name, f"{claimed(rate)} of {rate.whole:,} ({interval(rate)})", rate.share, low=low, high=high)
