"""Staff offer a freed time to those who wait, to one of them, or stop offering it (product J3, J4, H3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.find_free_times import close_times, end_offers, find_free_time
from app.actions.reach_waiting import offer_rules, read_freed_time
from app.actions.write_audit import Actor, write_audit
from app.actions.write_offers import write_offer
from app.domain.reasons import Reason
from app.domain.waitlists import OfferState, SlotState
from app.links import LinkSigner
from app.models import AppointmentRow, Offer, Slot
from app.models.waiting_list import waiting_list
from app.queue import nudge

_STOP = text("""
update slot set state = 'closed', next_batch_at = null
where id = :slot_id and practice_id = :practice_id and state in ('freed', 'offering') returning id
""")
_HELD = select(Slot).with_for_update(key_share=True)


class Begun(StrEnum):
    """What became of it. Nothing was offered unless OFFERING.

    TURNED_OFF: no message for offers is on. TOO_EARLY: whoever cancelled may still take it back. BUSY: the
    child has another visit at that time. GONE: nobody waits under this entry. UNKNOWN: no such visit.
    """

    OFFERING = "offering"
    TURNED_OFF = "turned_off"
    NOT_FREE = "not_free"
    TAKEN = "taken"
    TOO_EARLY = "too_early"
    BUSY = "busy"
    ASKED_BEFORE = "asked_before"
    NOT_REACHED = "not_reached"
    GONE = "gone"
    UNKNOWN = "unknown"


def begin_offering(session: Session, now: datetime, actor: Actor, appointment_id: int) -> Begun:
    """Offer the time of this cancelled visit: at once, or when the undo's time is over (H3)."""
    slot = _to_be_offered(session, now, appointment_id)
    if isinstance(slot, Begun):
        return slot
    if slot.next_batch_at is None:
        slot.state = SlotState.OFFERING.value
        slot.next_batch_at = max(now, slot.offer_from)
        write_audit(session, now, actor, "offer", "slot", slot.id, after={"appointment_id": appointment_id})
        nudge(session, "offers")
    return Begun.OFFERING


def offer_to_one(
    session: Session, now: datetime, actor: Actor, signer: LinkSigner, appointment_id: int, entry_id: int
) -> Begun:
    """Offer it to this family alone, whatever their order and wishes; others are not asked."""
    slot = _to_be_offered(session, now, appointment_id)
    if isinstance(slot, Begun):
        return slot
    if now < slot.offer_from:
        return Begun.TOO_EARLY
    waiting = waiting_list(session, now, [entry_id])
    if not waiting:
        return Begun.GONE
    time = read_freed_time(session, slot)
    if waiting[0].is_busy(time.free):
        return Begun.BUSY
    asked = session.execute(select(Offer.entry_id, Offer.batch).where(Offer.slot_id == slot.id))
    batches = {row.entry_id: row.batch for row in asked}
    if entry_id in batches:
        return Begun.ASKED_BEFORE
    batch = 1 + max(batches.values(), default=0)
    told = write_offer(session, now, signer, time, waiting[0], batch)
    after = {"appointment_id": appointment_id, "entry_id": entry_id}
    write_audit(session, now, actor, "offer", "slot", slot.id, after=after)
    nudge(session, "deliver")
    return Begun.OFFERING if told else Begun.NOT_REACHED


def stop_offering(session: Session, now: datetime, actor: Actor, slot_id: int) -> Begun:
    """Take it back. NOT_FREE when it was stopped; TAKEN when a family was quicker, and keeps it."""
    asked = {"slot_id": slot_id, "practice_id": session.info["practice_id"]}
    stopped = session.execute(_STOP, asked).one_or_none()
    slot = session.get(Slot, slot_id, populate_existing=True)
    if slot is None:
        return Begun.UNKNOWN
    if stopped is not None:
        end_offers(session, now, OfferState.OVER, Reason.TIME_NOT_FREE, slot_ids=[slot_id])
        write_audit(session, now, actor, "stop_offer", "slot", slot_id)
    return _gone(slot)


def _gone(slot: Slot | None) -> Begun:
    return Begun.TAKEN if slot is not None and slot.state == SlotState.FILLED else Begun.NOT_FREE


def _to_be_offered(session: Session, now: datetime, appointment_id: int) -> Slot | Begun:
    """The freed time of this visit, held by this session, or why it cannot be offered."""
    if session.get(AppointmentRow, appointment_id) is None:
        return Begun.UNKNOWN
    if not offer_rules(session):
        return Begun.TURNED_OFF
    slot = _free_again(session, now, appointment_id)
    if slot is None or slot.state not in (SlotState.FREED, SlotState.OFFERING):
        return _gone(slot)
    return slot


def _free_again(session: Session, now: datetime, appointment_id: int) -> Slot | None:
    """The freed time of the visit, held by this session; one that staff had stopped is looked at anew."""
    find_free_time(session, now, appointment_id)
    wanted = _HELD.where(Slot.appointment_id == appointment_id).order_by(Slot.id.desc()).limit(1)
    slot = session.scalars(wanted).one_or_none()
    if slot is not None and slot.state == SlotState.CLOSED:
        slot.state = SlotState.FREED.value
        session.flush()
    close_times(session, now)
    if slot is not None:
        session.refresh(slot)
    return slot
