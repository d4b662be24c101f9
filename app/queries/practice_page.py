"""The practice's own settings, its appointment types and its providers (product A2, C7, K5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.form_reading import FormReading, state_of
from app.domain.languages import Language
from app.domain.local_time import local_time, zone
from app.domain.practice_form import TypedPractice, read_practice
from app.domain.sms_length import sms_length
from app.domain.timing import RuleType
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.text_message import text_message
from app.feeds.addresses import read_phone
from app.models import AppointmentRow, Practice, Provider, VisitType
from app.models.message_facts import short_phone
from app.models.typed_places import typed_practice

_LATELY = timedelta(days=90)
_LINK = "https://" + "practice.example/v/2Kf8sQ1xZp0aTm"


@dataclass(frozen=True, slots=True)
class TypeLine:
    """An appointment type by the schedule's name; ``visits`` are those since 90 days ago."""

    name: str
    visits: int
    confidential: bool
    well_visit: bool


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A provider: the name staff read, the one that is spoken, the one in Spanish; the video room."""

    id: int
    name: str
    spoken_name: str
    name_es: str
    video_url: str


@dataclass(frozen=True, slots=True)
class TextSample:
    """A text as it would read, with its size and the limit it is held to."""

    body: str
    units: int
    segments: int
    limit: int


@dataclass(frozen=True, slots=True)
class PracticePage:
    """``typed`` is the form as saved, ``seen`` its state, which goes back with it."""

    typed: TypedPractice
    seen: str
    types: tuple[TypeLine, ...]
    providers: tuple[ProviderLine, ...]


def practice_page(session: Session, now: datetime) -> PracticePage:
    """As saved; the types are those of 90 days and later, and those that were set up."""
    typed = typed_practice(session.get_one(Practice, session.info["practice_id"]))
    people = session.scalars(select(Provider).order_by(Provider.name, Provider.id))
    return PracticePage(
        typed,
        state_of(typed),
        _types(session, now),
        tuple(ProviderLine(row.id, row.name, row.spoken_name, row.name_es, row.video_url) for row in people),
    )


def _types(session: Session, now: datetime) -> tuple[TypeLine, ...]:
    used = session.execute(
        select(func.min(AppointmentRow.visit_type).label("name"), func.count().label("visits"))
        .where(AppointmentRow.visit_type != "", AppointmentRow.starts_at >= now - _LATELY)
        .group_by(func.lower(AppointmentRow.visit_type))
    ).all()
    marked = {row.name.casefold(): row for row in session.scalars(select(VisitType))}
    counts = {row.name.casefold(): row for row in used}
    lines = [
        TypeLine(
            name=marked[key].name if key in marked else counts[key].name,
            visits=counts[key].visits if key in counts else 0,
            confidential=key in marked and marked[key].confidential,
            well_visit=key in marked and marked[key].well_visit,
        )
        for key in {**marked, **counts}
    ]
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))


def sample_of(typed: TypedPractice, now: datetime) -> TextSample | None:
    """The request to a mother of two as it reads with what stands in the form; None if it cannot be used.

    ``now`` is UTC. Nobody of the practice is in it.
    """
    reading = FormReading()
    values = read_practice(reading, typed, available_timezones())
    if {"short_name", "text_limit", "timezone"} & set(reading.faults):
        return None
    here = local_time(now, zone(typed.timezone))
    start = (here + timedelta(days=3)).replace(hour=14, minute=30, second=0, microsecond=0)
    facts = MessageFacts(
        practice_name=values["name"],
        practice_short=values["short_name"],
        phone_display=short_phone(read_phone(typed.phone).value),
        address=values["address"],
        children=tuple(ChildLine(child, start, "Dr. Patel", "Dra. Patel") for child in ("Mia", "Zoë")),
        link=_LINK,
        today_local=here.date(),
        keep_accents=typed.keep_accents,
    )
    text = text_message(RuleType.CONFIRMATION_REQUEST, Language.ENGLISH, facts, values["text_limit"])
    return TextSample(text.body, text.units, sms_length(text.body).segments, values["text_limit"])
