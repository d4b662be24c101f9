"""Which times are free or were given away, who was asked, and what came of it (product J4)?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.domain.reasons import Reason
from app.domain.waitlists import EntryState, OfferState, SlotState, Waiting, misfit
from app.models import (
    AppointmentRow,
    Location,
    Message,
    Offer,
    Patient,
    Practice,
    Provider,
    Slot,
    WaitlistEntry,
)
from app.models.among import among
from app.models.free_times import free_times
from app.models.offer_keys import OFFER
from app.models.waiting_list import waiting_list

_LATELY = timedelta(days=2)
MOST = 40
_REASONS = {each.value: each for each in Reason}

# A time that was given away and that the schedule holds for somebody else.
_CROSSED = text("""
select s.id from slot s join appointment k on k.id = s.booked_id
where s.practice_id = :practice_id and s.state = 'filled' and s.starts_at > :now
  and k.lifecycle = 'scheduled' and k.source_id is null and exists (
    select from appointment b
    where b.practice_id = s.practice_id and b.provider_id = s.provider_id
      and b.id not in (s.booked_id, s.appointment_id) and b.patient_id <> k.patient_id
      and b.starts_at > s.starts_at - interval '1 day'
      and b.starts_at < s.starts_at + s.minutes * interval '1 minute'
      and b.starts_at + b.minutes * interval '1 minute' > s.starts_at
      and b.lifecycle in ('scheduled', 'arrived') and greatest(b.version_at, b.created_at) >= s.freed_at)
""")


@dataclass(frozen=True, slots=True)
class OfferLine:
    """One family that was asked at ``at`` (UTC). ``reason`` says why it could not be told."""

    id: int
    child: str
    state: OfferState
    at: datetime
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class FreedLine:
    """A freed time. Instants are UTC, ``zone`` is the place's.

    ``fits`` counts those it would suit who were not asked yet. ``others`` are the entries not asked yet, id
    and name, those it suits first. ``crossed`` says that the schedule holds the time for somebody else.
    """

    id: int
    appointment_id: int
    state: SlotState
    starts_at: datetime
    zone: str
    minutes: int
    visit_type: str
    provider: str
    location: str
    given_up_by: str
    offer_from: datetime
    next_batch_at: datetime | None
    filled_at: datetime | None
    booked_id: int | None
    offers: tuple[OfferLine, ...]
    fits: int
    others: tuple[tuple[int, str], ...]
    crossed: bool

    @property
    def out(self) -> tuple[OfferLine, ...]:
        """The offers that wait for an answer."""
        return tuple(each for each in self.offers if each.state is OfferState.OPEN)

    @property
    def taken_by(self) -> str:
        """The child that has the time now; empty for nobody."""
        return next((each.child for each in self.offers if each.state is OfferState.CLAIMED), "")


def freed_times(session: Session, now: datetime) -> list[FreedLine]:
    """What is free and what was given away lately, the earliest first. ``now`` is UTC."""
    rows = session.execute(_wanted(now)).all()
    slots = [row.Slot.id for row in rows]
    offers, waiting = _offers(session, slots), waiting_list(session, now)
    suits = _suits(session, now, slots, waiting)
    names = _names(session, waiting)
    asked = {"practice_id": session.info["practice_id"], "now": now}
    crossed = set(session.scalars(_CROSSED, asked))
    return [_line(row, offers, suits, names, row.Slot.id in crossed) for row in rows]


def _wanted(now: datetime) -> Any:
    gone = aliased(Patient)
    still = Slot.state.in_((SlotState.FREED, SlotState.OFFERING))
    filled = and_(Slot.state == SlotState.FILLED, Slot.filled_at > now - _LATELY)
    return (
        select(
            Slot,
            gone.first_name.label("given_up_by"),
            Provider.name.label("provider"),
            Location.name.label("location"),
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
        )
        .join(AppointmentRow, AppointmentRow.id == Slot.appointment_id)
        .join(gone, gone.id == AppointmentRow.patient_id)
        .join(Location, Location.id == Slot.location_id)
        .join(Practice, Practice.id == Slot.practice_id)
        .outerjoin(Provider, Provider.id == Slot.provider_id)
        .where(Slot.starts_at > now, or_(still, filled))
        .order_by(Slot.starts_at, Slot.id)
        .limit(MOST)
    )


def _offers(session: Session, slots: Collection[int]) -> Mapping[int, list[OfferLine]]:
    rows = session.execute(
        select(Offer, Patient.first_name, Message.reason)
        .join(WaitlistEntry, WaitlistEntry.id == Offer.entry_id)
        .join(Patient, Patient.id == WaitlistEntry.patient_id)
        .outerjoin(
            Message,
            and_(
                Message.practice_id == Offer.practice_id,
                Message.key == func.concat(OFFER, Offer.id),
                Message.status.in_(("skipped", "failed", "expired")),
            ),
        )
        .where(among(Offer.slot_id, slots))
        .order_by(Offer.id)
    )
    found: dict[int, list[OfferLine]] = defaultdict(list)
    for offer, child, reason in rows:
        why = _REASONS.get(reason or "")
        line = OfferLine(offer.id, child, OfferState(offer.state), offer.offered_at, why)
        found[offer.slot_id].append(line)
    return found


def _suits(
    session: Session, now: datetime, slots: Collection[int], waiting: Sequence[Waiting]
) -> Mapping[int, tuple[list[int], list[int]]]:
    """By slot: the entries that were not asked, those it suits and those it does not."""
    asked = defaultdict(set)
    for slot_id, entry_id in session.execute(
        select(Offer.slot_id, Offer.entry_id).where(among(Offer.slot_id, slots))
    ):
        asked[slot_id].add(entry_id)
    found: dict[int, tuple[list[int], list[int]]] = {}
    for slot_id, free in free_times(session, slots).items():
        left = [each for each in waiting if each.id not in asked[slot_id]]
        fit = {each.id for each in left if misfit(each, free, now) is None}
        found[slot_id] = ([each.id for each in left if each.id in fit], [each.id for each in left])
    return found


def _names(session: Session, waiting: Sequence[Waiting]) -> Mapping[int, str]:
    rows = session.execute(
        select(WaitlistEntry.id, Patient.first_name, Patient.last_name)
        .join(Patient, Patient.id == WaitlistEntry.patient_id)
        .where(among(WaitlistEntry.id, [each.id for each in waiting]))
    )
    return {row.id: f"{row.first_name} {row.last_name}" for row in rows}


def _line(
    row: Row[Any],
    offers: Mapping[int, list[OfferLine]],
    suits: Mapping[int, tuple[list[int], list[int]]],
    names: Mapping[int, str],
    crossed: bool,
) -> FreedLine:
    slot = row.Slot
    fit, left = suits[slot.id]
    return FreedLine(
        id=slot.id,
        appointment_id=slot.appointment_id,
        state=SlotState(slot.state),
        starts_at=slot.starts_at,
        zone=row.zone,
        minutes=slot.minutes,
        visit_type=slot.visit_type,
        provider=row.provider or "No provider",
        location=row.location,
        given_up_by=row.given_up_by,
        offer_from=slot.offer_from,
        next_batch_at=slot.next_batch_at,
        filled_at=slot.filled_at,
        booked_id=slot.booked_id,
        offers=tuple(offers.get(slot.id, ())),
        fits=len(fit),
        others=tuple((each, names[each]) for each in [*fit, *(one for one in left if one not in fit)]),
        crossed=crossed,
    )


def count_free(session: Session, now: datetime) -> int:
    """How many freed times nobody was asked for, while somebody waits for such a visit. ``now`` is UTC."""
    same = or_(
        WaitlistEntry.visit_type == "",
        Slot.visit_type == "",
        func.lower(WaitlistEntry.visit_type) == func.lower(Slot.visit_type),
    )
    waits = exists().where(
        WaitlistEntry.practice_id == Slot.practice_id,
        WaitlistEntry.state == EntryState.WAITING,
        WaitlistEntry.minutes <= Slot.minutes,
        same,
    )
    wanted = select(func.count(Slot.id)).where(Slot.state == SlotState.FREED, Slot.starts_at > now, waits)
    return session.scalar(wanted) or 0
