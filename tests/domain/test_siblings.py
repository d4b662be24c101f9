"""Which children are answered together (product D7)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.siblings import SiblingMode, visits
from tests.domain.families import appointment, examples, here

MIDDAY = here("2026-11-24 12:00")


def starts(*minutes: int) -> list[object]:
    return [
        appointment(number, starts_at=MIDDAY + timedelta(minutes=each))
        for number, each in enumerate(minutes, 1)
    ]


def ids(mode: SiblingMode, *minutes: int) -> list[tuple[int, ...]]:
    return [tuple(each.id for each in visit.appointments) for visit in visits(starts(*minutes), mode)]


@pytest.mark.parametrize(
    ("mode", "minutes", "groups"),
    [
        (SiblingMode.OFF, (0, 0), [(1,), (2,)]),
        (SiblingMode.SAME_TIME, (0, 0), [(1, 2)]),
        (SiblingMode.SAME_TIME, (0, 1), [(1,), (2,)]),
        (SiblingMode.WITHIN_60_MINUTES, (0, 60), [(1, 2)]),
        (SiblingMode.WITHIN_60_MINUTES, (0, 61), [(1,), (2,)]),
        (SiblingMode.WITHIN_60_MINUTES, (0, 50, 100), [(1, 2), (3,)]),
        (SiblingMode.WITHIN_60_MINUTES, (100, 50, 0), [(3, 2), (1,)]),
        (SiblingMode.SAME_DAY, (-700, 0, 700), [(1, 2, 3)]),
        (SiblingMode.SAME_DAY, (0, 720), [(1,), (2,)]),
        (SiblingMode.SAME_DAY, (0, 719), [(1, 2)]),
    ],
)
def test_how_wide_the_same_time_is(
    mode: SiblingMode, minutes: tuple[int, ...], groups: list[tuple[int, ...]]
) -> None:
    assert ids(mode, *minutes) == groups


@pytest.mark.parametrize("mode", [SiblingMode.WITHIN_60_MINUTES, SiblingMode.SAME_DAY])
def test_midnight_of_the_place_ends_a_visit_although_the_minutes_are_few(mode: SiblingMode) -> None:
    before, after = here("2026-11-24 23:50"), here("2026-11-25 00:10")
    pair = [appointment(1, starts_at=before), appointment(2, starts_at=after)]
    assert len(visits(pair, mode)) == 2
    in_utc = [appointment(each.id, starts_at=each.starts_at, zone="Etc/UTC") for each in pair]
    assert len(visits(in_utc, mode)) == 1


def test_the_same_instant_on_two_calendar_days_is_not_one_visit() -> None:
    late = here("2026-11-24 23:30")
    pair = [appointment(1, starts_at=late), appointment(2, starts_at=late, zone="Asia/Kathmandu")]
    assert len(visits(pair, SiblingMode.SAME_TIME)) == 2


def test_a_visit_is_known_by_its_earliest_start_and_ends_with_its_last() -> None:
    (visit,) = visits(starts(60, 0), SiblingMode.WITHIN_60_MINUTES)
    assert (visit.starts_at, visit.last_start) == (MIDDAY, MIDDAY + timedelta(hours=1))


@examples
@given(
    st.lists(st.integers(-600, 600), max_size=6),
    st.sampled_from(SiblingMode),
    st.randoms(use_true_random=False),
)
def test_every_child_is_in_one_visit_in_any_order(minutes: list[int], mode: SiblingMode, order: Any) -> None:
    family = starts(*minutes)
    found = visits(family, mode)
    order.shuffle(family)
    assert visits(family, mode) == found
    members = [each.id for visit in found for each in visit.appointments]
    assert sorted(members) == list(range(1, len(minutes) + 1))


@examples
@given(st.lists(st.integers(-600, 600), min_size=1, max_size=6))
def test_within_60_minutes_no_member_is_further_than_that_from_the_first(minutes: list[int]) -> None:
    found = visits(starts(*minutes), SiblingMode.WITHIN_60_MINUTES)
    assert all(visit.last_start - visit.starts_at <= timedelta(hours=1) for visit in found)
    firsts = [visit.starts_at for visit in found]
    assert all(later - earlier > timedelta(hours=1) for earlier, later in pairwise(firsts))
