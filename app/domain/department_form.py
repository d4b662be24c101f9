"""A department and a routing rule as somebody typed them (product D5, J2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.domain.form_reading import FormReading


@dataclass(frozen=True, slots=True)
class TypedDepartment:
    """The fields as text; without ``own_hours`` the practice's office hours count."""

    name: str
    email: str
    text_number: str
    second_email: str
    own_hours: bool
    opens_at: str
    closes_at: str
    open_days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedRoute:
    """The ids and types that were ticked, as text; none ticked means all."""

    department_id: str
    rule_ids: tuple[str, ...]
    visit_types: tuple[str, ...]
    provider_ids: tuple[str, ...]
    location_ids: tuple[str, ...]


def read_department(reading: FormReading, typed: TypedDepartment, taken: Collection[str]) -> dict[str, Any]:
    """The values by field, except the addresses. ``taken`` are the names of the other departments."""
    name = reading.text("name", typed.name, 60, "Write the department’s name, for example Front Desk.")
    if name.casefold() in {each.casefold() for each in taken}:
        reading.refuse("name", "Another department has this name. Give each its own.")
    return {
        "name": name,
        **_hours(reading, typed),
        "open_days": sorted(reading.days("open_days", typed.open_days)),
    }


def read_route(
    reading: FormReading, typed: TypedRoute, departments: Collection[int], known: dict[str, Collection[int]]
) -> dict[str, Any]:
    """The values by field. ``known`` holds the practice's own ids for each list of ids."""
    department = next((each for each in departments if str(each) == typed.department_id), 0)
    if not department:
        reading.refuse("department_id", "Choose the department that is told, for example Nursing.")
    return {
        "department_id": department,
        "visit_types": sorted({" ".join(each.split()) for each in typed.visit_types} - {""}),
        **{
            field: sorted(each for each in ids if str(each) in getattr(typed, field))
            for field, ids in known.items()
        },
    }


def _hours(reading: FormReading, typed: TypedDepartment) -> dict[str, Any]:
    if not typed.own_hours:
        return {"opens_at": None, "closes_at": None}
    opens, closes = reading.clock("opens_at", typed.opens_at), reading.clock("closes_at", typed.closes_at)
    if not {"opens_at", "closes_at"} & set(reading.faults) and opens >= closes:
        reading.refuse("opens_at", "Opens must be earlier than Closes, for example 08:00 and 17:00.")
    return {"opens_at": opens, "closes_at": closes}
