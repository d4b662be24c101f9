"""Set the usual ways for first contacts who have not said how (product C4): blanks only, all at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Update, any_, func, literal, select, update
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.default_preferences import Method
from app.domain.preferences import Purpose
from app.models import AppointmentRow, Contact, PatientContact
from app.models.blank_preferences import blank_first_contacts, way_for
from app.models.facts import PREFERENCE_COLUMNS


@dataclass(frozen=True, slots=True)
class Defaults:
    """``ticked`` leaves out what is skipped; ``language`` is a code, or empty for none."""

    ticked: Mapping[Purpose, Collection[Method]]
    language: str


def set_default_preferences(session: Session, now: datetime, actor: Actor, defaults: Defaults) -> int:
    """How many fields were set. What is set counts as staff's: feeds leave it alone (B8).

    Each field is set by one statement, whatever the number of contacts. A second run sets nothing. The
    coming visits of their children are planned again.
    """
    changed: set[int] = set()
    counts: dict[str, int] = {}
    for column, value in _values(defaults).items():
        ids = session.scalars(_set(now, column, value)).all()
        counts[column] = len(ids)
        changed.update(ids)
    if changed:
        after = {
            "set": counts,
            "ticked": {str(each): sorted(ways) for each, ways in defaults.ticked.items()},
            "language": defaults.language,
        }
        write_audit(session, now, actor, "set default preferences", "contact", after=after)
        _replan(session, now, changed)
    return sum(counts.values())


def _values(defaults: Defaults) -> dict[str, Any]:
    """The columns to fill, each with what to fill it with."""
    ways = {PREFERENCE_COLUMNS[purpose]: way_for(each) for purpose, each in defaults.ticked.items() if each}
    return ways | ({"language": defaults.language} if defaults.language else {})


def _set(now: datetime, column: str, value: Any) -> Any:
    wanted: Update = update(Contact).where(Contact.id.in_(blank_first_contacts(column)))
    if not isinstance(value, str):
        wanted = wanted.where(value.is_not(None))
    fields = func.array_append(Contact.staff_fields, column)
    return (
        wanted.values({column: value, "staff_fields": fields, "changed_at": now})
        .returning(Contact.id)
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
