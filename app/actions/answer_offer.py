"""A family says no to an offered time, leaves the list, or comes back to it (product J4, H2, H4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.find_free_times import end_offers
from app.actions.write_audit import PARENT, write_audit
from app.domain.birth_check import Lock, Verdict, try_date
from app.domain.reasons import Reason
from app.domain.waitlists import EntryState, OfferState
from app.models import Offer, Patient, WaitlistEntry
from app.work import keep_to


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a try at the birth date, and how the page's lock stands now."""

    verdict: Verdict
    lock: Lock


def decline_offer(session: Session, now: datetime, offer_id: int) -> bool:
    """Not this time: the place on the list stays. False when there is no open offer of this number."""
    offer = _held(session, offer_id)
    if offer is None or offer.state != OfferState.OPEN:
        return False
    offer.state, offer.answered_at = OfferState.DECLINED.value, now
    write_audit(session, now, PARENT, "decline", "offer", offer.id)
    return True


def leave_waitlist(session: Session, now: datetime, offer_id: int) -> bool:
    """The family wants no time any more; its offers end. False when it did not wait."""
    entry = _entry_of(session, offer_id)
    if entry is None or entry.state != EntryState.WAITING:
        return False
    entry.state, entry.ended_at = EntryState.REMOVED.value, now
    session.flush()
    end_offers(session, now, OfferState.OVER, Reason.NOT_WAITING, entry_ids=[entry.id])
    write_audit(session, now, PARENT, "leave", "waitlist_entry", entry.id)
    return True


def return_to_waitlist(session: Session, now: datetime, offer_id: int) -> bool:
    """After all: back to the old place. False when it had not left, or waits again under a new entry."""
    entry = _entry_of(session, offer_id)
    if entry is None or entry.state != EntryState.REMOVED or _waits_already(session, entry):
        return False
    entry.state, entry.ended_at = EntryState.WAITING.value, None
    write_audit(session, now, PARENT, "return", "waitlist_entry", entry.id)
    return True


def try_offer_birth_date(session: Session, now: datetime, offer_id: int, said: date) -> Tried | None:
    """Compare with the child's, and count a wrong try; None for an unknown offer.

    Tries at the same moment wait for each other, so that none goes uncounted.
    """
    offer = _held(session, offer_id)
    if offer is None:
        return None
    born = session.scalar(
        select(Patient.birth_date)
        .join(WaitlistEntry, WaitlistEntry.patient_id == Patient.id)
        .where(WaitlistEntry.id == offer.entry_id)
    )
    dates = {born} if born else set()
    verdict, lock = try_date(Lock(offer.tries, offer.locked_until), said, dates, now)
    offer.tries, offer.locked_until = lock.tries, lock.until
    return Tried(verdict, lock)


def _held(session: Session, offer_id: int) -> Offer | None:
    """The offer, held until the transaction ends; the session sees its practice only from here on."""
    offer = session.scalar(select(Offer).where(Offer.id == offer_id).with_for_update(key_share=True))
    if offer is not None:
        keep_to(session, offer.practice_id)
    return offer


def _entry_of(session: Session, offer_id: int) -> WaitlistEntry | None:
    """Held before its offers, as whoever says yes does."""
    practice_id = session.scalar(select(Offer.practice_id).where(Offer.id == offer_id))
    if practice_id is None:
        return None
    keep_to(session, practice_id)
    mine = select(Offer.entry_id).where(Offer.id == offer_id).scalar_subquery()
    return session.scalar(
        select(WaitlistEntry).where(WaitlistEntry.id == mine).with_for_update(key_share=True)
    )


def _waits_already(session: Session, entry: WaitlistEntry) -> bool:
    other = select(WaitlistEntry.id).where(
        WaitlistEntry.patient_id == entry.patient_id, WaitlistEntry.state == EntryState.WAITING
    )
    return session.scalar(other.limit(1)) is not None
