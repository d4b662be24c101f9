"""What a parent's link shows now (product H1, H3, H5): facts and permissions, no words yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.domain.answers import (
    AnswerState,
    CancellationMode,
    LinkState,
    Wish,
    may,
    may_cancel_until,
    state_of,
)
from app.domain.appointments import has_new_time
from app.domain.effects import EffectKind
from app.domain.languages import Language, language_for
from app.domain.local_time import local_time, zone
from app.domain.office_hours import OfficeHours
from app.domain.video_visits import joins
from app.models.visit import Place, Visit, VisitChild, read_visit


@dataclass(frozen=True, slots=True)
class ChildOnPage:
    """One child. Times are naive wall-clock times of its place.

    ``may`` is what can be answered now; ``said`` what the family's standing answer did, ``by_other``
    whether another contact gave it; ``contradicted`` whether this contact said the opposite in vain.
    ``video_link`` is where a video visit is joined, while it can be.
    """

    id: int
    version: int
    name: str
    provider: str
    provider_es: str
    starts: datetime
    previous: datetime | None
    until: datetime
    place: Place
    mode: CancellationMode
    state: AnswerState
    may: frozenset[Wish]
    said: EffectKind | None
    by_other: bool
    contradicted: bool
    taken: bool
    video_link: str


@dataclass(frozen=True, slots=True)
class Office:
    """The telephone and whether somebody answers it now; times are naive wall-clock times."""

    phone: str
    open_until: datetime | None
    next_opening: datetime | None


@dataclass(frozen=True, slots=True)
class VisitPage:
    """The page of a live link. ``now`` is the wall clock of the first child's place.

    ``asks_birth_date`` says that nothing but the practice may show before a child's date of birth is told
    (H4); ``opens_again`` is when that may be tried again (naive, same clock), if the link is locked.
    """

    practice_id: int
    practice_name: str
    practice_phone: str
    contact_id: int
    language: Language
    now: datetime
    office: Office
    children: tuple[ChildOnPage, ...]
    asks_birth_date: bool
    opens_again: datetime | None

    @property
    def today(self) -> date:
        return self.now.date()


@dataclass(frozen=True, slots=True)
class DeadPage:
    """A link that was good once: no more than the practice's name and telephone (H1)."""

    practice_name: str
    phone: str
    language: Language


def visit_page(connection: Connection, now: datetime, link_id: int) -> VisitPage | DeadPage | None:
    """None for a link that is unknown, revoked, or whose every child is hidden from its contact."""
    visit = read_visit(connection, now, link_id)
    state = visit.link_state(now) if visit else LinkState.REVOKED
    if visit is None or state is LinkState.REVOKED:
        return None
    language = language_for(visit.language, Language(visit.fallback_language)).language
    if state is LinkState.EXPIRED:
        return DeadPage(visit.practice_name, visit.practice_phone, language)
    return _live(visit, language, now)


def _live(visit: Visit, language: Language, now: datetime) -> VisitPage:
    first = visit.children[0]
    place = zone(first.appointment.zone)
    local_now = local_time(now, place)
    locked = visit.locked_until
    return VisitPage(
        practice_id=visit.practice_id,
        practice_name=visit.practice_name,
        practice_phone=visit.practice_phone,
        contact_id=visit.contact_id,
        language=language,
        now=local_now,
        office=_office(visit, local_now),
        children=tuple(_child(visit, child, now) for child in visit.children),
        asks_birth_date=bool(visit.birth_dates),
        opens_again=local_time(locked, place) if locked and now < locked else None,
    )


def _office(visit: Visit, local_now: datetime) -> Office:
    first = visit.children[0]
    hours = OfficeHours(
        visit.opens_at,
        visit.closes_at,
        holidays=first.holidays,
        visit_days=(local_time(first.appointment.starts_at, zone(first.appointment.zone)).date(),),
    )
    return Office(
        first.place.phone or visit.practice_phone, hours.open_until(local_now), hours.next_opening(local_now)
    )


def _child(visit: Visit, child: VisitChild, now: datetime) -> ChildOnPage:
    appointment, place, said = child.appointment, zone(child.appointment.zone), child.standing
    moved = has_new_time(child.previous_starts_at, appointment.starts_at)
    moved_since = moved and appointment.version_at > visit.linked_at
    return ChildOnPage(
        id=appointment.id,
        version=appointment.version,
        name=child.first_name,
        provider=child.provider_name,
        provider_es=child.provider_name_es,
        starts=local_time(appointment.starts_at, place),
        previous=local_time(child.previous_starts_at, place) if child.previous_starts_at else None,
        until=local_time(may_cancel_until(appointment, child.deadline_hours), place),
        place=child.place,
        mode=child.mode,
        state=state_of(appointment, appointment.version - moved_since, child.deadline_hours, now),
        may=may(appointment, child.deadline_hours, now),
        said=said.effect if said else None,
        by_other=said is not None and said.contact_id != visit.contact_id,
        contradicted=child.contradicted_by(visit.contact_id),
        taken=child.taken,
        video_link=child.video_link if joins(appointment, now) else "",
    )
