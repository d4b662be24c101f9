"""Who picks up the telephone of a practice, and when (product I2, D6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Appointment
from app.domain.local_time import local_day, zone
from app.domain.office_hours import OfficeHours
from app.models.practice import Holiday, Location, Practice


def office_phone(practice: Practice, place: Location | None) -> str:
    """The number a caller is put through to (E.164), or empty where none can be dialled."""
    try:
        number = phonenumbers.parse((place and place.phone) or practice.phone, "US")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_open(
    session: Session,
    practice: Practice,
    place: Location | None,
    local_now: datetime,
    visits: Sequence[Appointment] = (),
) -> bool:
    """Does somebody pick up at ``local_now``, naive on the place's clock? On the days of ``visits`` too."""
    places = {None, place.id if place else None}
    closed = {row.day for row in session.scalars(select(Holiday)) if row.location_id in places}
    expected: set[date] = {local_day(each.starts_at, zone(each.zone)) for each in visits}
    hours = OfficeHours(practice.opens_at, practice.closes_at, holidays=closed, visit_days=expected)
    return hours.open_until(local_now) is not None
