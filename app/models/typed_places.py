"""Rows of the practice's set-up as the fields of their forms."""

from __future__ import annotations

from datetime import time

from app.domain.department_form import TypedDepartment
from app.domain.location_form import TypedLocation
from app.domain.practice_form import TypedPractice
from app.models.practice import DeliveryRulesRow, Department, Location, Practice


def typed_practice(row: Practice) -> TypedPractice:
    """The practice's own settings as its form shows them."""
    return TypedPractice(
        name=row.name,
        short_name=row.short_name,
        timezone=row.timezone,
        phone=row.phone,
        address=row.address,
        email=row.email,
        languages=tuple(row.languages),
        fallback_language=row.fallback_language,
        text_limit=str(row.text_limit),
        keep_accents=row.keep_accents,
        opens_at=_clock(row.opens_at),
        closes_at=_clock(row.closes_at),
        confidential_age=str(row.confidential_age),
        ask_birth_date=row.ask_birth_date,
    )


def typed_location(row: Location, usual: DeliveryRulesRow) -> TypedLocation:
    """A location; where it has nothing of its own, its fields begin with the practice's values."""
    return TypedLocation(
        name=row.name or "",
        timezone=row.timezone or "",
        phone=row.phone or "",
        address=row.address or "",
        sender=row.sender or "",
        own_hours=row.days is not None,
        window_from=_clock(row.window_from or usual.window_from),
        window_to=_clock(row.window_to or usual.window_to),
        days=_days(usual.days if row.days is None else row.days),
        own_mode=row.cancellation_mode is not None,
        cancellation_mode=row.cancellation_mode or usual.cancellation_mode,
        own_deadline=row.deadline_hours is not None,
        deadline_hours=str(row.deadline_hours or usual.deadline_hours),
    )


def typed_department(row: Department, practice: Practice) -> TypedDepartment:
    """A department; without hours of its own its fields begin with the practice's."""
    return TypedDepartment(
        name=row.name or "",
        email=row.email or "",
        text_number=row.text_number or "",
        second_email=row.second_email or "",
        own_hours=row.opens_at is not None,
        opens_at=_clock(row.opens_at or practice.opens_at),
        closes_at=_clock(row.closes_at or practice.closes_at),
        open_days=_days(row.open_days or range(5)),
    )


def _clock(at: time) -> str:
    return at.isoformat("minutes")


def _days(days: range | list[int]) -> tuple[str, ...]:
    return tuple(str(day) for day in sorted(days))
