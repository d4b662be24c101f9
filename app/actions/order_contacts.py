"""Put a child's contacts in order (product C1): gapless, and from then on staff's (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_visits import hold_visits
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.models import PatientContact


def contacts_in_order(session: Session, patient_id: int) -> list[PatientContact]:
    """The child's contacts by place, locked until the transaction ends."""
    rows = session.scalars(
        select(PatientContact)
        .where(PatientContact.patient_id == patient_id)
        .order_by(PatientContact.position)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(rows)


def number_contacts(pairs: Sequence[PatientContact]) -> None:
    """Places 1, 2, … as given. All are staff's now, or a feed would undo half of it."""
    for position, pair in enumerate(pairs, start=1):
        pair.position = position
        pair.staff_fields = sorted({*pair.staff_fields, "position"})


def move_contact(session: Session, now: datetime, actor: Actor, pair_id: int, places: int) -> bool:
    """Move a contact of a child by so many places, negative is up; past either end changes nothing.

    False if this practice has no such pair. The child's coming visits are planned again.
    """
    patient_id = session.scalar(select(PatientContact.patient_id).where(PatientContact.id == pair_id))
    if patient_id is None:
        return False
    hold_visits(session, now, [patient_id])
    pairs = contacts_in_order(session, patient_id)
    here = next(index for index, pair in enumerate(pairs) if pair.id == pair_id)
    there = here + places
    if 0 <= there < len(pairs):
        pairs.insert(there, pairs.pop(here))
        before, after = {"position": pairs[there].position}, {"position": there + 1}
        number_contacts(pairs)
        write_audit(session, now, actor, "change", "patient_contact", pair_id, before=before, after=after)
        session.flush()
        replan_children(session, now, [patient_id])
    return True
