"""What a routing rule can be limited to (product D5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.domain.department_form import TypedRoute
from app.models import AppointmentRow, RoutingRule, VisitType
from app.models.routing_facts import routing_facts
from app.queries.departments_page import RouteNames, route_names, typed_route

_LATELY = timedelta(days=90)
_NOTHING = TypedRoute("", (), (), (), ())


@dataclass(frozen=True, slots=True)
class RoutePage:
    """A routing rule's form as saved; ``id`` and ``number`` are None for a new one."""

    id: int | None
    number: int | None
    typed: TypedRoute
    names: RouteNames
    types: tuple[str, ...]


def route_page(session: Session, now: datetime, routing_rule_id: int | None) -> RoutePage | None:
    """None when the practice has no such rule."""
    names, types = route_names(session), type_names(session, now)
    if routing_rule_id is None:
        return RoutePage(None, None, _NOTHING, names, types)
    row = session.get(RoutingRule, routing_rule_id)
    if row is None:
        return None
    typed = typed_route(routing_facts(row))
    return RoutePage(row.id, row.position, typed, names, _with(types, row.visit_types))


def type_names(session: Session, now: datetime) -> tuple[str, ...]:
    """Types the schedule used since 90 days before ``now`` (UTC), and those that were set up."""
    used = select(AppointmentRow.visit_type).where(
        AppointmentRow.visit_type != "", AppointmentRow.starts_at >= now - _LATELY
    )
    return _with((), session.scalars(union(used, select(VisitType.name))))


def _with(types: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    """One of each, however its letters are written, in alphabetical order."""
    found = {name.casefold(): name for name in (*types, *more)}
    return tuple(found[key] for key in sorted(found))
