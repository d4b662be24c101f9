"""Set the usual ways for first contacts who have not said how (product C4): blanks only, all at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, case, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from app.actions.hold_visits import hold_visits
from app.actions.write_audit import Actor, write_audit
from app.domain.default_preferences import Method
from app.domain.preferences import Purpose
from app.models import AppointmentRow, Contact, PatientContact
from app.models.blank_preferences import is_blank, is_first_contact, way_for
from app.models.facts import PREFERENCE_COLUMNS


@dataclass(frozen=True, slots=True)
class Defaults:
    """``ticked`` leaves out what is skipped; ``language`` is a code, or empty for none."""

    ticked: Mapping[Purpose, Collection[Method]]
    language: str


def set_default_preferences(session: Session, now: datetime, actor: Actor, defaults: Defaults) -> int:
    """How many fields were set. What is set counts as staff's: feeds leave it alone (B8).

    One statement sets everything, whatever the number of contacts. A second run sets nothing. The
    coming visits of their children are planned again.
    """
    values = _values(defaults)
    if not values:
        return 0
    hold_visits(session, now)
    rows = session.execute(_set(now, values)).all()
    counts = {column: sum(getattr(row, column) is not None for row in rows) for column in values}
    if rows:
        after = {
            "set": counts,
            "ticked": {str(each): sorted(ways) for each, ways in defaults.ticked.items()},
            "language": defaults.language,
        }
        write_audit(session, now, actor, "set default preferences", "contact", after=after)
        _replan(session, now, [row.id for row in rows])
    return sum(counts.values())


def _values(defaults: Defaults) -> dict[str, ColumnElement[Any]]:
    """The columns to fill, each with what to fill it with."""
    ways = {PREFERENCE_COLUMNS[purpose]: way_for(each) for purpose, each in defaults.ticked.items() if each}
    return ways | ({"language": literal(defaults.language)} if defaults.language else {})


def _set(now: datetime, values: Mapping[str, ColumnElement[Any]]) -> Any:
    """Sets the blank columns; returns each contact's id and, by column, what it got."""
    got = [case((is_blank(column), value)).label(column) for column, value in values.items()]
    every = select(Contact.id, *got).where(is_first_contact()).cte("every")
    wanted = select(every).where(or_(*(every.c[column].is_not(None) for column in values))).cte("wanted")
    new = array([case((wanted.c[column].is_not(None), column)) for column in values])
    filled = {column: func.coalesce(getattr(Contact, column), wanted.c[column]) for column in values}
    fields = func.array_cat(Contact.staff_fields, func.array_remove(new, None))
    return (
        update(Contact)
        .where(Contact.id == wanted.c.id)
        .values({**filled, "staff_fields": fields, "changed_at": now})
        .returning(*wanted.c)
        .execution_options(synchronize_session=False)
    )


def _replan(session: Session, now: datetime, contact_ids: Collection[int]) -> None:
    changed = literal(sorted(contact_ids), ARRAY(BigInteger))
    children = select(PatientContact.patient_id).where(PatientContact.contact_id == any_(changed))
    session.execute(
        update(AppointmentRow)
        .where(AppointmentRow.patient_id.in_(children), AppointmentRow.starts_at >= now)
        .values(replan=True)
        .execution_options(synchronize_session=False)
    )
