"""What still needs a location or a department, in words: it cannot be deleted while there is any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import any_, func, select
from sqlalchemy.orm import Session

from app.models.appointment import AppointmentRow
from app.models.message import Message
from app.models.notice import Notice
from app.models.practice import DeliveryRulesRow, Department, Location, RoutingRule
from app.models.rule import RuleRow
from app.models.staff import StaffUser


def location_uses(session: Session, location_id: int) -> list[str]:
    """Why this location must stay; empty when it may go."""
    return [
        *_location_uses(session, location_id),
        *(["it is the only one: every visit needs a place"] if _count(session, Location) == 1 else []),
    ]


def _location_uses(session: Session, location_id: int) -> Iterator[str]:
    visits = _count(session, AppointmentRow, AppointmentRow.location_id == location_id)
    if visits:
        yield f"{visits} {'visit is' if visits == 1 else 'visits are'} there, past ones included"
    limited = select(RuleRow.name).where(
        RuleRow.deleted_at.is_(None), any_(RuleRow.location_ids) == location_id
    )
    for name in session.scalars(limited.order_by(RuleRow.name)):
        yield f"the automated message “{name}” is limited to it"
    if _count(session, RoutingRule, any_(RoutingRule.location_ids) == location_id):
        yield "a routing rule names it"


def department_uses(session: Session, department_id: int) -> list[str]:
    """Why this department must stay; empty when it may go."""
    return [
        *_department_uses(session, department_id),
        *(["it is the only one"] if _count(session, Department) == 1 else []),
    ]


def _department_uses(session: Session, department_id: int) -> Iterator[str]:
    if _count(session, DeliveryRulesRow, DeliveryRulesRow.department_id == department_id):
        yield "the Global settings tell it of cancellations"
    if _count(session, RoutingRule, RoutingRule.department_id == department_id):
        yield "a routing rule sends notices there"
    people = select(StaffUser.name).where(StaffUser.department_id == department_id).order_by(StaffUser.name)
    for name in session.scalars(people):
        yield f"{name} belongs to it"
    notices = _count(session, Notice, Notice.department_id == department_id)
    if notices or _count(session, Message, Message.department_id == department_id):
        yield f"it has {notices} {'notice' if notices == 1 else 'notices'} in the history"
    if _count(session, AppointmentRow, AppointmentRow.department_id == department_id):
        yield "the schedule names it for visits"


def _count(session: Session, table: Any, *only: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*only)) or 0
