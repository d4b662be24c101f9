"""Charts: where each shape stands in a drawing 400 wide, for templates/macros/charts.html.

Nothing here knows what is measured: shares, figures and their words come in, shapes go out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from app.web.chart_shapes import Bar, Box, Cell, Dot, Label, Picture, Series, Stroke

WIDTH = 400
SERIES = ("one", "two", "three", "four")
"""Looks of the first, second … series."""

_LEFT = 34  # where the figures of an axis end
_BOTTOM = 20  # what the words under an axis take
_TOP = 10
_HEIGHT = 170
_BAR = 14
_ROW = 42
_CELL = 24
_DOTS = 30  # more would hide the line

Point = tuple[float, float]


def bars(rows: Sequence[Bar], legend: Sequence[str] = (), full: float = 1) -> Picture:
    """Horizontal bars under each other, each with its name and figure above it; ``full`` is a whole width."""
    boxes: list[Box] = []
    strokes: list[Stroke] = []
    labels: list[Label] = []
    for number, row in enumerate(rows):
        y = number * _ROW
        labels += [Label(0, y + 13, row.name), Label(WIDTH, y + 13, row.words, "end", "strong")]
        boxes += _bar(row, y + 20, WIDTH / full)
        strokes += _interval(row, y + 20 + _BAR / 2, WIDTH / full)
    return Picture(len(rows) * _ROW, tuple(boxes), tuple(strokes), labels=tuple(labels), legend=_key(legend))


def columns(places: Sequence[str], series: Sequence[Series], unit: str = "") -> Picture:
    """Columns, the series of a place stacked on each other; ``unit`` follows the figures of the axis."""
    ticks = axis(max((sum(each.values[at] or 0 for each in series) for at in range(len(places))), default=0))
    step = (WIDTH - _LEFT) / max(len(places), 1)
    boxes: list[Box] = []
    for at, place in enumerate(places):
        below = 0.0
        for look, each in zip(SERIES, series, strict=False):
            above = below + (each.values[at] or 0)
            high, low = _level(above, ticks), _level(below, ticks)
            if low > high:
                title = f"{place}, {each.name}: {each.words[at]}"
                x, width = _round(_LEFT + step * (at + 0.16)), _round(step * 0.68)
                boxes.append(Box(x, high, width, _round(low - high), look, title))
            below = above
    words = (*_figures(ticks, unit), *_places(places, _HEIGHT, step, step / 2))
    key = _key([each.name for each in series]) if len(series) > 1 else ()
    return Picture(_HEIGHT, tuple(boxes), tuple(_grid(ticks)), labels=words, legend=key)


def lines(
    places: Sequence[str], series: Sequence[Series], unit: str = "", mark: tuple[float, str] | None = None
) -> Picture:
    """Lines over time. ``mark`` is a place on the axis, from 0 on, and what happened there."""
    ticks = axis(max((value for each in series for value in each.values if value is not None), default=0))
    step = (WIDTH - _LEFT - 8) / max(len(places) - 1, 1)
    strokes = _grid(ticks)
    dots: list[Dot] = []
    for look, each in zip(SERIES, series, strict=False):
        points = [
            None if value is None else (_round(_LEFT + at * step), _level(value, ticks))
            for at, value in enumerate(each.values)
        ]
        strokes += [Stroke(_path(run), f"line {look}") for run in _runs(points)]
        if len(places) <= _DOTS:
            titles = [f"{place}, {each.name}: {said}" for place, said in zip(places, each.words, strict=True)]
            dots += [Dot(*point, look, title) for point, title in zip(points, titles, strict=True) if point]
    words = [*_figures(ticks, unit), *_places(places, _HEIGHT, step, 0)]
    if mark:
        x = _round(_LEFT + mark[0] * step)
        strokes.append(Stroke(_path([(x, _TOP), (x, _HEIGHT - _BOTTOM)]), "mark"))
        words.append(
            Label(x - 4 if x > WIDTH / 2 else x + 4, 18, mark[1], "end" if x > WIDTH / 2 else "start")
        )
    key = _key([each.name for each in series])
    return Picture(_HEIGHT, (), tuple(strokes), tuple(dots), tuple(words), key)


def heat(rows: Sequence[str], places: Sequence[str], cells: Sequence[Sequence[Cell]]) -> Picture:
    """A grid of fields, the darker the more, each with its share in percent written in it."""
    step = (WIDTH - _LEFT) / max(len(places), 1)
    boxes: list[Box] = []
    labels = [Label(0, _round((row + 0.66) * _CELL), name) for row, name in enumerate(rows)]
    for row, fields in enumerate(cells):
        for at, cell in enumerate(fields):
            look = "blank" if cell.share is None else f"heat-{min(int(cell.share * 5), 4)}"
            x, y = _LEFT + at * step, row * _CELL
            boxes.append(Box(_round(x + 1), y + 1, _round(step - 2), _CELL - 2, look, cell.title))
            if cell.share is not None:
                middle = (_round(x + step / 2), _round(y + 0.66 * _CELL))
                labels.append(Label(*middle, f"{cell.share:.0%}", "middle", f"in-{look}"))
    height = len(rows) * _CELL + _BOTTOM
    return Picture(height, tuple(boxes), labels=(*labels, *_places(places, height, step, step / 2)))


def axis(top: float, most: int = 4) -> tuple[float, ...]:
    """Round figures from 0 to at least ``top``, in ``most`` steps or fewer; a step is 1 or more."""
    sizes = (one * 10**power for power in range(15) for one in (1, 2, 5))
    step = next(size for size in sizes if size * most >= top)
    return tuple(float(number * step) for number in range(max(-int(-top // step), 1) + 1))


def _bar(row: Bar, y: float, scale: float) -> list[Box]:
    boxes = [Box(0, y, WIDTH, _BAR, "track")]
    if row.share is None:
        return boxes
    first, more = _round(row.share * scale), _round(row.more * scale)
    return [*boxes, Box(0, y, first, _BAR, "one"), *([Box(first, y, more, _BAR, "two")] if more else [])]


def _interval(row: Bar, y: float, scale: float) -> list[Stroke]:
    """From the low to the high end, with an upright stroke at each."""
    if row.low is None or row.high is None:
        return []
    ends = _round(row.low * scale), _round(row.high * scale)
    upright = [Stroke(_path([(x, y - 5), (x, y + 5)]), "interval") for x in ends]
    return [Stroke(_path([(ends[0], y), (ends[1], y)]), "interval"), *upright]


def _level(value: float, ticks: Sequence[float]) -> float:
    return _round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / ticks[-1])


def _grid(ticks: Sequence[float]) -> list[Stroke]:
    levels = (_level(tick, ticks) for tick in ticks)
    return [Stroke(_path([(_LEFT, level), (WIDTH, level)]), "grid") for level in levels]


def _figures(ticks: Sequence[float], unit: str) -> list[Label]:
    return [Label(_LEFT - 5, _level(tick, ticks) + 4, f"{_short(tick)}{unit}", "end") for tick in ticks]


def _short(figure: float) -> str:
    """ "250", "12k", "3M": room is scarce beside an axis."""
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if figure >= size:
            return f"{figure / size:g}{sign}"
    return f"{figure:g}"


def _places(places: Sequence[str], height: float, step: float, offset: float) -> list[Label]:
    """The words under an axis: as many as there is room for, the first always, none over the right edge."""
    room = max((len(place) for place in places), default=0) * 7.5 + 6
    every = max(int(-(-room // step)), 1) if places else 1
    middles = [(_round(_LEFT + at * step + offset), places[at]) for at in range(0, len(places), every)]
    inside = [(x, words) for x, words in middles if x + room / 2 <= WIDTH + room / 4]
    return [Label(x, height - 5, words, "middle") for x, words in inside]


def _runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """The stretches without a gap; a single point is no line."""
    runs = [[point for point in run if point] for there, run in groupby(points, bool) if there]
    return [run for run in runs if len(run) > 1]


def _path(points: Sequence[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _key(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(zip(SERIES, names, strict=False))


def _round(value: float) -> float:
    return round(value, 1)
