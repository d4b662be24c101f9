"""What staff read for plans, purchases and the ledger (product L1 to L4)."""

from __future__ import annotations

from decimal import Decimal

from app.domain.plans import EntryKind, PlanKind, PurchaseStatus, Unit, days_left
from app.domain.tariffs import UNITS, amount_words

PLANS = {
    PlanKind.CREDITS: "Credits",
    PlanKind.UNLIMITED: "Unlimited",
    PlanKind.PREPAID: "Prepaid",
}
EXPLAINED = {
    PlanKind.CREDITS: "You buy credits, and every message takes some. The cost is told before you send.",
    PlanKind.UNLIMITED: "A fee a month for each provider. Messages are not counted and nothing is asked.",
    PlanKind.PREPAID: "You pay money in, and every message takes its price.",
}
ENTRIES = {
    EntryKind.PURCHASE: "Bought",
    EntryKind.CORRECTION: "Correction",
    EntryKind.RESERVE: "Put aside for a message",
    EntryKind.SETTLE: "Spent, the message was taken",
    EntryKind.GIVE_BACK: "Given back, it was not sent",
    EntryKind.SWITCH: "Another plan began",
}
PURCHASES = {
    PurchaseStatus.ORDERED: "Waits for payment",
    PurchaseStatus.PAID: "Paid",
    PurchaseStatus.CANCELLED: "Taken back",
}

_LONG = 400


def unit_bought(kind: PlanKind, next_kind: PlanKind | None) -> Unit | None:
    """What a practice buys now: for the plan that follows, where one was chosen; None if it buys nothing."""
    return UNITS.get(next_kind or kind)


def switch_words(kind: PlanKind, next_kind: PlanKind, balance: Decimal, unit: Unit) -> str:
    """When the plan chosen to follow ``kind`` begins, and what becomes of the rest of the old balance."""
    falls_away = "What is left then falls away; what you pay in before counts from then on."
    if kind is PlanKind.UNLIMITED:
        settled = "once what is put aside of the old balance for messages on their way is settled"
        return f"{PLANS[next_kind]} begins {settled}. {falls_away}"
    rest = amount_words(balance, unit)
    begins = f"{PLANS[next_kind]} begins when a message cannot be paid from the {rest} any more."
    if UNITS.get(next_kind, unit) is unit:
        return f"{begins} What is left then stays shown."
    return f"{begins} First every message on its way is settled. {falls_away}"


def lasts_words(balance: Decimal, spent: Decimal, days: int) -> str:
    """How long the balance lasts if as much is spent a day as in the last ``days``, at least 1.

    Empty when nothing is left: that stands beside it already.
    """
    if balance <= 0:
        return ""
    left = days_left(balance, spent, days)
    if left is None:
        return "Nothing was spent lately."
    pace = f"at the pace of the last {days} days" if days > 1 else "at today's pace"
    if left > _LONG:
        return f"Lasts more than a year {pace}."
    if left == 0:
        return f"Lasts less than a day {pace}."
    return f"Lasts {left} {'day' if left == 1 else 'days'} {pace}."
