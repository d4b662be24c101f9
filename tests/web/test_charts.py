"""Charts: shapes stand where the figures say, inside the drawing, and every figure is in the table too."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from app.web.chart_shapes import Bar, Cell, Numbers, Picture, Series
from app.web.charts import WIDTH, axis, bars, columns, heat, lines

figures = st.floats(0, 1e9, allow_nan=False)


def series(name: str, *values: float | None) -> Series:
    return Series(name, values, tuple("none" if value is None else f"{value:g}" for value in values))


@given(figures, st.integers(2, 8))
def test_an_axis_reaches_the_highest_figure_in_few_round_steps(top: float, most: int) -> None:
    ticks = axis(top, most)
    assert ticks[0] == 0
    assert ticks[-1] >= top
    assert 2 <= len(ticks) <= most + 1
    assert str(int(ticks[1])).strip("0") in {"1", "2", "5"}


def test_a_bar_is_as_long_as_its_share_and_an_interval_stands_across_it() -> None:
    drawn = bars([Bar("Missed", "25%", 0.25, more=0.5, low=0.2, high=0.3), Bar("Too few", "64 of 100", None)])
    lengths = [(box.look, box.x, box.width) for box in drawn.boxes]
    assert lengths == [
        ("track", 0, WIDTH), ("one", 0, 100), ("two", 100, 200), ("track", 0, WIDTH),
    ]  # fmt: skip
    assert [stroke.points.split(",")[0] for stroke in drawn.strokes] == ["80", "80", "120"]
    assert [label.words for label in drawn.labels] == ["Missed", "25%", "Too few", "64 of 100"]


@given(st.lists(st.tuples(figures, figures), min_size=1, max_size=40))
def test_stacked_columns_stand_on_each_other_inside_the_drawing(values: list[tuple[float, float]]) -> None:
    first, second = zip(*values, strict=True)
    places = [str(at) for at in range(len(values))]
    drawn = columns(places, [series("Refilled", *first), series("Not refilled", *second)])
    for box in drawn.boxes:
        assert 0 <= box.x <= box.x + box.width <= WIDTH
        assert 0 <= box.y <= box.y + box.height <= drawn.height
    by_place: dict[float, list[float]] = {}
    for box in drawn.boxes:
        by_place.setdefault(box.x, []).append(box.height)
    tallest = max(sum(heights) for heights in by_place.values()) if by_place else 0
    assert tallest <= drawn.height - 30 + 0.3


def test_a_gap_breaks_a_line_and_a_lone_point_is_still_a_dot() -> None:
    drawn = lines(["a", "b", "c", "d"], [series("No-shows", 4, None, 2, 4)], "%", mark=(2.5, "Live"))
    assert [stroke.look for stroke in drawn.strokes if stroke.look != "grid"] == ["line one", "mark"]
    assert len(drawn.dots) == 3
    assert drawn.dots[0].y == drawn.dots[2].y < drawn.dots[1].y
    assert [label.anchor for label in drawn.labels if label.words == "Live"] == ["end"]
    assert drawn.dots[1].title == "c, No-shows: 2"


def test_a_heat_field_says_its_share_and_one_with_too_few_stays_blank() -> None:
    drawn = heat(["Mon"], ["8 AM", "10 AM"], [[Cell(0.61, "Mon 8 AM: 61%"), Cell(None, "Too few")]])
    assert [(box.look, box.title) for box in drawn.boxes] == [
        ("heat-3", "Mon 8 AM: 61%"),
        ("blank", "Too few"),
    ]
    assert [label.words for label in drawn.labels] == ["Mon", "61%", "8 AM", "10 AM"]


@pytest.mark.parametrize("places", [1, 2, 13, 53, 400])
def test_the_words_under_an_axis_never_run_into_each_other(places: int) -> None:
    names = [f"Nov {day}" for day in range(places)]
    drawn = columns(names, [series("Sent", *([1.0] * places))])
    at = [label.x for label in drawn.labels if label.words.startswith("Nov")]
    assert at
    assert all(after - before >= 6 * 6.5 for before, after in pairwise(at))


def test_nothing_to_show_is_an_empty_drawing() -> None:
    assert bars([]).height == 0
    assert columns([], []).boxes == ()
    assert lines([], [series("None")]).dots == ()


DRAWN = (
    '{% from "macros/charts.html" import chart %}'
    '{{ chart("no-show", "Missed visits", says, picture, numbers) }}'
)


def drawn(app: Flask, picture: Picture) -> str:
    numbers = Numbers(("Answer", "Missed"), (("With <answer>", "12 of 300"),))
    with app.test_request_context("/"):
        return render_template_string(DRAWN, says="Few & far", picture=picture, numbers=numbers)


@pytest.mark.database
def test_a_chart_has_words_for_those_who_do_not_see_it_and_no_style_of_its_own(app: Flask) -> None:
    page = drawn(app, columns(["a"], [series("One", 3), series("Two", 4)]))
    assert 'role="img" aria-labelledby="no-show-title no-show-says"' in page
    assert '<title id="no-show-title">Missed visits</title>' in page
    assert "Few &amp; far" in page
    assert "With &lt;answer&gt;" in page
    assert "<summary>Show numbers<" in page
    assert " style=" not in page
    assert 'class="two" fill="url(#no-show-hatch)"' in page
    assert len(set(re.findall(r'id="([^"]+)"', page))) == len(re.findall(r'id="([^"]+)"', page))
