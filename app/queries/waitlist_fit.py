"""Whom a cancelled visit's time would suit, and whom it went to (product J3, J4)?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.waitlists import SlotState, misfit
from app.models import Offer, Patient, Slot, WaitlistEntry
from app.models.among import among
from app.models.free_times import times_of_visits
from app.models.waiting_list import waiting_list


def fits(session: Session, now: datetime, appointment_ids: Collection[int]) -> dict[int, int]:
    """By appointment: how many who wait at ``now`` (UTC) its time would suit. Those it suits nobody of
    are left out, and so are unknown ids.
    """
    waiting = waiting_list(session, now) if appointment_ids else []
    if not waiting:
        return {}
    times = times_of_visits(session, appointment_ids)
    counted = {
        number: sum(misfit(each, free, now) is None for each in waiting) for number, free in times.items()
    }
    return {number: many for number, many in counted.items() if many}


def filled_by(session: Session, appointment_ids: Collection[int]) -> dict[int, str]:
    """By cancelled appointment: the first name of the child that now has its time, from the waitlist."""
    rows = session.execute(
        select(Slot.appointment_id, Patient.first_name)
        .join(Offer, Offer.id == Slot.filled_by)
        .join(WaitlistEntry, WaitlistEntry.id == Offer.entry_id)
        .join(Patient, Patient.id == WaitlistEntry.patient_id)
        .where(among(Slot.appointment_id, appointment_ids), Slot.state == SlotState.FILLED)
        .order_by(Slot.id)
    )
    return {row.appointment_id: row.first_name for row in rows}
