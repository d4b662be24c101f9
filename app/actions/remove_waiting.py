"""Take children off the waitlist for good, with the times their visits freed (product L5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.models import Offer, Slot, WaitlistEntry


def remove_waiting(session: Session, patients: Collection[int], visits: Collection[int]) -> None:
    """Of these children and these appointments. A time that one of them took from somebody else's visit
    stays noted as filled.
    """
    entries = select(WaitlistEntry.id).where(WaitlistEntry.patient_id.in_(patients))
    slots = select(Slot.id).where(Slot.appointment_id.in_(visits))
    session.execute(delete(Offer).where(or_(Offer.entry_id.in_(entries), Offer.slot_id.in_(slots))))
    session.execute(update(Slot).where(Slot.booked_id.in_(visits)).values(booked_id=None))
    session.execute(delete(Slot).where(Slot.appointment_id.in_(visits)))
    session.execute(delete(WaitlistEntry).where(WaitlistEntry.patient_id.in_(patients)))
