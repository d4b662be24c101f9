"""What messages cost, how amounts are said, and what a balance covers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel
from app.domain.tariffs import amount_words, bare_words, tariff_of, within


def test_credits_of_each_channel_unless_the_practice_has_others() -> None:
    usual = tariff_of(PlanKind.CREDITS, {}, {})
    own = tariff_of(PlanKind.CREDITS, {"text": "4"}, {"text": "0.09"})
    assert usual is not None
    assert own is not None
    assert dict(usual.each) == {
        Channel.TEXT: 3, Channel.EMAIL: 1, Channel.VOICE: 5, Channel.FAX: 1, Channel.LETTER: 0,
    }  # fmt: skip
    assert (own.each[Channel.TEXT], own.each[Channel.EMAIL]) == (4, 1)


def test_prepaid_takes_prices_and_unlimited_nothing() -> None:
    prepaid = tariff_of(PlanKind.PREPAID, {"text": "4"}, {"text": "0.045"})
    assert prepaid is not None
    assert prepaid.unit is Unit.DOLLARS
    assert prepaid.total({Channel.TEXT: 2, Channel.EMAIL: 100}) == Decimal("0.19")
    assert tariff_of(PlanKind.UNLIMITED, {"text": "4"}, {}) is None


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("24310", Unit.CREDITS, "24,310 credits"),
        ("1.0000", Unit.CREDITS, "1 credit"),
        ("0", Unit.CREDITS, "0 credits"),
        ("124.3000", Unit.DOLLARS, "$124.30"),
        ("0.0010", Unit.DOLLARS, "$0.001"),
        ("-4.5", Unit.DOLLARS, "-$4.50"),
        ("100", Unit.DOLLARS, "$100.00"),
    ],
)
def test_amounts_are_said_as_people_say_them(amount: str, unit: Unit, said: str) -> None:
    assert amount_words(Decimal(amount), unit) == said


def test_a_column_leaves_the_unit_to_its_heading() -> None:
    assert bare_words(Decimal(-8), Unit.CREDITS) == "-8"


def test_what_is_too_dear_is_passed_over() -> None:
    costs = {1: Decimal(5), 2: Decimal(3), 3: Decimal(3), 4: Decimal(1)}
    assert within(Decimal(4), costs) == {2, 4}


@given(st.integers(0, 60), st.lists(st.integers(1, 9), max_size=20))
def test_no_more_is_covered_than_there_is_and_nothing_is_left_that_would_fit(
    balance: int, costs: list[int]
) -> None:
    asked = {number: Decimal(cost) for number, cost in enumerate(costs)}
    covered = within(Decimal(balance), asked)
    left = balance - sum(asked[number] for number in covered)
    assert left >= 0
    assert all(cost > left for number, cost in asked.items() if number not in covered)
