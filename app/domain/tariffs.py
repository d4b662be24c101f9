"""What a message costs under a plan, and how amounts are said (product L1, L2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.message_types import NEW_LINK, REPLY, TRIAL
from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel

CREDITS: Mapping[Channel, Decimal] = {
    Channel.EMAIL: Decimal(1),
    Channel.TEXT: Decimal(3),
    Channel.VOICE: Decimal(5),
    Channel.FAX: Decimal(1),
    Channel.LETTER: Decimal(0),
}
"""Credits of one message over each channel, unless the practice has others."""

PRICES: Mapping[Channel, Decimal] = {
    Channel.EMAIL: Decimal("0.0010"),
    Channel.TEXT: Decimal("0.0300"),
    Channel.VOICE: Decimal("0.0500"),
    Channel.FAX: Decimal("0.0500"),
    Channel.LETTER: Decimal(0),
}
"""Dollars of one message over each channel, unless the practice has others."""

UNITS = {PlanKind.CREDITS: Unit.CREDITS, PlanKind.PREPAID: Unit.DOLLARS}
"""What each plan with a balance counts in; the unlimited one counts nothing."""

LOW = {PlanKind.CREDITS: Decimal(500), PlanKind.PREPAID: Decimal(20)}
"""At how much left the alert goes out, unless the practice wants it elsewhere."""

FREE = frozenset({TRIAL, NEW_LINK, REPLY})
"""Types of messages that cost nothing though they go to families."""

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Tariff:
    """``each`` is the cost of one message over every channel, in ``unit``."""

    unit: Unit
    each: Mapping[Channel, Decimal]

    def total(self, messages: Mapping[Channel, int]) -> Decimal:
        """The cost of so many messages over each channel; negative for messages that fall away."""
        return sum((self.each[channel] * number for channel, number in messages.items()), Decimal(0))


def tariff_of(kind: PlanKind, credit_rates: Mapping[str, str], prices: Mapping[str, str]) -> Tariff | None:
    """The tariff of a plan, with its own rates by channel where it has them; None for the unlimited one.

    ``credit_rates`` and ``prices`` map channels to amounts written as decimals: ``{"text": "3"}``.
    """
    if kind is PlanKind.UNLIMITED:
        return None
    usual, own = (CREDITS, credit_rates) if kind is PlanKind.CREDITS else (PRICES, prices)
    return Tariff(UNITS[kind], {channel: Decimal(own.get(channel, usual[channel])) for channel in Channel})


def within(balance: Decimal, costs: Mapping[int, Decimal]) -> set[int]:
    """Which of these, taken in their order, the balance covers: what is too dear does not stop the rest."""
    covered = set()
    for number, cost in costs.items():
        if cost <= balance:
            balance -= cost
            covered.add(number)
    return covered


def amount_words(amount: Decimal, unit: Unit) -> str:
    """E.g. "24,310 credits", "1 credit", "$124.30"; parts of a cent are said only where there are some."""
    number = bare_words(amount, unit)
    if unit is Unit.DOLLARS:
        return number
    return f"{number} {'credit' if number == '1' else 'credits'}"


def bare_words(amount: Decimal, unit: Unit) -> str:
    """The same for a column that says the unit above: "24,310", "$124.30", "-8"."""
    if unit is Unit.CREDITS:
        return f"{_plain(amount):,}"
    shown = amount.quantize(_CENT) if amount == amount.quantize(_CENT) else _plain(amount)
    return f"{'-' if shown < 0 else ''}${abs(shown):,}"


def _plain(amount: Decimal) -> Decimal:
    """Without noughts behind the point."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
