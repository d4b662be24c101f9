"""The rates, the fee and the level of the alert as typed, read or refused (product L1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.plans import PlanKind
from app.domain.preferences import Channel

_NUMBER = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})?(\.\d{1,4})?", re.ASCII)
_MOST_CREDITS, _MOST_PRICE = Decimal(1_000), Decimal(100)
_MOST_FEE, _MOST_LEVEL = Decimal(100_000), Decimal(10_000_000)


@dataclass(frozen=True, slots=True)
class TypedPlan:
    """``rates`` are those of the plan's own kind by channel; an empty level means no alert."""

    rates: Mapping[str, str] = field(default_factory=dict)
    fee: str = ""
    low_balance: str = ""


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """``rates`` in credits or dollars by channel, empty under the unlimited plan."""

    rates: Mapping[Channel, Decimal]
    fee: Decimal
    low_balance: Decimal | None


def read_plan(typed: TypedPlan, kind: PlanKind) -> ReadPlan | dict[str, str]:
    """The values, or what is wrong by field: ``rate-text``, ``fee``, ``low_balance``.

    Credits are whole numbers, dollars have up to four digits behind the point.
    """
    errors: dict[str, str] = {}
    rates = {
        channel: _rate(typed.rates.get(channel, ""), kind, f"rate-{channel}", errors)
        for channel in (Channel if kind is not PlanKind.UNLIMITED else ())
    }
    fee = _amount(typed.fee or "0", _MOST_FEE)
    if fee is None:
        errors["fee"] = "Type the fee in dollars, such as 49.00."
    low = _amount(typed.low_balance, _MOST_LEVEL) if typed.low_balance.strip() else None
    if low is None and typed.low_balance.strip():
        errors["low_balance"] = "Type a number such as 500, or leave it empty for no alert."
    return errors or ReadPlan(rates, fee or Decimal(0), low)


def _rate(typed: str, kind: PlanKind, name: str, errors: dict[str, str]) -> Decimal:
    most = _MOST_CREDITS if kind is PlanKind.CREDITS else _MOST_PRICE
    read = _amount(typed, most)
    whole = read is not None and read == read.to_integral_value()
    if read is None or (kind is PlanKind.CREDITS and not whole):
        errors[name] = (
            "Type whole credits between 0 and 1,000."
            if kind is PlanKind.CREDITS
            else "Type dollars between 0 and 100, such as 0.03."
        )
    return read or Decimal(0)


def _amount(typed: str, most: Decimal) -> Decimal | None:
    found = _NUMBER.fullmatch(typed.strip())
    if not found or not (found[1] or found[2]):
        return None
    read = Decimal((found[1] or "0").replace(",", "") + (found[2] or ""))
    return read if read <= most else None
