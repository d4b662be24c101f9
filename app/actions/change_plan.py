"""Staff change what messages cost, the fee and the level of the alert (product L1): all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.own_plan import own_plan
from app.actions.write_audit import Actor, write_audit
from app.domain.plan_form import ReadPlan, TypedPlan, read_plan
from app.domain.plans import PlanKind
from app.models import Plan
from app.models.last_change import last_change


@dataclass(frozen=True, slots=True)
class PlanRefused:
    """Nothing was saved; what is wrong, by field."""

    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlanChangedMeanwhile:
    """Nothing was saved: ``who`` changed the plan at ``at`` (UTC), after this form was opened."""

    who: str
    at: datetime


def change_plan(
    session: Session, now: datetime, actor: Actor, typed: TypedPlan, seen: str
) -> bool | PlanRefused | PlanChangedMeanwhile:
    """Whether anything changed. ``seen`` is the ``changed_at`` the form was made from, in ISO 8601, empty
    where there was no plan yet. What is put aside already keeps its cost.
    """
    plan = own_plan(session, now)
    if seen and seen != plan.changed_at.isoformat():
        last = last_change(session, "plan", plan.id)
        return PlanChangedMeanwhile(last.who if last else "Somebody", plan.changed_at)
    read = read_plan(typed, PlanKind(plan.kind))
    return _save(session, now, actor, plan, read) if isinstance(read, ReadPlan) else PlanRefused(read)


def _save(session: Session, now: datetime, actor: Actor, plan: Plan, read: ReadPlan) -> bool:
    after = _columns(plan, read)
    before = {column: getattr(plan, column) for column in after}
    changed = [column for column in after if before[column] != after[column]]
    if not changed:
        return False
    for column in changed:
        setattr(plan, column, after[column])
    plan.changed_at = now
    if "low_balance" in changed:
        plan.low_told_at = None
    write_audit(
        session, now, actor, "change", "plan", plan.id,
        before={column: _json(before[column]) for column in changed},
        after={column: _json(after[column]) for column in changed},
    )  # fmt: skip
    session.flush()
    return True


def _columns(plan: Plan, read: ReadPlan) -> dict[str, Any]:
    columns: dict[str, Any] = {"monthly_fee": read.fee, "low_balance": read.low_balance}
    rates = {channel.value: str(rate) for channel, rate in read.rates.items()}
    if plan.kind == PlanKind.CREDITS:
        columns["credit_rates"] = rates
    elif plan.kind == PlanKind.PREPAID:
        columns["prices"] = rates
    return columns


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, dict) else str(value)
