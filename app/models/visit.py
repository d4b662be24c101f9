"""One visit as a parent's link sees it: everything a page or an answer needs, by one statement (H3, D7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, column, text
from sqlalchemy.orm import Session

from app.domain.answers import CancellationMode, Choice, LinkState, link_state
from app.domain.appointments import Appointment, Status
from app.domain.contacts import Authority, ChildContacts, ContactFacts, may_see
from app.domain.effects import Asked, Earlier, EffectKind
from app.models.facts import appointment_facts

# Only an appointment that came to the time after the parent gave it up takes it away: a sibling who was
# booked beside the child all along does not.
_TAKEN = """
a.lifecycle = 'cancelled' and a.cancelled_by = 'parent' and exists (
  select 1 from appointment b
  where b.practice_id = a.practice_id and b.provider_id = a.provider_id and b.id <> a.id
    and b.starts_at > a.starts_at - interval '1 day'
    and b.starts_at < a.starts_at + a.minutes * interval '1 minute'
    and b.starts_at + b.minutes * interval '1 minute' > a.starts_at
    and b.lifecycle in ('scheduled', 'arrived', 'completed')
    and greatest(b.version_at, b.created_at) >= a.cancelled_at)
"""
_VISIT = text(f"""
select l.practice_id, l.contact_id, l.created_at as linked_at, l.revoked_at, c.language,
  p.slug, p.name as practice_name, p.phone as practice_phone, p.address as practice_address,
  p.fallback_language, p.opens_at, p.closes_at,
  r.cancellation_mode, r.deadline_hours,
  a.id, a.patient_id, a.provider_id, a.location_id, a.visit_type, a.starts_at, a.minutes, a.lifecycle,
  a.confirmation, a.version, a.created_at, a.version_at, a.quiet, a.blocked, a.cancelled_at, a.cancelled_by,
  a.previous_starts_at, {_TAKEN} as taken,
  h.first_name, h.deceased_at is not null as deceased,
  d.name as provider_name, d.name_es as provider_name_es,
  o.name as place_name, o.phone as place_phone, o.address as place_address,
  coalesce(o.timezone, p.timezone) as zone,
  (select json_agg(json_build_array(t.contact_id, t.authority, t.end_date is not null))
     from patient_contact t where t.patient_id = a.patient_id) as ties,
  (select json_agg(json_build_array(g.contact_id, g.choice, g.effect, g.version) order by g.received_at, g.id)
     from answer g where g.appointment_id = a.id and g.undone_at is null) as answers,
  (select array_agg(y.day) from holiday y where y.practice_id = l.practice_id
     and (y.location_id is null or y.location_id = a.location_id)
     and y.day between cast(:day as date) - 1 and cast(:day as date) + 21) as holidays
from link l
  join contact c on c.id = l.contact_id
  join practice p on p.id = l.practice_id
  join delivery_rules r on r.practice_id = l.practice_id
  join link_appointment m on m.link_id = l.id
  join appointment a on a.id = m.appointment_id
  join patient h on h.id = a.patient_id
  join location o on o.id = a.location_id
  left join provider d on d.id = a.provider_id
where l.id = :link_id and l.practice_id = coalesce(:practice_id, l.practice_id)
order by a.starts_at, a.id
""")  # noqa: S608 - _TAKEN is a constant of this file

# Named once, so that reading a row does not begin with working out what its columns are called.
_COLUMNS = """
practice_id contact_id linked_at revoked_at language
slug practice_name practice_phone practice_address fallback_language opens_at closes_at
cancellation_mode deadline_hours
id patient_id provider_id location_id visit_type starts_at minutes lifecycle
confirmation version created_at version_at quiet blocked cancelled_at cancelled_by
previous_starts_at taken first_name deceased provider_name provider_name_es
place_name place_phone place_address zone ties answers holidays
"""
_READ = _VISIT.columns(*map(column, _COLUMNS.split()))


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that has not been undone; ``contact_id`` is None when staff gave it."""

    contact_id: int | None
    choice: Choice
    effect: EffectKind
    version: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a child is expected; empty strings where the practice has said nothing."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class VisitChild:
    """One child of the visit. ``answers`` are those of the present version, oldest first.

    ``taken`` says that the cancelled child's time now belongs to somebody else (H3).
    """

    appointment: Appointment
    first_name: str
    provider_name: str
    provider_name_es: str
    place: Place
    answers: tuple[GivenAnswer, ...]
    taken: bool
    previous_starts_at: datetime | None
    holidays: frozenset[date]

    @property
    def standing(self) -> GivenAnswer | None:
        """The family's standing answer: the latest that the schedule still bears out."""
        return next((each for each in reversed(self.answers) if _holds(each, self.appointment)), None)

    def contradicted_by(self, contact_id: int, choice: Choice | None = None) -> bool:
        """Did this contact last say (``choice``, or anything) against the family's standing answer (H5)?"""
        said = next((each for each in reversed(self.answers) if each.contact_id == contact_id), None)
        return said is not None and said.effect is EffectKind.CONFLICT and choice in (None, said.choice)

    def said_otherwise(self, contact_id: int) -> bool:
        """Has this contact said that the child cannot come, or not at this time?"""
        return any(
            each.contact_id == contact_id and each.choice is not Choice.COMING for each in self.answers
        )

    def asked(self, seen_version: int | None) -> Asked:
        """The question as an answer finds it; without ``seen_version`` the present one counts as seen."""
        said = self.standing
        return Asked(
            appointment=self.appointment,
            seen_version=self.appointment.version if seen_version is None else seen_version,
            earlier=Earlier(said.contact_id, said.version, said.effect) if said else None,
            time_free=not self.taken,
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """A contact's visit and the practice's rules for it. ``children`` are those the contact may see.

    All instants are aware UTC; ``opens_at`` and ``closes_at`` are wall-clock times of the place.
    """

    practice_id: int
    slug: str
    practice_name: str
    practice_phone: str
    fallback_language: str
    opens_at: time
    closes_at: time
    contact_id: int
    language: str | None
    linked_at: datetime
    revoked: bool
    mode: CancellationMode
    deadline_hours: int
    children: tuple[VisitChild, ...]

    def link_state(self, now: datetime) -> LinkState:
        """Whether the link still opens (H1). One whose every child is hidden from the contact is dead."""
        if not self.children:
            return LinkState.REVOKED
        return link_state(self.children[-1].appointment.starts_at, self.revoked, now)


def read_visit(
    reader: Session | Connection, now: datetime, link_id: int, practice_id: int | None = None
) -> Visit | None:
    """The visit of a link, or None when there is no such link, or not in the practice ``practice_id``."""
    asked = {"link_id": link_id, "practice_id": practice_id, "day": now.date()}
    rows = reader.execute(_READ, asked).all()
    return _visit(rows) if rows else None


def _visit(rows: Any) -> Visit:
    first = rows[0]
    return Visit(
        practice_id=first.practice_id,
        slug=first.slug,
        practice_name=first.practice_name,
        practice_phone=first.practice_phone,
        fallback_language=first.fallback_language,
        opens_at=first.opens_at,
        closes_at=first.closes_at,
        contact_id=first.contact_id,
        language=first.language,
        linked_at=first.linked_at,
        revoked=first.revoked_at is not None,
        mode=CancellationMode(first.cancellation_mode),
        deadline_hours=first.deadline_hours,
        children=tuple(_child(row) for row in rows if _visible(row)),
    )


def _holds(answer: GivenAnswer, appointment: Appointment) -> bool:
    """An answer stands until another, or staff, made it untrue; one that only contradicted never stood."""
    if answer.effect in (EffectKind.CONFIRM, EffectKind.UNDO):
        return appointment.status is Status.CONFIRMED
    if answer.effect is EffectKind.CANCEL:
        return appointment.status is Status.CANCELLED
    if answer.effect is EffectKind.REQUEST_CANCEL:
        return appointment.status in (Status.CANCEL_REQUESTED, Status.CANCELLED)
    return answer.effect is not EffectKind.CONFLICT


def _visible(row: Any) -> bool:
    ties: Mapping[int, ContactFacts] = {
        contact_id: ContactFacts(id=contact_id, authority=Authority(authority), ended=ended)
        for contact_id, authority, ended in row.ties or ()
    }
    own = ties.get(row.contact_id)
    if own is None or row.deceased:
        return False
    return may_see(own, ChildContacts(row.patient_id, tuple(ties.values())))


def _child(row: Any) -> VisitChild:
    answers = (
        GivenAnswer(who, Choice(what), EffectKind(how), of) for who, what, how, of in row.answers or ()
    )
    return VisitChild(
        appointment=appointment_facts(row, row.zone),
        first_name=row.first_name,
        provider_name=row.provider_name or "",
        provider_name_es=row.provider_name_es or "",
        place=Place(
            row.place_name, row.place_phone or row.practice_phone, row.place_address or row.practice_address
        ),
        answers=tuple(each for each in answers if each.version == row.version),
        taken=row.taken,
        previous_starts_at=row.previous_starts_at,
        holidays=frozenset(row.holidays or ()),
    )
