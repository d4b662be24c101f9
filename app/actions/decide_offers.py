"""Ask at sending whether an offered time can still be had, and by whom (product J4, C2, D1, G2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from app.actions.decide_again import end_message
from app.actions.reach_waiting import Reach, reach_waiting, read_freed_time
from app.domain.reasons import Reason
from app.domain.timing import RuleType
from app.domain.waitlists import OfferState, SlotState
from app.models import Message, Slot
from app.models.free_times import STILL_FREE
from app.models.offer_keys import offer_of
from app.models.waiting_list import waiting_list

_OFFERS = text(f"""
select o.id, o.slot_id, o.entry_id, o.state, s.state as slot_state, ({STILL_FREE}) as free
from offer o join slot s on s.id = o.slot_id
where o.practice_id = :practice_id and o.id = any (:ids)
""")  # noqa: S608 - STILL_FREE is a constant of ours


def refused_offers(session: Session, now: datetime, messages: Sequence[Message]) -> set[int]:
    """The ids of those offers that do not go now: ended with the reason, or put off to the next opening.

    What is no offer is not looked at.
    """
    offers = [message for message in messages if message.type == RuleType.WAITLIST_OFFER]
    if not offers:
        return set()
    known = _known(session, now, offers)
    return {
        message.id for message in offers if not _goes(session, now, message, known[offer_of(message.key)])
    }


def _known(session: Session, now: datetime, offers: Sequence[Message]) -> Mapping[int, Row[Any]]:
    asked = {
        "practice_id": session.info["practice_id"],
        "now": now,
        "ids": [offer_of(message.key) for message in offers],
    }
    return {row.id: row for row in session.execute(_OFFERS, asked)}


def _goes(session: Session, now: datetime, message: Message, offer: Row[Any]) -> bool:
    reason = _gone(offer)
    waiting = waiting_list(session, now, [offer.entry_id])
    if reason is None and (not waiting or offer.state != OfferState.OPEN):
        reason = Reason.NOT_WAITING
    if reason is None:
        time = read_freed_time(session, session.get_one(Slot, offer.slot_id))
        reason = _judge(now, message, reach_waiting(session, now, time, waiting[0]))
    if reason is not None:
        end_message(message, now, reason)
    return reason is None and message.claimed_at is not None


def _gone(offer: Row[Any]) -> Reason | None:
    if offer.slot_state == SlotState.FILLED:
        return Reason.TIME_TAKEN
    return None if offer.free else Reason.TIME_NOT_FREE


def _judge(now: datetime, message: Message, reach: Reach) -> Reason | None:
    """Why the family is not told this way; a message whose hours are over is put off."""
    if reach.reason is None and (reach.way is None or reach.way.channel != message.channel):
        return Reason.PREFERENCE_CHANGED
    if reach.reason is None and reach.due_at is not None and reach.due_at > now:
        message.due_at, message.claimed_at = reach.due_at, None
    return reach.reason
