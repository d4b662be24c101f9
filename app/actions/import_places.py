"""Make the practice, its places, people, departments and Global Settings what a document says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.upsert_named import Named, set_values, upsert_named
from app.feeds.config.document import ConfigDocument
from app.feeds.config.practice_parts import DeliveryRulesPart, DepartmentPart, HolidayPart, LocationPart
from app.feeds.config.values import DAYS, Day, HoursPart
from app.models import DeliveryRulesRow, Department, Holiday, Location, Practice, Provider, VisitType


class Known(NamedTuple):
    """The ids that the names of a document stand for."""

    locations: Named
    providers: Named
    departments: Named


def import_places(session: Session, now: datetime, practice_id: int, document: ConfigDocument) -> Known:
    """Write what ``document`` says of the practice itself; returns everything by its name."""
    set_values(session.get_one(Practice, practice_id), document.practice.model_dump())
    upsert_named(session, VisitType, [part.model_dump() for part in document.visit_types])
    known = Known(
        upsert_named(session, Location, [_location(part) for part in document.locations]),
        upsert_named(session, Provider, [part.model_dump() for part in document.providers]),
        upsert_named(session, Department, [_department(part) for part in document.departments]),
    )
    _write_delivery_rules(session, now, document.delivery_rules, known.departments)
    _write_holidays(session, document.holidays, known.locations)
    return known


def hours_values(part: HoursPart | None) -> dict[str, Any]:
    """Own delivery times as a place or a message keeps them; all empty where the practice's count."""
    if part is None:
        return {"window_from": None, "window_to": None, "days": None}
    return {"window_from": part.window_from, "window_to": part.window_to, "days": day_numbers(part.days)}


def day_numbers(days: Iterable[Day]) -> list[int]:
    """0 is Monday; ascending, each once."""
    return sorted({DAYS.index(day) for day in days})


def _location(part: LocationPart) -> dict[str, Any]:
    return part.model_dump(exclude={"own_hours"}) | hours_values(part.own_hours)


def _department(part: DepartmentPart) -> dict[str, Any]:
    return part.model_dump(exclude={"open_days"}) | {"open_days": day_numbers(part.open_days)}


def _write_delivery_rules(
    session: Session, now: datetime, part: DeliveryRulesPart, departments: Named
) -> None:
    values = part.model_dump(exclude={"department", "days"})
    values["days"] = day_numbers(part.days)
    values["department_id"] = departments[part.department] if part.department else None
    row = session.scalars(select(DeliveryRulesRow)).one()
    set_values(row, values)
    if session.is_modified(row):
        row.changed_at = now


def _write_holidays(session: Session, parts: Iterable[HolidayPart], places: Named) -> None:
    session.execute(delete(Holiday))
    for part in parts:
        place = places[part.location] if part.location else None
        session.add(Holiday(day=part.day, name=part.name, location_id=place))
