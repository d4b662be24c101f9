"""Choose how the practice pays for its messages (product L1, L2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.actions.begin_plan import begin_next_plan
from app.actions.own_plan import own_plan
from app.actions.wake_unpaid import wake_unpaid
from app.actions.write_audit import Actor, write_audit
from app.domain.plans import PlanKind, PurchaseStatus
from app.domain.tariffs import UNITS
from app.models import LedgerEntry, Plan, Purchase


class PaidForNext(ValueError):
    """Money was paid in for the plan that follows, so it cannot be taken back."""


def choose_plan(session: Session, now: datetime, actor: Actor, kind: PlanKind) -> Plan:
    """The practice's plan, audited. Another kind begins when the old balance is used up, so at once where
    there is none; the present kind takes a choice back that has not begun.

    Raises PaidForNext when something was bought for the plan that would not begin.
    """
    plan = own_plan(session, now)
    if plan.next_kind and kind != plan.next_kind and _paid_for(session, PlanKind(plan.next_kind), plan):
        raise PaidForNext
    before = {"kind": plan.kind, "next_kind": plan.next_kind}
    plan.next_kind = kind if kind != plan.kind else None
    if before["next_kind"] != plan.next_kind:
        plan.changed_at = now
        after = {"kind": plan.kind, "next_kind": plan.next_kind}
        write_audit(session, now, actor, "choose", "plan", plan.id, before=before, after=after)
    session.flush()
    if (plan.kind == PlanKind.UNLIMITED or not plan.balance) and begin_next_plan(session, now, plan):
        wake_unpaid(session, now)
    return plan


def _paid_for(session: Session, kind: PlanKind, plan: Plan) -> bool:
    """Was something paid that only counts under this plan?"""
    if UNITS.get(kind, plan.unit) == plan.unit:
        return False
    counted = exists().where(LedgerEntry.purchase_id == Purchase.id)
    paid = select(Purchase.id).where(
        Purchase.unit == UNITS[kind], Purchase.status == PurchaseStatus.PAID, ~counted
    )
    return session.scalar(paid.limit(1)) is not None
