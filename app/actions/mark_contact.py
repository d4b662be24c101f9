"""Staff say which contact is the patient, and who gets a child's messages instead of the family (C5, C7)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.actions.hold_visits import hold_visits
from app.actions.order_contacts import contacts_in_order
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.models import Patient


class Mark(StrEnum):
    """The value is the column. A child has at most one contact of each kind."""

    OWN = "own"
    ALTERNATIVE = "alternative"


def mark_contact(
    session: Session, now: datetime, actor: Actor, patient_id: int, mark: Mark, pair_id: int | None
) -> bool:
    """The child's one contact of this kind from now on; None for nobody.

    False if this practice has no such child, or the child no such contact. Its visits are planned again.
    """
    hold_visits(session, now, [patient_id])
    if session.get(Patient, patient_id, with_for_update=True) is None:
        return False
    pairs = contacts_in_order(session, patient_id)
    if pair_id is not None and pair_id not in {pair.id for pair in pairs}:
        return False
    before = next((pair for pair in pairs if getattr(pair, mark)), None)
    if pair_id == (before.id if before else None):
        return True
    if before:
        setattr(before, mark, False)
        session.flush()  # of two marked ones, at the same time, the database would refuse one
    for pair in pairs:
        if pair.id == pair_id:
            setattr(pair, mark, True)
    write_audit(
        session, now, actor, "change", "patient", patient_id,
        before={mark.value: before.contact_id if before else None},
        after={mark.value: next((pair.contact_id for pair in pairs if pair.id == pair_id), None)},
    )  # fmt: skip
    session.flush()
    replan_children(session, now, [patient_id])
    return True
