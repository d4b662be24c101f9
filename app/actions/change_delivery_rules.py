"""Staff change the Global Settings (product D1, D4 to D8): all fields at once, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor, write_audit
from app.domain.delivery_form import FieldRefusal, TypedRules, read_delivery_rules
from app.domain.delivery_rules import DeliveryRules
from app.models import DeliveryRulesRow, Department
from app.models.last_change import last_change

_TIMES = ("window_from", "window_to", "days")


@dataclass(frozen=True, slots=True)
class RulesSaved:
    """``changed`` names the fields that differ from before; empty when nothing did."""

    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RulesRefused:
    """Nothing was saved; what is wrong, in the order of the form."""

    refusals: tuple[FieldRefusal, ...]


@dataclass(frozen=True, slots=True)
class RulesChangedMeanwhile:
    """Nothing was saved: ``who`` changed the settings at ``at`` (UTC), after this form was opened."""

    who: str
    at: datetime


def change_delivery_rules(
    session: Session, now: datetime, actor: Actor, typed: TypedRules, seen: str
) -> RulesSaved | RulesRefused | RulesChangedMeanwhile:
    """``seen`` is the ``changed_at`` the form was made from, in ISO 8601.

    New delivery times or days make the next tick look at every coming visit again.
    """
    departments = session.scalars(select(Department.id)).all()
    read = read_delivery_rules(typed, departments)
    if not isinstance(read, DeliveryRules):
        return RulesRefused(read)
    row = session.scalars(select(DeliveryRulesRow).with_for_update()).one()
    if seen != row.changed_at.isoformat():
        return RulesChangedMeanwhile(_who_changed(session, row.id), row.changed_at)
    return _save(session, now, actor, row, read)


def _who_changed(session: Session, rules_id: int) -> str:
    last = last_change(session, "delivery_rules", rules_id)
    return last.who if last else "Somebody"


def _save(
    session: Session, now: datetime, actor: Actor, row: DeliveryRulesRow, rules: DeliveryRules
) -> RulesSaved:
    before, after = _values(row), _columns(rules)
    changed = tuple(column for column in after if before[column] != after[column])
    if not changed:
        return RulesSaved(())
    for column in changed:
        setattr(row, column, after[column])
    row.changed_at = now
    write_audit(
        session, now, actor, "change", "delivery_rules", row.id,
        before={column: _json(before[column]) for column in changed},
        after={column: _json(after[column]) for column in changed},
    )  # fmt: skip
    session.flush()
    if set(changed) & set(_TIMES):
        replan_practice(session, now)
    return RulesSaved(changed)


def _columns(rules: DeliveryRules) -> dict[str, Any]:
    return {
        "window_from": rules.window_from,
        "window_to": rules.window_to,
        "days": sorted(rules.days),
        "cancellation_mode": rules.cancellation_mode.value,
        "track_cancellations": rules.track_cancellations,
        "department_id": rules.department_id,
        "deadline_hours": rules.deadline_hours,
        "sibling_mode": rules.sibling_mode.value,
        "daily_cap": rules.daily_cap,
    }


def _values(row: DeliveryRulesRow) -> dict[str, Any]:
    columns = [*_columns(DeliveryRules())]
    return {column: getattr(row, column) for column in columns} | {"days": sorted(row.days)}


def _json(value: Any) -> Any:
    return value.isoformat("minutes") if hasattr(value, "isoformat") else value
