"""Staff looked: the person who said "not my child" is the right one after all (product H5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_visits import child_of, hold_visits
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.models import PatientContact


def release_contact(session: Session, now: datetime, actor: Actor, pair_id: int) -> bool:
    """Messages about the child may go to this contact again. False if this practice has no such pair."""
    hold_visits(session, now, child_of(pair_id))
    pair = session.scalar(select(PatientContact).where(PatientContact.id == pair_id).with_for_update())
    if pair is None:
        return False
    if pair.held_at is not None:
        before = {"held_at": pair.held_at.isoformat()}
        pair.held_at = None
        write_audit(session, now, actor, "allow", "patient_contact", pair.id, before=before, after={})
        session.flush()
        replan_children(session, now, [pair.patient_id])
    return True
