"""What a chart is made of, and what a page hands over to have one drawn.

Every shape names a *look*, a class of static/charts.css, so that a chart needs no inline style; a second
look differs in pattern or dashes too, never in colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``title`` is what resting the pointer on it says."""

    x: float
    y: float
    width: float
    height: float
    look: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a point; ``anchor`` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    look: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through ``points``, written "x,y x,y"."""

    points: str
    look: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a line; ``title`` is what resting the pointer on it says."""

    x: float
    y: float
    look: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing 400 wide and ``height`` high. ``legend`` are pairs of look and words."""

    height: float
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    dots: tuple[Dot, ...] = ()
    labels: tuple[Label, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """The table under a chart. The first cell of a row names it; counts are whole numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]

    @property
    def shown(self) -> tuple[tuple[str, ...], ...]:
        """The rows as a page shows them: "1,204"."""
        return tuple(
            tuple(f"{cell:,}" if isinstance(cell, int) else cell for cell in row) for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of horizontal bars. ``share`` is its length, as a part of the whole, or None for nothing to draw.

    ``more`` is added to it in the second look; ``low`` and ``high`` are the ends of an interval.
    """

    name: str
    words: str
    share: float | None
    more: float = 0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A figure for each place on the axis; None where there is none. ``words`` say each of them."""

    name: str
    values: tuple[float | None, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a heat grid: ``share`` from 0 to 1, or None for one left blank; ``title`` says it whole."""

    share: float | None
    title: str
