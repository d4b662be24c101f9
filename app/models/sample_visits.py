"""The next visits, as facts to show and measure texts with (product F3, F5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Appointment, Lifecycle
from app.domain.calendar_words import short_date
from app.domain.languages import Language
from app.domain.local_time import local_day, local_time, zone
from app.domain.siblings import SiblingMode, Visit, visits
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.preview import sample_children
from app.models import AppointmentRow, DeliveryRulesRow, Location, Patient, Practice, Provider
from app.models.facts import delivery_rules_facts
from app.models.message_facts import child_line, message_facts, short_phone
from app.models.visit_facts import visit_facts

AHEAD = timedelta(days=14)
MOST = 150


@dataclass(frozen=True, slots=True)
class SampleVisit:
    """A coming visit of one family. ``key`` is the id of its first appointment."""

    key: str
    words: str
    facts: MessageFacts


@dataclass(frozen=True, slots=True)
class SampleVisits:
    """``known`` are the elements that are the same in every message; ``limit`` is that of a text.

    ``made_up`` stands in where no family fits.
    """

    practice: str
    limit: int
    known: Mapping[str, str]
    visits: tuple[SampleVisit, ...]
    made_up: tuple[MessageFacts, MessageFacts]


@dataclass(frozen=True, slots=True)
class _Around:
    patient: Patient
    location: Location
    provider: Provider | None


def sample_visits(session: Session, now: datetime, link: str) -> SampleVisits:
    """Visits of the next two weeks, the earliest first. ``link`` is an address as long as a real one."""
    practice = session.get_one(Practice, session.info["practice_id"])
    around = _around(session, now)
    appointments = visit_facts(session, list(around))
    rules = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    found = [
        _sample(practice, now, visit, around, link, timedelta(hours=rules.deadline_hours))
        for visit in _visits(appointments.values(), around, rules.sibling_mode)
    ]
    return SampleVisits(
        practice=practice.name,
        limit=practice.text_limit,
        known={
            "practice": practice.short_name,
            "practice_name": practice.name,
            "phone": short_phone(practice.phone),
            "link": link,
        },
        visits=tuple(sorted(found, key=lambda each: (each.facts.first().starts_local, each.key))),
        made_up=made_up(practice, now, link),
    )


def made_up(practice: Practice, now: datetime, link: str) -> tuple[MessageFacts, MessageFacts]:
    """A visit of one child and one of two, in two days at half past two. No real family is in them."""
    here = local_time(now, zone(practice.timezone))
    start = (here + timedelta(days=2)).replace(hour=14, minute=30, second=0, microsecond=0)
    one, two = (
        message_facts(
            practice,
            None,
            sample_children(count, start),
            link,
            here.date(),
            change_until_local=start - timedelta(hours=1),
        )
        for count in (1, 2)
    )
    return one, two


def _around(session: Session, now: datetime) -> dict[int, _Around]:
    rows = session.execute(
        select(AppointmentRow.id, Patient, Location, Provider)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(
            AppointmentRow.starts_at > now,
            AppointmentRow.starts_at < now + AHEAD,
            AppointmentRow.lifecycle == Lifecycle.SCHEDULED,
            Patient.deceased_at.is_(None),
        )
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
        .limit(MOST)
    )
    return {row.id: _Around(row.Patient, row.Location, row.Provider) for row in rows}


def _visits(
    appointments: Iterable[Appointment], around: Mapping[int, _Around], mode: SiblingMode
) -> Iterable[Visit]:
    families: dict[int | None, list[Appointment]] = defaultdict(list)
    for each in appointments:
        families[around[each.id].patient.family_id].append(each)
    return (visit for several in families.values() for visit in visits(several, mode))


def _sample(
    practice: Practice,
    now: datetime,
    visit: Visit,
    around: Mapping[int, _Around],
    link: str,
    deadline: timedelta,
) -> SampleVisit:
    first = visit.appointments[0]
    beside = around[first.id]
    place = zone(first.zone)
    facts = message_facts(
        practice,
        beside.location,
        tuple(_child(each, around[each.id]) for each in visit.appointments),
        link,
        local_day(now, place),
        change_until_local=local_time(visit.starts_at - deadline, place),
    )
    count = len(visit.appointments)
    children = "1 child" if count == 1 else f"{count} children"
    day = short_date(local_day(visit.starts_at, place), Language.ENGLISH)
    return SampleVisit(str(first.id), f"{beside.patient.last_name}, {children}, {day}", facts)


def _child(appointment: Appointment, around: _Around) -> ChildLine:
    return child_line(
        around.patient.first_name,
        appointment.starts_at,
        appointment.zone,
        around.location,
        around.provider,
    )
