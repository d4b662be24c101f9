"""Write one step of an appointment's timeline (product E9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.write_audit import Actor
from app.models import AppointmentEvent


def note_appointment(
    session: Session,
    now: datetime,
    appointment_id: int,
    kind: str,
    *,
    actor: Actor | None = None,
    contact_id: int | None = None,
    **detail: Any,
) -> None:
    """``kind`` is one of created, moved, booked_again, status_changed, confirmed, unconfirmed, cancelled,
    cancel_requested, kept, late_notice, move_requested, undone, conflict, unknown_child, ask_other,
    sent_again, called, wants_call, put_through, stopped_calls, blocked, taken, booked_in_schedule.
    ``detail`` holds JSON values.
    """
    session.add(
        AppointmentEvent(
            appointment_id=appointment_id,
            at=now,
            kind=kind,
            staff_id=actor.staff_id if actor else None,
            contact_id=contact_id,
            detail=detail,
        )
    )
