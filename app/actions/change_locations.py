"""Staff add, change and delete locations (product A2) with delivery rules of their own (D1, D4, D6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.hold_visits import SHARED
from app.actions.read_addresses import phone_of
from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile, Outcome, Refused, write_changes, write_new
from app.domain.form_reading import FormReading, state_of
from app.domain.location_form import TypedLocation, read_location
from app.models import DeliveryRulesRow, Holiday, Location
from app.models.last_change import last_change
from app.models.place_uses import location_uses
from app.models.typed_places import typed_location

_PLANNED_BY = {"timezone", "window_from", "window_to", "days"}


def add_location(session: Session, now: datetime, actor: Actor, typed: TypedLocation) -> Outcome:
    """A location visits can be at, by the name the schedule gives it."""
    reading = FormReading()
    values = _values(session, reading, typed, 0)
    if reading.faults:
        return Refused(reading.faults)
    return write_new(session, now, actor, "location", Location(**values), values)


def change_location(
    session: Session, now: datetime, actor: Actor, location_id: int, typed: TypedLocation, seen: str
) -> Outcome | None:
    """None when the practice has no such location. ``seen`` is the state the form was made from.

    Another zone or other delivery times make the next tick look at every coming visit again.
    """
    row = session.get(Location, location_id, with_for_update=SHARED)
    if row is None:
        return None
    reading = FormReading()
    values = _values(session, reading, typed, location_id)
    if reading.faults:
        return Refused(reading.faults)
    usual = session.scalars(select(DeliveryRulesRow)).one()
    if seen != state_of(typed_location(row, usual)):
        return ChangedMeanwhile(last_change(session, "location", row.id))
    saved = write_changes(session, now, actor, "location", row, values)
    if _PLANNED_BY & set(saved.changed):
        replan_practice(session, now)
    return saved


def remove_location(session: Session, now: datetime, actor: Actor, location_id: int) -> list[str] | None:
    """What keeps it from being deleted; empty when it is gone, with its closed days. None if unknown."""
    row = session.get(Location, location_id, with_for_update=True)
    if row is None:
        return None
    uses = location_uses(session, location_id)
    if not uses:
        session.execute(delete(Holiday).where(Holiday.location_id == location_id))
        session.delete(row)
        write_audit(session, now, actor, "remove", "location", location_id, before={"name": row.name})
    return uses


def _values(session: Session, reading: FormReading, typed: TypedLocation, location_id: int) -> dict[str, Any]:
    others = session.scalars(select(Location.name).where(Location.id != location_id)).all()
    values = read_location(reading, typed, available_timezones(), others)
    values["phone"] = phone_of(reading, "phone", typed.phone) or None
    values["sender"] = phone_of(reading, "sender", typed.sender) or None
    return values
