"""Staff say which notices go to which department: rules in an order that counts (product D5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Outcome, Refused, write_changes, write_new
from app.domain.department_form import TypedRoute, read_route
from app.domain.form_reading import FormReading
from app.models import Department, Location, Provider, RoutingRule, RuleRow


def add_route(session: Session, now: datetime, actor: Actor, typed: TypedRoute) -> Outcome:
    """At the end: it counts for what no rule before it takes."""
    reading = FormReading()
    values = _values(session, reading, typed)
    if reading.faults:
        return Refused(reading.faults)
    values["position"] = len(_in_order(session)) + 1
    return write_new(session, now, actor, "routing_rule", RoutingRule(**values), values)


def change_route(
    session: Session, now: datetime, actor: Actor, routing_rule_id: int, typed: TypedRoute
) -> Outcome | None:
    """None when the practice has no such rule."""
    row = session.get(RoutingRule, routing_rule_id, with_for_update=True)
    if row is None:
        return None
    reading = FormReading()
    values = _values(session, reading, typed)
    if reading.faults:
        return Refused(reading.faults)
    return write_changes(session, now, actor, "routing_rule", row, values)


def move_route(session: Session, now: datetime, actor: Actor, routing_rule_id: int, by: int) -> bool:
    """One place up (``by`` -1) or down (1). False if unknown; at either end it stays where it is."""
    rows = _in_order(session)
    place = next((place for place, row in enumerate(rows) if row.id == routing_rule_id), None)
    if place is None:
        return False
    other = place + by
    if 0 <= other < len(rows):
        rows.insert(other, rows.pop(place))
        _number(rows)
        write_audit(
            session, now, actor, "move", "routing_rule", routing_rule_id,
            before={"position": place + 1}, after={"position": other + 1},
        )  # fmt: skip
    return True


def remove_route(session: Session, now: datetime, actor: Actor, routing_rule_id: int) -> bool:
    """False if the practice has no such rule."""
    rows = _in_order(session)
    row = next((row for row in rows if row.id == routing_rule_id), None)
    if row is None:
        return False
    before = {"position": row.position, "department_id": row.department_id}
    session.delete(row)
    session.flush()
    _number([each for each in rows if each is not row])
    write_audit(session, now, actor, "remove", "routing_rule", routing_rule_id, before=before)
    return True


def _in_order(session: Session) -> list[RoutingRule]:
    return list(session.scalars(select(RoutingRule).order_by(RoutingRule.position).with_for_update()))


def _number(rows: Sequence[RoutingRule]) -> None:
    for position, row in enumerate(rows, 1):
        row.position = position


def _values(session: Session, reading: FormReading, typed: TypedRoute) -> dict[str, Any]:
    messages = select(RuleRow.id).where(RuleRow.deleted_at.is_(None))
    return read_route(
        reading,
        typed,
        session.scalars(select(Department.id)).all(),
        {
            "rule_ids": session.scalars(messages).all(),
            "provider_ids": session.scalars(select(Provider.id)).all(),
            "location_ids": session.scalars(select(Location.id)).all(),
        },
    )
