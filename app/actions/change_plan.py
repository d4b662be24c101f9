"""Staff change what messages cost, the fee and the level of the alert (product L1): all or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.own_plan import own_plan
from app.actions.write_audit import Actor
from app.actions.write_changes import ChangedMeanwhile, Outcome, Refused, write_changes
from app.domain.plan_form import ReadPlan, TypedPlan, read_plan
from app.domain.plans import PlanKind
from app.models import Plan
from app.models.last_change import last_change

SUBJECT = "plan"


def change_plan(session: Session, now: datetime, actor: Actor, typed: TypedPlan, seen: str) -> Outcome:
    """``seen`` is the ``changed_at`` the form was made from, in ISO 8601, empty where there was no plan yet.

    What is put aside already keeps its cost.
    """
    plan = own_plan(session, now)
    if seen and seen != plan.changed_at.isoformat():
        return ChangedMeanwhile(last_change(session, SUBJECT, plan.id))
    read = read_plan(typed, PlanKind(plan.kind))
    if not isinstance(read, ReadPlan):
        return Refused(read)
    saved = write_changes(session, now, actor, SUBJECT, plan, _columns(plan, read))
    if saved.changed:
        plan.changed_at = now
    if "low_balance" in saved.changed:
        plan.low_told_at = None
    session.flush()
    return saved


def _columns(plan: Plan, read: ReadPlan) -> dict[str, Any]:
    columns: dict[str, Any] = {"monthly_fee": read.fee, "low_balance": read.low_balance}
    rates = {channel.value: str(rate) for channel, rate in read.rates.items()}
    if plan.kind == PlanKind.CREDITS:
        columns["credit_rates"] = rates
    elif plan.kind == PlanKind.PREPAID:
        columns["prices"] = rates
    return columns
