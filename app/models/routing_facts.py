"""What routing decides from: the rules in order, the departments, and what each notice is about (D5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import NoticeKind
from app.domain.delivery_rules import DeliveryRules
from app.domain.routing import Route, RoutingRule, Subject, route
from app.models.appointment import AppointmentRow
from app.models.facts import delivery_rules_facts
from app.models.message import Message
from app.models.practice import DeliveryRulesRow, Department
from app.models.practice import RoutingRule as RoutingRow


@dataclass(frozen=True, slots=True)
class Switchboard:
    """A practice's way of telling its departments."""

    rules: DeliveryRules
    routing: tuple[RoutingRule, ...]
    departments: Mapping[int, Department]

    def route(self, kind: NoticeKind, subject: Subject) -> Route | None:
        """Who is told of it, if anybody."""
        return route(kind, subject, self.rules, self.routing, list(self.departments))


def switchboard(session: Session) -> Switchboard:
    """That of the session's practice."""
    return Switchboard(
        delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one()),
        tuple(
            routing_facts(row) for row in session.scalars(select(RoutingRow).order_by(RoutingRow.position))
        ),
        {row.id: row for row in session.scalars(select(Department).order_by(Department.id))},
    )


def routing_facts(row: RoutingRow) -> RoutingRule:
    """One rule of the routing."""
    return RoutingRule(
        id=row.id,
        department_id=row.department_id,
        rule_ids=frozenset(row.rule_ids),
        visit_types=frozenset(row.visit_types),
        provider_ids=frozenset(row.provider_ids),
        location_ids=frozenset(row.location_ids),
    )


def subjects_of(
    session: Session, appointment_ids: Collection[int], contact_id: int | None, link_id: int | None
) -> Mapping[int, Subject]:
    """What a notice about each appointment is about. The message answered is its link's newest."""
    rows = session.execute(
        select(
            AppointmentRow.id,
            AppointmentRow.visit_type,
            AppointmentRow.provider_id,
            AppointmentRow.location_id,
        ).where(AppointmentRow.id.in_(appointment_ids))
    ).all()
    rule_id = _answered(session, contact_id, link_id)
    return {row.id: Subject(rule_id, row.visit_type, row.provider_id, row.location_id) for row in rows}


def _answered(session: Session, contact_id: int | None, link_id: int | None) -> int | None:
    if link_id is None:
        return None
    return session.scalar(
        select(Message.rule_id)
        .where(Message.contact_id == contact_id, Message.link_id == link_id, Message.rule_id.is_not(None))
        .order_by(Message.id.desc())
        .limit(1)
    )
