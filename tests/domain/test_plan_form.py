"""Plans as typed, and what their pages say of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.plan_form import ReadPlan, TypedPlan, read_plan
from app.domain.plan_words import lasts_words, switch_words, unit_bought
from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel
from app.domain.purchases import price_of, read_quantity

RATES = {"text": "3", "email": "1", "voice": "5", "fax": "1", "letter": "0"}


def test_what_is_typed_is_read() -> None:
    read = read_plan(TypedPlan({**RATES, "voice": "1,000"}, "$49.50", "2,500"), PlanKind.CREDITS)
    assert isinstance(read, ReadPlan)
    assert (read.rates[Channel.VOICE], read.fee, read.low_balance) == (1000, Decimal("49.50"), 2500)


@pytest.mark.parametrize(
    ("typed", "kind", "wrong"),
    [
        (TypedPlan({**RATES, "text": "2.5"}), PlanKind.CREDITS, "rate-text"),
        (TypedPlan({**RATES, "text": ""}), PlanKind.CREDITS, "rate-text"),
        (TypedPlan({**RATES, "text": "1001"}), PlanKind.CREDITS, "rate-text"),
        (TypedPlan({**RATES, "email": "-1"}), PlanKind.PREPAID, "rate-email"),
        (TypedPlan({**RATES, "email": "101"}), PlanKind.PREPAID, "rate-email"),
        (TypedPlan(RATES, "a lot"), PlanKind.CREDITS, "fee"),
        (TypedPlan(RATES, "", "soon"), PlanKind.CREDITS, "low_balance"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_field(typed: TypedPlan, kind: PlanKind, wrong: str) -> None:
    refused = read_plan(typed, kind)
    assert isinstance(refused, dict)
    assert list(refused) == [wrong]


def test_an_unlimited_plan_has_no_rates_and_a_level_may_be_left_empty() -> None:
    read = read_plan(TypedPlan({}, "30", " "), PlanKind.UNLIMITED)
    assert read == ReadPlan({}, Decimal(30), None)


@pytest.mark.parametrize(
    ("balance", "spent", "days", "said"),
    [
        (230, 140, 14, "Lasts 23 days at the pace of the last 14 days."),
        (15, 140, 14, "Lasts 1 day at the pace of the last 14 days."),
        (9, 140, 14, "Lasts less than a day at the pace of the last 14 days."),
        (900_000, 140, 14, "Lasts more than a year at the pace of the last 14 days."),
        (30, 10, 1, "Lasts 3 days at today's pace."),
        (0, 140, 14, ""),
        (900, 0, 14, "Nothing was spent lately."),
    ],
)
def test_how_long_it_lasts(balance: int, spent: int, days: int, said: str) -> None:
    assert lasts_words(Decimal(balance), Decimal(spent), days) == said


def test_a_switch_says_when_and_what_becomes_of_the_rest() -> None:
    stays = switch_words(PlanKind.CREDITS, PlanKind.UNLIMITED, Decimal(40), Unit.CREDITS)
    ends = switch_words(PlanKind.CREDITS, PlanKind.PREPAID, Decimal(40), Unit.CREDITS)
    settled = switch_words(PlanKind.UNLIMITED, PlanKind.PREPAID, Decimal(0), Unit.CREDITS)
    assert stays.startswith("Unlimited begins when a message cannot be paid from the 40 credits any more.")
    assert stays.endswith("What is left then stays shown.")
    assert "falls away" in ends
    assert settled.startswith("Prepaid begins once what is put aside of the old balance")


@pytest.mark.parametrize(
    ("kind", "following", "unit"),
    [
        (PlanKind.CREDITS, None, Unit.CREDITS),
        (PlanKind.CREDITS, PlanKind.PREPAID, Unit.DOLLARS),
        (PlanKind.CREDITS, PlanKind.UNLIMITED, None),
        (PlanKind.UNLIMITED, None, None),
    ],
)
def test_one_buys_for_the_plan_that_follows(
    kind: PlanKind, following: PlanKind | None, unit: Unit | None
) -> None:
    assert unit_bought(kind, following) == unit


@pytest.mark.parametrize(
    ("quantity", "price"), [("1000", "10.00"), ("4999", "49.99"), ("5000", "45.00"), ("25000", "200.00")]
)
def test_the_more_credits_the_cheaper_each(quantity: str, price: str) -> None:
    assert price_of(Decimal(quantity), Unit.CREDITS) == Decimal(price)


@pytest.mark.parametrize(
    ("typed", "unit", "read"),
    [
        ("2,000", Unit.CREDITS, Decimal(2000)),
        ("$75.50", Unit.DOLLARS, Decimal("75.50")),
        ("75.505", Unit.DOLLARS, "Type dollars, such as 75."),
        ("5", Unit.DOLLARS, "Choose between $10 and $10,000."),
        ("99", Unit.CREDITS, "Choose between 100 and 1,000,000."),
        ("", Unit.CREDITS, "Type an amount in numbers, such as 2,000."),
    ],
)
def test_an_own_amount(typed: str, unit: Unit, read: object) -> None:
    assert read_quantity(typed, unit) == read
