"""A family takes an offered time: the first one to say yes has it (product J4, decision 20)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, text, update
from sqlalchemy.orm import Session

from app.actions.book_time import book_time
from app.actions.find_free_times import end_offers
from app.actions.write_audit import PARENT, Actor, write_audit
from app.domain.reasons import Reason
from app.domain.waitlists import EntryState, OfferState, SlotState
from app.models import Offer, Slot, WaitlistEntry
from app.models.free_times import CHILD_BUSY, STILL_FREE
from app.work import keep_to

_OFFER = text("""
select o.id, o.practice_id, o.slot_id, o.entry_id, s.appointment_id, s.provider_id,
  e.appointment_id as later_id
from offer o join slot s on s.id = o.slot_id join waitlist_entry e on e.id = o.entry_id
where o.id = :offer_id and o.practice_id = coalesce(:practice_id, o.practice_id)
""")
# Times that were freed one over the other are given away one after the other.
_HOLD_PROVIDER = text("""
select id from provider where practice_id = :practice_id and id = :provider_id for no key update
""")
# The visits next and in the order of ids, as a feed and a parent's answer take them: so nobody waits for
# ever, and whoever takes a cancellation back is either before this or after it.
_HOLD = text("""
select id from appointment
where practice_id = :practice_id and id = any (:visits) order by id for update
""")
# With all that its child waits for: it cannot be in two places at a time.
_HOLD_ENTRIES = text("""
select id from waitlist_entry
where practice_id = :practice_id and (state = 'waiting' or id = :entry_id)
  and patient_id = (select patient_id from waitlist_entry where id = :entry_id and practice_id = :practice_id)
order by id for no key update
""")
_CLAIM = text(f"""
update slot s
set state = 'filled', filled_at = :now, filled_by = :offer_id, next_batch_at = null
where s.id = :slot_id and s.practice_id = :practice_id and {STILL_FREE}
  and exists (select from offer o join waitlist_entry e on e.id = o.entry_id
    where o.id = :offer_id and o.slot_id = s.id and o.state in ('open', 'declined') and e.state = 'waiting'
      and not {CHILD_BUSY})
returning s.id
""")  # noqa: S608 - both parts are constants of ours

_BUSY = text(f"""
select {CHILD_BUSY} from slot s, waitlist_entry e
where s.practice_id = :practice_id and s.id = :slot_id and e.id = :entry_id
""")  # noqa: S608 - CHILD_BUSY is a constant of ours


class Claim(StrEnum):
    """What became of a "yes". YOURS also for whoever had it already; BUSY where the child has
    another visit then.
    """

    YOURS = "yours"
    TAKEN = "taken"
    BUSY = "busy"
    OVER = "over"
    UNKNOWN = "unknown"


def claim_offer(session: Session, now: datetime, offer_id: int, actor: Actor = PARENT) -> Claim:
    """Take the time of this offer at ``now`` (UTC), for the family itself or by staff on the phone with it.

    One conditional update decides. Whoever is too late keeps its place on the list. The session may see
    every practice; from here on it sees the offer's own.
    """
    offer = session.execute(
        _OFFER, {"offer_id": offer_id, "practice_id": session.info["practice_id"]}
    ).one_or_none()
    if offer is None:
        return Claim.UNKNOWN
    keep_to(session, offer.practice_id)
    _hold(session, offer)
    asked = {"practice_id": offer.practice_id, "now": now, "offer_id": offer_id, "slot_id": offer.slot_id}
    if session.execute(_CLAIM, asked).one_or_none() is None:
        return _too_late(session, offer)
    _win(session, now, offer, actor)
    return Claim.YOURS


def _hold(session: Session, offer: Row[Any]) -> None:
    session.execute(_HOLD_PROVIDER, {"practice_id": offer.practice_id, "provider_id": offer.provider_id})
    visits = [each for each in (offer.appointment_id, offer.later_id) if each is not None]
    session.execute(_HOLD, {"practice_id": offer.practice_id, "visits": visits})
    session.execute(_HOLD_ENTRIES, {"practice_id": offer.practice_id, "entry_id": offer.entry_id})


def _too_late(session: Session, offer: Row[Any]) -> Claim:
    slot = session.get_one(Slot, offer.slot_id, populate_existing=True)
    if slot.filled_by == offer.id:
        return Claim.YOURS
    if slot.state == SlotState.FILLED:
        return Claim.TAKEN
    asked = {"practice_id": offer.practice_id, "slot_id": slot.id, "entry_id": offer.entry_id}
    return Claim.BUSY if session.scalar(_BUSY, asked) else Claim.OVER


def _win(session: Session, now: datetime, offer: Row[Any], actor: Actor) -> None:
    session.execute(
        update(Offer).where(Offer.id == offer.id).values(state=OfferState.CLAIMED, answered_at=now)
    )
    session.execute(
        update(WaitlistEntry)
        .where(WaitlistEntry.id == offer.entry_id)
        .values(state=EntryState.BOOKED, ended_at=now)
    )
    end_offers(session, now, OfferState.LOST, Reason.TIME_TAKEN, slot_ids=[offer.slot_id])
    end_offers(session, now, OfferState.OVER, Reason.NOT_WAITING, entry_ids=[offer.entry_id])
    session.expire_all()
    write_audit(session, now, actor, "claim", "offer", offer.id, after={"slot_id": offer.slot_id})
    slot, entry = session.get_one(Slot, offer.slot_id), session.get_one(WaitlistEntry, offer.entry_id)
    book_time(session, now, actor, slot, entry)
