"""What the page of an offered time shows now (product J4, H1, H2, H4): facts, no words yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, text

from app.domain.appointments import Confirmation, Lifecycle
from app.domain.languages import Language, language_for
from app.domain.local_time import local_day, local_time, zone
from app.domain.waitlists import EntryState, OfferState, SlotState
from app.models.free_times import CHILD_BUSY, STILL_FREE
from app.models.visit import is_visible

_LIFETIME = timedelta(hours=24)
_OFFER = text(f"""
select o.id, o.practice_id, c.id as contact_id, o.state, o.locked_until, s.id as slot_id,
  s.state as slot_state, s.filled_by, s.booked_id, s.starts_at,
  ({STILL_FREE}) and not {CHILD_BUSY} as free, e.state as entry_state,
  h.id as patient_id, h.first_name, h.birth_date, h.deceased_at is not null as deceased,
  p.confidential_age, exists (select from visit_type y where y.practice_id = o.practice_id
    and y.confidential and lower(y.name) = lower(coalesce(nullif(e.visit_type, ''), s.visit_type))) as marked,
  (select json_agg(json_build_array(t.contact_id, t.authority, t.end_date is not null,
    t.own, t.alternative, t.held_at is not null))
    from patient_contact t where t.patient_id = h.id) as ties,
  p.name as practice_name, p.phone as practice_phone,
  p.fallback_language, p.ask_birth_date, c.language,
  d.name as provider_name, d.name_es as provider_name_es,
  l.name as place_name, coalesce(nullif(l.phone, ''), p.phone) as place_phone,
  coalesce(nullif(l.address, ''), p.address) as place_address, coalesce(l.timezone, p.timezone) as zone,
  v.starts_at as later_at, v.lifecycle as later_lifecycle, v.confirmation as later_confirmation,
  (select k.id from link k where k.contact_id = c.id and k.visit_key = s.booked_id and k.revoked_at is null)
    as link_id
from offer o
  join slot s on s.id = o.slot_id
  join waitlist_entry e on e.id = o.entry_id
  join patient h on h.id = e.patient_id
  join contact named on named.id = o.contact_id
  join contact c on c.id = coalesce(named.merged_into_id, named.id)
  join practice p on p.id = o.practice_id
  join location l on l.id = s.location_id
  left join provider d on d.id = s.provider_id
  left join appointment v on v.id = e.appointment_id
where o.id = :offer_id
""")  # noqa: S608 - both parts are constants of ours


class Standing(StrEnum):
    """How the offered time stands for this family."""

    OPEN = "open"
    DECLINED = "declined"
    YOURS = "yours"
    TAKEN = "taken"
    GONE = "gone"
    LEFT = "left"
    PAST = "past"


class LaterVisit(StrEnum):
    """What became of the visit that is given up for it."""

    KEPT = "kept"
    CANCELLED = "cancelled"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True)
class OfferPage:
    """Clock times are naive, on the wall of the place. ``later`` is None without a visit to give up.

    ``link_id`` is the family's link to the visit, once the time is theirs. ``opens_again`` is set while too
    many wrong birth dates lock the page, else None.
    """

    id: int
    now: datetime
    standing: Standing
    child: str
    starts: datetime
    today: date
    provider: str
    provider_es: str
    place: str
    address: str
    phone: str
    practice_name: str
    practice_phone: str
    language: Language
    later: datetime | None
    later_visit: LaterVisit
    link_id: int | None
    asks_birth_date: bool
    opens_again: datetime | None


def offer_page(connection: Connection, now: datetime, offer_id: int) -> OfferPage | None:
    """At ``now`` (UTC); None for an unknown offer, and for a contact who may not see the child's visit."""
    row = connection.execute(_OFFER, {"offer_id": offer_id, "now": now}).one_or_none()
    return _page(row, now) if row is not None and is_visible(row) else None


def _page(row: Row[Any], now: datetime) -> OfferPage:
    place = zone(row.zone)
    return OfferPage(
        id=row.id,
        now=local_time(now, place),
        standing=_standing(row, now),
        child=row.first_name,
        starts=local_time(row.starts_at, place),
        today=local_day(now, place),
        provider=row.provider_name or "",
        provider_es=row.provider_name_es or "",
        place=row.place_name,
        address=row.place_address,
        phone=row.place_phone,
        practice_name=row.practice_name,
        practice_phone=row.practice_phone,
        language=language_for(row.language, Language(row.fallback_language)).language,
        later=_later(row),
        later_visit=_later_visit(row),
        link_id=row.link_id,
        asks_birth_date=row.ask_birth_date and row.birth_date is not None,
        opens_again=local_time(row.locked_until, place) if _locked(row, now) else None,
    )


def _locked(row: Row[Any], now: datetime) -> bool:
    return row.locked_until is not None and now < row.locked_until


def _standing(row: Row[Any], now: datetime) -> Standing:
    if now >= row.starts_at + _LIFETIME:
        return Standing.PAST
    if row.slot_state == SlotState.FILLED:
        return Standing.YOURS if row.filled_by == row.id else Standing.TAKEN
    if row.entry_state == EntryState.REMOVED:
        return Standing.LEFT
    if not row.free or row.state not in (OfferState.OPEN, OfferState.DECLINED):
        return Standing.GONE
    return Standing.DECLINED if row.state == OfferState.DECLINED else Standing.OPEN


def _later(row: Row[Any]) -> datetime | None:
    """Where it is: before and after the yes. One that was cancelled otherwise is nobody's to keep."""
    mine = row.slot_state == SlotState.FILLED and row.filled_by == row.id
    if row.later_at is None or (row.later_lifecycle != Lifecycle.SCHEDULED and not mine):
        return None
    return local_time(row.later_at, zone(row.zone))


def _later_visit(row: Row[Any]) -> LaterVisit:
    if row.later_lifecycle == Lifecycle.CANCELLED:
        return LaterVisit.CANCELLED
    asked = row.later_confirmation == Confirmation.CANCEL_REQUESTED
    return LaterVisit.REQUESTED if asked else LaterVisit.KEPT
