"""Shares and how sure they are: against values from the literature, and what must always hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rates import ENOUGH, Rate, differ, median

HOUR = timedelta(hours=1)
EDGES = (timedelta(0), HOUR, 4 * HOUR)


@st.composite
def rates(draw: st.DrawFn, most: int = 10_000) -> Rate:
    whole = draw(st.integers(1, most))
    return Rate(draw(st.integers(0, whole)), whole)


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert Rate(part, whole).interval == pytest.approx((low, high), abs=5e-5)


@given(rates())
def test_an_interval_holds_its_share_inside_nothing_and_all(rate: Rate) -> None:
    low, high = rate.interval
    assert rate.share is not None
    assert 0 <= low <= rate.share <= high <= 1
    assert low < high


@given(rates(most=2_000))
def test_ten_times_as_many_make_it_narrower_and_the_other_side_is_its_mirror(rate: Rate) -> None:
    low, high = rate.interval
    more_low, more_high = Rate(rate.part * 10, rate.whole * 10).interval
    assert more_high - more_low < high - low
    assert Rate(rate.whole - rate.part, rate.whole).interval == pytest.approx((1 - high, 1 - low))


def test_nothing_is_claimed_of_fewer_than_a_hundred() -> None:
    assert Rate(64, ENOUGH - 1).claimed is None
    assert Rate(64, ENOUGH).claimed == 0.64
    assert Rate(0, 0).share is None
    assert Rate(0, 0).interval == (0.0, 1.0)


@given(rates(), rates())
def test_a_difference_is_said_only_where_the_intervals_leave_room(one: Rate, other: Rate) -> None:
    said = differ(one, other)
    assert said == differ(other, one)
    assert not differ(one, one)
    if said:
        assert min(one.whole, other.whole) >= ENOUGH
        assert max(one.interval[0], other.interval[0]) > min(one.interval[1], other.interval[1])


def test_a_clear_difference_is_said_and_a_small_one_is_not() -> None:
    assert differ(Rate(20, 1000), Rate(90, 1000))
    assert not differ(Rate(20, 1000), Rate(25, 1000))
    assert not differ(Rate(0, 99), Rate(900, 1000))


@pytest.mark.parametrize(
    ("counts", "between"),
    [
        ((3, 1, 1), (timedelta(0), HOUR)),
        ((1, 3, 1), (HOUR, 4 * HOUR)),
        ((1, 1, 5), (4 * HOUR, None)),
        ((2, 0, 2), (timedelta(0), HOUR)),
        ((0, 0, 0), None),
    ],
)
def test_half_of_them_are_done_within_the_median(counts: tuple[int, ...], between: object) -> None:
    assert median(counts, EDGES) == between
