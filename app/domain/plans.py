"""How a practice pays for its messages (product L1 to L3)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum


class PlanKind(StrEnum):
    """Credits, a flat monthly fee for each provider, or money paid in before (L1)."""

    UNLIMITED = "unlimited"
    CREDITS = "credits"
    PREPAID = "prepaid"


class Unit(StrEnum):
    """What a balance is counted in."""

    CREDITS = "credits"
    DOLLARS = "dollars"


class EntryKind(StrEnum):
    """One line of the ledger (L3).

    Money or credits come in by a purchase or a correction. For a message they are put aside (reserved),
    then spent (settled) or given back.
    """

    PURCHASE = "purchase"
    CORRECTION = "correction"
    RESERVE = "reserve"
    SETTLE = "settle"
    GIVE_BACK = "give_back"
    SWITCH = "switch"


class PurchaseStatus(StrEnum):
    """An order waits for its payment, was paid, or was taken back."""

    ORDERED = "ordered"
    PAID = "paid"
    CANCELLED = "cancelled"


def days_left(balance: Decimal, spent: Decimal, days: int) -> int | None:
    """For how many whole days ``balance`` lasts at the pace of ``spent`` in the last ``days`` (1 or more).

    None when nothing was spent: it lasts for ever, as far as anybody can tell.
    """
    return int(balance * days / spent) if spent > 0 else None
