"""The plan that was chosen to follow begins once the old balance is used up (product L2)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.actions.write_audit import CLOCK, write_audit
from app.domain.plans import EntryKind, PlanKind, PurchaseStatus, Unit
from app.domain.tariffs import LOW, UNITS, amount_words
from app.models import LedgerEntry, Plan, Purchase


def begin_next_plan(session: Session, now: datetime, plan: Plan) -> str | None:
    """The kind that begins at ``now`` (UTC); None if none was chosen, or the old one is not done yet.

    For a plan that is locked, when a message could not be paid any more. To the unlimited plan the rest of
    the old balance stays as it is. A plan that counts in something else begins once nothing is put aside
    any more: the rest of the old balance ends, and what was paid in for the new one counts.
    """
    if plan.next_kind is None:
        return None
    unit = UNITS.get(PlanKind(plan.next_kind), Unit(plan.unit))
    if unit != plan.unit and plan.reserved:
        return None
    before = {"kind": plan.kind, "balance": str(plan.balance), "unit": plan.unit}
    note = f"{plan.kind} to {plan.next_kind}, {amount_words(plan.balance, Unit(plan.unit))} left"
    ended = -plan.balance if unit != plan.unit else 0
    session.add(LedgerEntry(at=now, kind=EntryKind.SWITCH, unit=plan.unit, amount=ended, note=note))
    plan.kind, plan.next_kind, plan.since, plan.changed_at = plan.next_kind, None, now, now
    if unit != plan.unit or plan.low_balance is None:
        plan.low_balance, plan.low_told_at = LOW.get(PlanKind(plan.kind)), None
    if unit != plan.unit:
        plan.unit, plan.balance = unit, _paid_in(session, now, unit)
    after = {"kind": plan.kind, "balance": str(plan.balance), "unit": plan.unit}
    write_audit(session, now, CLOCK, "switch", "plan", plan.id, before=before, after=after)
    session.flush()
    return plan.kind


def _paid_in(session: Session, now: datetime, unit: Unit) -> Decimal:
    """What was bought for the new plan while the old one still ran."""
    counted = exists().where(LedgerEntry.purchase_id == Purchase.id)
    waiting = session.scalars(
        select(Purchase).where(Purchase.unit == unit, Purchase.status == PurchaseStatus.PAID, ~counted)
    ).all()
    session.add_all(
        LedgerEntry(
            at=now, kind=EntryKind.PURCHASE, unit=unit, amount=each.quantity, purchase_id=each.id,
            staff_id=each.ordered_by,
        )
        for each in waiting
    )  # fmt: skip
    return sum((each.quantity for each in waiting), Decimal(0))
