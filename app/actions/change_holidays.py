"""Add and remove closed days (product A2, D2), for one office or the whole practice."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor, write_audit
from app.models import Holiday, Location


def add_holiday(
    session: Session, now: datetime, actor: Actor, day: str, name: str, location: str
) -> dict[str, str]:
    """The fields that cannot be used with words, or ``{}`` when saved. All arguments as typed.

    ``location`` is the id of an office, or empty for the whole practice.
    """
    found, closed = _location(session, location), _day(day)
    refused = {}
    if closed is None:
        refused["day"] = "Write the day as year-month-day, for example 2026-12-25."
    if found is None:
        refused["location"] = "Choose one of the practice's offices, or all."
    if closed is None or found is None:
        return refused
    place = found or None
    if _stands(session, closed, place):
        return {"day": "This day is on the list already."}
    _add(session, now, actor, Holiday(day=closed, name=name.strip(), location_id=place))
    return {}


def remove_holiday(session: Session, now: datetime, actor: Actor, holiday_id: int) -> bool:
    """False if this practice has no such day on its list."""
    row = session.get(Holiday, holiday_id)
    if row is None:
        return False
    before = {"day": row.day.isoformat(), "name": row.name, "location_id": row.location_id}
    session.delete(row)
    write_audit(session, now, actor, "remove", "holiday", holiday_id, before=before)
    session.flush()
    replan_practice(session, now)
    return True


def _add(session: Session, now: datetime, actor: Actor, row: Holiday) -> None:
    session.add(row)
    session.flush()
    after = {"day": row.day.isoformat(), "name": row.name, "location_id": row.location_id}
    write_audit(session, now, actor, "add", "holiday", row.id, after=after)
    replan_practice(session, now)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _location(session: Session, typed: str) -> int | None:
    """0 for all offices, the office's id, or None for one that this practice does not have."""
    if not typed:
        return 0
    ids = session.scalars(select(Location.id)).all()
    return next((each for each in ids if str(each) == typed), None)


def _stands(session: Session, day: date, location_id: int | None) -> bool:
    same_place = Holiday.location_id.is_(None) if location_id is None else Holiday.location_id == location_id
    return session.scalar(select(Holiday.id).where(Holiday.day == day, same_place)) is not None
