"""Offer freed times to those who wait, a few families at a time (product J4, H3, D1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.find_free_times import LOOK_BACK, close_times, find_free_times
from app.actions.reach_waiting import FreedTime, offer_rules, opens_at, read_freed_time
from app.actions.write_offers import write_offer
from app.domain.waitlist_form import Offering
from app.domain.waitlists import SlotState, suited
from app.links import LinkSigner
from app.models import Offer, Slot
from app.models.waiting_list import waiting_list
from app.models.waitlist_facts import offer_settings
from app.queue import nudge
from app.work import work, work_everywhere

AWAY = 3
"""So many visits of a provider taken off one day by the practice mean that nobody is there: their times are
not offered without being told to."""

_PRACTICES = text("""
select p.id from practice p
where p.id = coalesce(:practice_id, p.id) and p.paused_at is null
  and (not p.setting_up or p.id = :practice_id)
  and (exists (select from slot s where s.practice_id = p.id and s.state in ('freed', 'offering'))
    or exists (select from appointment a where a.practice_id = p.id and a.cancelled_at > :since))
order by p.id
""")
# Not on a closed day, and not where the provider seems to be away.
_BEGIN = text("""
update slot s set state = 'offering', next_batch_at = :now
from appointment a, location l, practice p
where s.practice_id = :practice_id and s.state = 'freed' and s.offer_from <= :now
  and a.id = s.appointment_id and l.id = s.location_id and p.id = s.practice_id
  and not exists (select from holiday h
    where h.practice_id = s.practice_id and (h.location_id is null or h.location_id = s.location_id)
      and h.day = (s.starts_at at time zone coalesce(l.timezone, p.timezone))::date)
  and (a.cancelled_by = 'parent' or :away > (
    select count(*) from appointment o
    where o.practice_id = s.practice_id and o.provider_id is not distinct from s.provider_id
      and o.starts_at > s.starts_at - interval '1 day' and o.starts_at < s.starts_at + interval '1 day'
      and (o.starts_at at time zone coalesce(l.timezone, p.timezone))::date
        = (s.starts_at at time zone coalesce(l.timezone, p.timezone))::date
      and o.lifecycle = 'cancelled' and o.cancelled_by <> 'parent'))
""")


@dataclass
class Offered:
    """Freed times closed because they are not free any more, and offers written."""

    closed: int = 0
    offers: int = 0


def offer_times(now: datetime, signer: LinkSigner, practice_id: int | None = None) -> Offered:
    """Look at ``now`` (UTC) for every practice, or for one, in transactions of its own.

    Looking again for the same moment changes nothing. A paused practice offers nothing.
    """
    offered = Offered()
    for each in _practices(now, practice_id):
        with work(each) as session:
            find_free_times(session, now)
            offered.closed += close_times(session, now)
            if offer_settings(session).auto and offer_rules(session):
                session.execute(_BEGIN, {"practice_id": each, "now": now, "away": AWAY})
            due = _due(session, now)
        for slot_id in due:
            with work(each) as session:
                offered.offers += offer_batch(session, now, signer, slot_id)
    return offered


def _practices(now: datetime, practice_id: int | None) -> Sequence[int]:
    with work_everywhere() as session:
        asked = {"practice_id": practice_id, "since": now - LOOK_BACK}
        return session.scalars(_PRACTICES, asked).all()


def _due(session: Session, now: datetime) -> Sequence[int]:
    """Freed times whose next families are to be asked, the one that comes first at the top."""
    wanted = select(Slot.id).where(Slot.state == SlotState.OFFERING, Slot.next_batch_at <= now)
    return session.scalars(wanted.order_by(Slot.starts_at, Slot.id)).all()


def offer_batch(session: Session, now: datetime, signer: LinkSigner, slot_id: int) -> int:
    """Ask the next families, if their turn has come; how many offers were written.

    Two workers never ask the same ones: whoever comes second finds the freed time taken in hand.
    """
    wanted = select(Slot).where(
        Slot.id == slot_id, Slot.state == SlotState.OFFERING, Slot.next_batch_at <= now
    )
    slot = session.scalars(wanted.with_for_update(skip_locked=True, key_share=True)).one_or_none()
    if slot is None:
        return 0
    time, rules = read_freed_time(session, slot), offer_settings(session)
    opening = _opening(time, now)
    if opening is None or opening > now:
        # Without any open time it is looked at again tomorrow: delivery times may change.
        slot.next_batch_at = opening or now + timedelta(days=1)
        return 0
    told, more = _ask_next(session, now, signer, time, rules)
    slot.next_batch_at = now + timedelta(minutes=rules.every_minutes) if more else None
    if told:
        nudge(session, "deliver")
    return told


def _opening(time: FreedTime, now: datetime) -> datetime | None:
    """When messages about the place may leave next by any of the offers' delivery times (D1)."""
    found = (opens_at(time, rule, "", now) for rule in time.rules)
    return min((each for each in found if each is not None), default=None)


def _ask_next(
    session: Session, now: datetime, signer: LinkSigner, time: FreedTime, rules: Offering
) -> tuple[int, bool]:
    """How many were told, and whether anybody is left. Who cannot be told takes no place of the batch."""
    asked = session.execute(select(Offer.entry_id, Offer.batch).where(Offer.slot_id == time.slot.id)).all()
    known = {row.entry_id for row in asked}
    suits = suited(waiting_list(session, now), time.free, rules.order, now)
    left = [each for each in suits if each.id not in known]
    batch, told = 1 + max((row.batch for row in asked), default=0), 0
    while left and told < rules.batch:
        told += write_offer(session, now, signer, time, left.pop(0), batch)
    return told, bool(left)
