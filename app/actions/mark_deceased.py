"""Mark a patient as deceased, which silences everything at once, or take the mark back (product B8)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.models import Patient


def mark_deceased(session: Session, now: datetime, actor: Actor, patient_id: int, deceased: bool) -> bool:
    """False if this practice has no such patient. Marking twice keeps the first moment.

    Messages already waiting are dropped when their turn comes, because that is asked again then.
    """
    patient = session.get(Patient, patient_id, with_for_update=True)
    if patient is None:
        return False
    before = patient.deceased_at
    if deceased == (before is not None):
        return True
    patient.deceased_at = now if deceased else None
    write_audit(
        session, now, actor, "change", "patient", patient.id,
        before={"deceased_at": before.isoformat() if before else None},
        after={"deceased_at": now.isoformat() if deceased else None},
    )  # fmt: skip
    session.flush()
    replan_children(session, now, [patient.id])
    return True
