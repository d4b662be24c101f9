"""Invented families to try everything out with, taken in as any schedule is (product L5, B1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.upsert_appointment import upsert_appointments
from app.actions.write_audit import Actor, write_audit
from app.domain.local_time import instant, local_day, zone
from app.domain.preferences import Preference
from app.feeds.addresses import read_email, read_phone
from app.feeds.canonical import ABSENT, AppointmentGiven, ContactGiven, PatientGiven, ProviderGiven
from app.models import FeedSource, Location, Practice
from app.queue import nudge

SOURCE = "sample families"
_WEEKEND = (5, 6)


class _Visit(NamedTuple):
    """``day`` counts the weekdays from tomorrow on."""

    child: str
    age: int
    day: int
    at: time
    provider: str
    kind: str


class _Family(NamedTuple):
    parent: str
    relationship: str
    language: str
    prefers: Preference
    cell: str
    email: str
    visits: tuple[_Visit, ...]


_PATEL, _KIM = "Dr. Anita Patel", "Dr. Sun Kim"
_FAMILIES = (
    _Family(
        "Tom Becker", "Father", "en", Preference.TEXT, "(937) 555-0103", "",
        (
            _Visit("Emma Becker", 9, 0, time(11), _PATEL, "Well visit"),
            _Visit("Jack Becker", 7, 0, time(11), _KIM, "Well visit"),
        ),
    ),
    _Family(
        "Ana Ramos", "Mother", "es", Preference.TEXT, "(937) 555-0161", "ana.ramos@example.org",
        (
            _Visit("Mia Ramos", 8, 1, time(14, 30), _PATEL, "Well visit"),
            _Visit("Leo Ramos", 5, 1, time(14, 30), _KIM, "Vaccine"),
        ),
    ),
    _Family(
        "Grace Miller", "Mother", "en", Preference.EMAIL, "", "grace.miller@example.org",
        (_Visit("Owen Miller", 6, 0, time(10), _KIM, "Well visit"),),
    ),
    _Family(
        "David Kim", "Father", "en", Preference.CELL_PHONE, "(937) 555-0106", "",
        (_Visit("Sophie Kim", 10, 2, time(13), _PATEL, "Follow-up"),),
    ),
)  # fmt: skip


def use_samples(session: Session, now: datetime, actor: Actor) -> None:
    """Bring four families with visits on the coming weekdays, marked as samples.

    Asking again moves their visits to the weekdays after ``now`` (UTC). The next tick looks at them.
    """
    practice = session.get_one(Practice, session.info["practice_id"])
    tomorrow = local_day(now, zone(practice.timezone)) + timedelta(days=1)
    location = session.scalars(select(Location.name).order_by(Location.id).limit(1)).one()
    given = list(_given(tomorrow, practice.timezone, location))
    upsert_appointments(session, now, _source(session), given, first=False)
    write_audit(session, now, actor, "add", "sample_families", after={"visits": len(given)})
    session.flush()
    nudge(session, "plan")


def _source(session: Session) -> FeedSource:
    found = session.scalars(select(FeedSource).where(FeedSource.sample)).one_or_none()
    if found is None:
        found = FeedSource(name=SOURCE, sample=True, status_map={})
        session.add(found)
        session.flush()
    return found


def _given(tomorrow: date, place: str, location: str) -> Iterator[AppointmentGiven]:
    told = [(family, visit) for family in _FAMILIES for visit in family.visits]
    for number, (family, visit) in enumerate(told, 1):
        first, _, last = visit.child.partition(" ")
        day = _weekday(tomorrow, visit.day)
        born = tomorrow - timedelta(days=visit.age * 366 + number * 37)
        yield AppointmentGiven(
            line=number,
            external_id=f"SAMPLE-{number}",
            patient=PatientGiven(f"SAMPLE-{number}", first, last, born),
            contacts=(_contact(family),),
            starts_at=instant(datetime.combine(day, visit.at), zone(place)),
            minutes=20,
            status="Scheduled",
            visit_type=visit.kind,
            provider=ProviderGiven(visit.provider, f"SAMPLE-{visit.provider}"),
            location=location,
        )


def _contact(family: _Family) -> ContactGiven:
    return ContactGiven(
        position=1,
        name=family.parent,
        relationship=family.relationship,
        authority="Joint",
        language=family.language,
        preferred=family.prefers,
        consent=True,
        cell=read_phone(family.cell) if family.cell else ABSENT,
        email=read_email(family.email) if family.email else ABSENT,
    )


def _weekday(tomorrow: date, number: int) -> date:
    """The weekday so many after the first one from tomorrow on."""
    days = (tomorrow + timedelta(days=ahead) for ahead in range(14))
    return [day for day in days if day.weekday() not in _WEEKEND][number]
