"""Staff change what a contact is to one child: relationship, authority, end date, home (product C1, B8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_visits import child_of, hold_visits
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile
from app.domain.contacts import Authority
from app.models import PatientContact
from app.models.last_change import last_change
from app.models.seen_states import tie_state

# By staff or by the schedule, as the audit log names it; consent is not part of the form.
_CHANGES = ("change", "change contact of child")
_RESIDES = {"": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class TypedTie:
    """The form as typed. ``resides_with`` is yes, no or empty; an empty ``end_date`` clears it."""

    relationship: str
    authority: str
    authority_text: str
    resides_with: str
    end_date: str


def change_patient_contact(
    session: Session, now: datetime, actor: Actor, pair_id: int, typed: TypedTie, seen: str
) -> dict[str, str] | ChangedMeanwhile | None:
    """Save what differs and return ``{}``, or the fields that cannot be used with words, and save nothing.

    ``seen`` is the ``tie_state`` the form was made from. None if this practice has no such pair. What
    staff change is theirs from then on: feeds leave it alone. The child's visits are planned again.
    """
    hold_visits(session, now, child_of(pair_id))
    pair = session.scalar(select(PatientContact).where(PatientContact.id == pair_id).with_for_update())
    if pair is None:
        return None
    wanted, refused = _read(typed)
    if not refused and seen != tie_state(pair):
        return ChangedMeanwhile(last_change(session, "patient_contact", pair_id, *_CHANGES))
    if not refused:
        _save(session, now, actor, pair, wanted)
    return refused


def _read(typed: TypedTie) -> tuple[dict[str, Any], dict[str, str]]:
    wanted: dict[str, Any] = {
        "relationship": typed.relationship.strip(),
        "authority_text": typed.authority_text.strip(),
    }
    refused: dict[str, str] = {}
    if typed.authority in set(Authority):
        wanted["authority"] = typed.authority
    else:
        refused["authority"] = "Choose Blank, Joint, Exclusive or Other."
    if typed.resides_with in _RESIDES:
        wanted["resides_with"] = _RESIDES[typed.resides_with]
    else:
        refused["resides_with"] = "Choose yes, no or not known."
    try:
        wanted["end_date"] = date.fromisoformat(typed.end_date) if typed.end_date else None
    except ValueError:
        refused["end_date"] = (
            "Write the end date as year-month-day, for example 2026-12-31, or leave it empty."
        )
    return wanted, refused


def _save(
    session: Session,
    now: datetime,
    actor: Actor,
    pair: PatientContact,
    wanted: dict[str, Any],
) -> None:
    before = {column: getattr(pair, column) for column in wanted}
    changed = sorted(column for column, value in wanted.items() if before[column] != value)
    if not changed:
        return
    for column in changed:
        setattr(pair, column, wanted[column])
    pair.staff_fields = sorted({*pair.staff_fields, *changed})
    write_audit(
        session, now, actor, "change", "patient_contact", pair.id,
        before={column: _json(before[column]) for column in changed},
        after={column: _json(wanted[column]) for column in changed},
    )  # fmt: skip
    session.flush()
    replan_children(session, now, [pair.patient_id])


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
