"""Find the times that cancelled visits freed, and close those that cannot be had any more (J4, H3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.reasons import Reason
from app.domain.waitlists import HELD_BACK, OfferState
from app.models.free_times import STILL_FREE
from app.models.offer_keys import offer_key

LOOK_BACK = timedelta(days=2)
"""Longer than a clock stands still; what was freed before can still be offered by hand."""

# Whoever cancels, takes it back and cancels again frees the time anew, and may have second thoughts anew. A
# visit that came in cancelled was never promised to anybody here.
_FIND = """
insert into slot (practice_id, appointment_id, appointment_version, provider_id, location_id, visit_type,
  starts_at, minutes, state, freed_at, offer_from)
select a.practice_id, a.id, a.version, a.provider_id, a.location_id, a.visit_type, a.starts_at, a.minutes,
  'freed', a.cancelled_at, a.cancelled_at + :held_back
from appointment a
where a.practice_id = :practice_id and {which} and a.lifecycle = 'cancelled'
  and a.cancelled_at > a.created_at and a.starts_at - interval '15 minutes' >= :now
order by a.id
on conflict (appointment_id, appointment_version) do update
set state = 'freed', freed_at = excluded.freed_at, offer_from = excluded.offer_from, next_batch_at = null
where slot.state in ('freed', 'closed') and slot.freed_at < excluded.freed_at
"""
_FIND_LATELY = text(_FIND.format(which="a.cancelled_at > :since"))
_FIND_ONE = text(_FIND.format(which="a.id = :appointment_id"))

_CLOSE = text(f"""
update slot s set state = 'closed', next_batch_at = null
where s.practice_id = :practice_id and s.state in ('freed', 'offering') and not ({STILL_FREE})
returning s.id
""")  # noqa: S608 - STILL_FREE is a constant of ours

_END_OFFERS = text("""
update offer o set state = :state, answered_at = coalesce(o.answered_at, :now)
where o.practice_id = :practice_id and o.state = 'open'
  and (o.slot_id = any (:slot_ids) or o.entry_id = any (:entry_ids))
returning o.id
""")
_CANCEL = text("""
update message m set status = 'cancelled', reason = :reason, settled_at = :now, claimed_at = null
where m.practice_id = :practice_id and m.key = any (:keys) and m.status in ('planned', 'queued', 'no_credit')
""")


def find_free_times(session: Session, now: datetime) -> None:
    """Write down what was freed lately in the session's practice, each time once."""
    session.execute(_FIND_LATELY, {**_asked(session, now), "since": now - LOOK_BACK})


def find_free_time(session: Session, now: datetime, appointment_id: int) -> None:
    """The same for one visit, however long ago it was cancelled."""
    session.execute(_FIND_ONE, {**_asked(session, now), "appointment_id": appointment_id})


def _asked(session: Session, now: datetime) -> dict[str, object]:
    return {"practice_id": session.info["practice_id"], "now": now, "held_back": HELD_BACK}


def close_times(session: Session, now: datetime) -> int:
    """Close what is not free any more, and end its offers; how many were closed."""
    asked = {"practice_id": session.info["practice_id"], "now": now}
    closed = session.scalars(_CLOSE, asked).all()
    end_offers(session, now, OfferState.OVER, Reason.TIME_NOT_FREE, slot_ids=closed)
    return len(closed)


def end_offers(
    session: Session,
    now: datetime,
    state: OfferState,
    reason: Reason,
    *,
    slot_ids: Collection[int] = (),
    entry_ids: Collection[int] = (),
) -> None:
    """End the open offers of these freed times, or to these who wait; what has not left stays here."""
    asked = {
        "practice_id": session.info["practice_id"],
        "now": now,
        "state": state.value,
        "slot_ids": list(slot_ids),
        "entry_ids": list(entry_ids),
    }
    ended = session.scalars(_END_OFFERS, asked).all()
    if ended:
        keys = [offer_key(each) for each in ended]
        told = {"practice_id": asked["practice_id"], "now": now, "keys": keys, "reason": reason.value}
        session.execute(_CANCEL, told)
