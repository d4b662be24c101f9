"""What credits cost, and how much may be bought at once (product L1, L4)."""

from __future__ import annotations

import re
from decimal import Decimal

from app.domain.plans import Unit

PACKS = {
    Unit.CREDITS: (Decimal(1_000), Decimal(5_000), Decimal(25_000)),
    Unit.DOLLARS: (Decimal(50), Decimal(100), Decimal(250)),
}
"""What is offered with one click."""

FEWEST = {Unit.CREDITS: Decimal(100), Unit.DOLLARS: Decimal(10)}
MOST = {Unit.CREDITS: Decimal(1_000_000), Unit.DOLLARS: Decimal(10_000)}
"""An own amount lies between the two."""

# Dollars for a credit, by how many are bought at once: the more, the cheaper.
_STEPS = (
    (Decimal(25_000), Decimal("0.008")),
    (Decimal(5_000), Decimal("0.009")),
    (Decimal(0), Decimal("0.010")),
)
_NUMBER = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,2})?", re.ASCII)


def price_of(quantity: Decimal, unit: Unit) -> Decimal:
    """What so many credits cost in dollars; money paid in is worth itself."""
    if unit is Unit.DOLLARS:
        return quantity
    each = next(price for least, price in _STEPS if quantity >= least)
    return (quantity * each).quantize(Decimal("0.01"))


def read_quantity(typed: str, unit: Unit) -> Decimal | str:
    """An amount as typed: "5,000", "$125.50". What is wrong with it in words, if it cannot be bought."""
    found = _NUMBER.fullmatch(typed.strip())
    quantity = Decimal(found[1].replace(",", "") + (found[2] or "")) if found else None
    fewest, most = FEWEST[unit], MOST[unit]
    whole = quantity is not None and quantity == quantity.to_integral_value()
    if quantity is None or (unit is Unit.CREDITS and not whole):
        return (
            "Type an amount in numbers, such as 2,000."
            if unit is Unit.CREDITS
            else "Type dollars, such as 75."
        )
    if not fewest <= quantity <= most:
        sign = "$" if unit is Unit.DOLLARS else ""
        return f"Choose between {sign}{fewest:,} and {sign}{most:,}."
    return quantity
