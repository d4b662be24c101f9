"""The Global Settings as the page shows them (product D1 to D7), with the closed days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.delivery_form import TypedRules, read_delivery_rules
from app.domain.delivery_rules import DeliveryRules
from app.domain.delivery_sentences import Sentences, sentences
from app.models import DeliveryRulesRow, Department, Holiday, Location


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """``location`` is the office's name, or empty when the whole practice is closed."""

    id: int
    day: date
    name: str
    location: str


@dataclass(frozen=True, slots=True)
class RulesPage:
    """``typed`` is the form, ``seen`` the moment it was read from (ISO 8601, goes back with it)."""

    typed: TypedRules
    seen: str
    said: Sentences
    departments: dict[int, str]
    locations: dict[int, str]
    holidays: tuple[ClosedDay, ...]


def delivery_rules_page(session: Session) -> RulesPage:
    """The settings as saved."""
    row = session.scalars(select(DeliveryRulesRow)).one()
    departments = department_names(session)
    typed = _typed(row)
    said = said_by(typed, departments)
    if said is None:
        raise ValueError(f"the Global Settings of practice {row.practice_id} do not hold together")
    return RulesPage(
        typed, row.changed_at.isoformat(), said, departments, _locations(session), _holidays(session)
    )


def said_by(typed: TypedRules, departments: dict[int, str]) -> Sentences | None:
    """The live sentences for a form as typed; None while it holds something that cannot be used."""
    read = read_delivery_rules(typed, departments)
    if not isinstance(read, DeliveryRules):
        return None
    return sentences(read, departments.get(read.department_id or 0, ""))


def department_names(session: Session) -> dict[int, str]:
    """The practice's departments by id, in alphabetical order."""
    rows = session.execute(select(Department.id, Department.name).order_by(Department.name))
    return {row.id: row.name for row in rows}


def _typed(row: DeliveryRulesRow) -> TypedRules:
    return TypedRules(
        window_from=row.window_from.isoformat("minutes"),
        window_to=row.window_to.isoformat("minutes"),
        days=tuple(str(day) for day in sorted(row.days)),
        cancellation_mode=row.cancellation_mode,
        track_cancellations=row.track_cancellations,
        department_id=str(row.department_id or ""),
        deadline_hours=str(row.deadline_hours),
        sibling_mode=row.sibling_mode,
        daily_cap=str(row.daily_cap or ""),
    )


def _locations(session: Session) -> dict[int, str]:
    rows = session.execute(select(Location.id, Location.name).order_by(Location.name))
    return {row.id: row.name for row in rows}


def _holidays(session: Session) -> tuple[ClosedDay, ...]:
    rows = session.execute(
        select(Holiday.id, Holiday.day, Holiday.name, Location.name.label("location"))
        .outerjoin(Location, Location.id == Holiday.location_id)
        .order_by(Holiday.day, Location.name)
    )
    return tuple(ClosedDay(row.id, row.day, row.name, row.location or "") for row in rows)
