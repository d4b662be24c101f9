"""The practice, its places, people, departments and Global Settings as parts of the set-up document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.columns import Tenant
from app.domain.answers import CancellationMode
from app.domain.languages import Language
from app.domain.siblings import SiblingMode
from app.feeds.config.practice_parts import (
    DeliveryRulesPart,
    DepartmentPart,
    HolidayPart,
    LocationPart,
    PracticePart,
    ProviderPart,
    VisitTypePart,
)
from app.feeds.config.values import DAYS, Day, HoursPart
from app.models import DeliveryRulesRow, Department, Holiday, Location, Practice, Provider, VisitType

Row = TypeVar("Row", bound=Tenant)


def rows_by_name(session: Session, table: type[Row], *only: Any) -> Sequence[Row]:
    """Rows of a named thing that meet ``only``, in the order of the document."""
    return session.scalars(
        select(table).where(*only).order_by(table.name, table.id)  # type: ignore[attr-defined]
    ).all()


def hours_part(
    window_from: time | None, window_to: time | None, days: Iterable[int] | None
) -> HoursPart | None:
    """Own delivery times; none where the practice's count."""
    if window_from is None or window_to is None or days is None:
        return None
    return HoursPart(window_from=window_from, window_to=window_to, days=day_names(days))


def day_names(days: Iterable[int]) -> list[Day]:
    """0 is Monday; ascending."""
    return [DAYS[day] for day in sorted(days)]


def practice_part(row: Practice) -> PracticePart:
    """The practice itself."""
    values = {name: getattr(row, name) for name in PracticePart.model_fields}
    values["languages"] = [Language(each) for each in row.languages]
    values["fallback_language"] = Language(row.fallback_language)
    return PracticePart(**values)


def delivery_rules_part(session: Session, departments: Mapping[int, str]) -> DeliveryRulesPart:
    """The Global Settings."""
    row = session.scalars(select(DeliveryRulesRow)).one()
    return DeliveryRulesPart(
        window_from=row.window_from,
        window_to=row.window_to,
        days=day_names(row.days),
        cancellation_mode=CancellationMode(row.cancellation_mode),
        track_cancellations=row.track_cancellations,
        department=departments.get(row.department_id or 0),
        deadline_hours=row.deadline_hours,
        sibling_mode=SiblingMode(row.sibling_mode),
        daily_cap=row.daily_cap,
    )


def visit_type_part(row: VisitType) -> VisitTypePart:
    """One appointment type."""
    return VisitTypePart(name=row.name, confidential=row.confidential, well_visit=row.well_visit)


def location_part(row: Location) -> LocationPart:
    """One place."""
    return LocationPart(
        name=row.name,
        timezone=row.timezone,
        phone=row.phone,
        address=row.address,
        sender=row.sender,
        own_hours=hours_part(row.window_from, row.window_to, row.days),
        cancellation_mode=CancellationMode(row.cancellation_mode) if row.cancellation_mode else None,
        deadline_hours=row.deadline_hours,
    )


def department_part(row: Department) -> DepartmentPart:
    """One inbox for notices."""
    return DepartmentPart(
        name=row.name,
        email=row.email,
        text_number=row.text_number,
        second_email=row.second_email,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        open_days=day_names(row.open_days),
    )


def provider_parts(rows: Sequence[Provider]) -> list[ProviderPart]:
    """Providers of one name, as schedules sometimes hold them, are one in a document."""
    first = {row.name.casefold(): row for row in reversed(rows)}
    return [
        ProviderPart(name=row.name, spoken_name=row.spoken_name, name_es=row.name_es, video_url=row.video_url)
        for row in reversed(first.values())
    ]


def holiday_parts(session: Session, places: Mapping[int, str]) -> list[HolidayPart]:
    """The closed days, by date."""
    rows = session.scalars(select(Holiday).order_by(Holiday.day, Holiday.location_id)).all()
    return [
        HolidayPart(day=row.day, name=row.name, location=places.get(row.location_id or 0)) for row in rows
    ]
