"""The coming visits of a link for a family's calendar (product H3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.domain.answers import AnswerState, LinkState, standing
from app.domain.appointments import Confirmation
from app.domain.languages import Language, language_for
from app.models.visit import Visit, VisitChild, read_visit

_COMING = frozenset({AnswerState.ASK, AnswerState.CONFIRMED, AnswerState.CANCEL_REQUESTED})


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One child's visit. Instants are aware UTC; ``zone`` is the IANA name of the place."""

    appointment_id: int
    version: int
    name: str
    starts_at: datetime
    minutes: int
    zone: str
    changed_at: datetime
    confirmed: bool
    address: str
    phone: str
    video_link: str


@dataclass(frozen=True, slots=True)
class FamilyCalendar:
    """Everything the calendar file says; ``slug`` names the practice in the entries' ids.

    ``asks_birth_date`` says that the file is not given before a child's date of birth is told (H4).
    """

    slug: str
    practice_name: str
    language: Language
    entries: tuple[CalendarEntry, ...]
    asks_birth_date: bool


def visit_calendar(connection: Connection, now: datetime, link_id: int) -> FamilyCalendar | None:
    """None when the link is dead in any way, or nothing of it is coming."""
    visit = read_visit(connection, now, link_id)
    if visit is None or visit.link_state(now) is not LinkState.LIVE:
        return None
    entries = tuple(_entry(child) for child in _coming(visit, now))
    if not entries:
        return None
    language = language_for(visit.language, Language(visit.fallback_language)).language
    return FamilyCalendar(visit.slug, visit.practice_name, language, entries, bool(visit.birth_dates))


def _coming(visit: Visit, now: datetime) -> list[VisitChild]:
    return [child for child in visit.children if standing(child.appointment, now) in _COMING]


def _entry(child: VisitChild) -> CalendarEntry:
    appointment = child.appointment
    return CalendarEntry(
        appointment_id=appointment.id,
        version=appointment.version,
        name=child.first_name,
        starts_at=appointment.starts_at,
        minutes=appointment.minutes,
        zone=appointment.zone,
        changed_at=appointment.version_at,
        confirmed=appointment.confirmation is Confirmation.CONFIRMED,
        address=child.place.address or child.place.name,
        phone=child.place.phone,
        video_link=child.video_link,
    )
