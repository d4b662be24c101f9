"""The departments, the routing of notices, and who would get one (product D5, J2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import NoticeKind
from app.domain.department_form import TypedDepartment, TypedRoute
from app.domain.form_reading import state_of
from app.domain.routing import RoutingRule, Subject, outlived, route, shadows
from app.models import Department, Location, Practice, Provider, RuleRow
from app.models.place_uses import department_uses
from app.models.routing_facts import Switchboard, switchboard
from app.models.typed_places import typed_department


@dataclass(frozen=True, slots=True)
class RouteNames:
    """What routing rules speak of, by id. ``messages`` are those that are not deleted."""

    messages: Mapping[int, str]
    providers: Mapping[int, str]
    locations: Mapping[int, str]
    departments: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One routing rule in words. ``flag`` says why it never decides, empty when it can."""

    id: int
    number: int
    department: str
    parts: tuple[str, ...]
    flag: str


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """One department. ``hours`` is empty where the practice's office hours count."""

    id: int
    name: str
    email: str
    text_number: str
    second_email: str
    hours: tuple[str, str] | None
    days: tuple[int, ...]
    usual: bool


@dataclass(frozen=True, slots=True)
class DepartmentsPage:
    """``fallback`` gets what no routing rule takes; ``tracked`` is whether notices are written at all."""

    departments: tuple[DepartmentLine, ...]
    routes: tuple[RouteLine, ...]
    fallback: str
    tracked: bool


@dataclass(frozen=True, slots=True)
class DepartmentPage:
    """A department's form as saved; ``uses`` says why it cannot be deleted. ``id`` is None for a new one."""

    id: int | None
    typed: TypedDepartment
    seen: str
    uses: tuple[str, ...] = ()


def departments_page(session: Session) -> DepartmentsPage:
    """As saved."""
    board, names = switchboard(session), route_names(session)
    fallback = _fallback(board)
    rows = sorted(board.departments.values(), key=lambda row: row.name.casefold())
    return DepartmentsPage(
        tuple(_department(row, fallback) for row in rows),
        route_lines(board.routing, names),
        names.departments.get(fallback or 0, ""),
        board.rules.track_cancellations,
    )


def department_page(session: Session, department_id: int | None) -> DepartmentPage | None:
    """None when the practice has no such department. Without ``department_id``, the form for a new one."""
    row = Department() if department_id is None else session.get(Department, department_id)
    if row is None:
        return None
    typed = typed_department(row, session.get_one(Practice, session.info["practice_id"]))
    uses = tuple(department_uses(session, department_id)) if department_id else ()
    return DepartmentPage(department_id, typed, state_of(typed), uses)


def route_names(session: Session) -> RouteNames:
    """Each in alphabetical order."""
    there = RuleRow.deleted_at.is_(None)
    return RouteNames(
        *(
            {row.id: row.name for row in session.execute(query)}
            for query in (
                select(RuleRow.id, RuleRow.name).where(there).order_by(RuleRow.name),
                select(Provider.id, Provider.name).order_by(Provider.name, Provider.id),
                select(Location.id, Location.name).order_by(Location.name),
                select(Department.id, Department.name).order_by(Department.name),
            )
        )
    )


def typed_route(rule: RoutingRule) -> TypedRoute:
    """A routing rule as the fields of its form."""
    return TypedRoute(
        department_id=str(rule.department_id),
        rule_ids=_texts(rule.rule_ids),
        visit_types=tuple(sorted(rule.visit_types)),
        provider_ids=_texts(rule.provider_ids),
        location_ids=_texts(rule.location_ids),
    )


def route_lines(routing: tuple[RoutingRule, ...], names: RouteNames) -> tuple[RouteLine, ...]:
    """The rules in words, each with the reason if it never decides."""
    numbers = {rule.id: number for number, rule in enumerate(routing, 1)}
    covered = shadows(routing)
    return tuple(
        RouteLine(
            rule.id,
            numbers[rule.id],
            names.departments[rule.department_id],
            route_parts(rule, names),
            _flag(rule, names, numbers[covered[rule.id].id] if rule.id in covered else None),
        )
        for rule in routing
    )


def route_parts(rule: RoutingRule, names: RouteNames) -> tuple[str, ...]:
    """What it is limited to, a part for each list that is not all."""
    return tuple(
        part
        for part in (
            ", ".join(sorted(rule.visit_types)),
            _joined(rule.provider_ids, names.providers, "a provider who is gone"),
            _joined(rule.location_ids, names.locations, "a location that is gone"),
            _joined(rule.rule_ids, names.messages, "a deleted message"),
        )
        if part
    )


def _flag(rule: RoutingRule, names: RouteNames, before: int | None) -> str:
    if outlived(rule, names.messages):
        return "Can never match: the automated messages it names are deleted."
    return f"Never reached: rule {before} takes all of this first." if before else ""


def _joined(ids: frozenset[int], names: Mapping[int, str], gone: str) -> str:
    known = [name for each, name in names.items() if each in ids]
    return ", ".join(known + ([gone] if len(known) < len(ids) else []))


def _texts(ids: frozenset[int]) -> tuple[str, ...]:
    return tuple(str(each) for each in sorted(ids))


def _fallback(board: Switchboard) -> int | None:
    """Who is told where no routing rule matches, tracked or not: two parents who disagree always are."""
    way = route(NoticeKind.CONFLICT, Subject(None, "", None, 0), board.rules, (), list(board.departments))
    return way.department_id if way else None


def _department(row: Department, fallback: int | None) -> DepartmentLine:
    hours = None
    if row.opens_at and row.closes_at:
        hours = (row.opens_at.isoformat("minutes"), row.closes_at.isoformat("minutes"))
    return DepartmentLine(
        id=row.id,
        name=row.name,
        email=row.email,
        text_number=row.text_number,
        second_email=row.second_email,
        hours=hours,
        days=tuple(row.open_days),
        usual=row.id == fallback,
    )
