"""How many messages about a child wait: what a death would silence at once (product B8)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Patient
from app.models.waiting import waiting_about


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child of the family and the number of messages about it that have not left yet."""

    patient_id: int
    first_name: str
    deceased: bool
    messages: int


def waiting_messages(session: Session, family_id: int, patient_id: int) -> Waiting | None:
    """None if this family of the practice has no such child."""
    child = session.get(Patient, patient_id)
    if child is None or child.family_id != family_id:
        return None
    number = session.scalar(select(func.count()).select_from(waiting_about(patient_id).subquery()))
    return Waiting(child.id, child.first_name, child.deceased_at is not None, number or 0)
