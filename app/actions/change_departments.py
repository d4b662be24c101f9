"""Staff add, change and delete departments (product A2, J2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.read_addresses import email_of, phone_of
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile, Outcome, Refused, write_changes, write_new
from app.domain.department_form import TypedDepartment, read_department
from app.domain.form_reading import FormReading, state_of
from app.models import Department, Practice
from app.models.last_change import last_change
from app.models.place_uses import department_uses
from app.models.typed_places import typed_department


def add_department(session: Session, now: datetime, actor: Actor, typed: TypedDepartment) -> Outcome:
    """An inbox that notices can be routed to."""
    reading = FormReading()
    values = _values(session, reading, typed, 0)
    if reading.faults:
        return Refused(reading.faults)
    return write_new(session, now, actor, "department", Department(**values), values)


def change_department(
    session: Session, now: datetime, actor: Actor, department_id: int, typed: TypedDepartment, seen: str
) -> Outcome | None:
    """None when the practice has no such department. ``seen`` is the state the form was made from."""
    row = session.get(Department, department_id, with_for_update=True)
    if row is None:
        return None
    reading = FormReading()
    values = _values(session, reading, typed, department_id)
    if reading.faults:
        return Refused(reading.faults)
    practice = session.get_one(Practice, session.info["practice_id"])
    if seen != state_of(typed_department(row, practice)):
        return ChangedMeanwhile(last_change(session, "department", row.id))
    return write_changes(session, now, actor, "department", row, values)


def remove_department(session: Session, now: datetime, actor: Actor, department_id: int) -> list[str] | None:
    """What keeps it from being deleted; empty when it is gone. None if the practice has no such one."""
    row = session.get(Department, department_id, with_for_update=True)
    if row is None:
        return None
    uses = department_uses(session, department_id)
    if not uses:
        session.delete(row)
        write_audit(session, now, actor, "remove", "department", department_id, before={"name": row.name})
    return uses


def _values(
    session: Session, reading: FormReading, typed: TypedDepartment, department_id: int
) -> dict[str, Any]:
    others = session.scalars(select(Department.name).where(Department.id != department_id)).all()
    values = read_department(reading, typed, others)
    values["email"] = email_of(reading, "email", typed.email)
    values["text_number"] = phone_of(reading, "text_number", typed.text_number)
    values["second_email"] = email_of(reading, "second_email", typed.second_email)
    return values
