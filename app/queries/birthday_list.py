"""Whose birthday it is in the next days, who is told, and why somebody is not (product K5, C3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.birthdays import age_on, birthday_in, born_on_this_day
from app.domain.contacts import Eligible, eligibility
from app.domain.greetings import GreetingTime, greeting_on, greeting_refusal, greeting_time, last_visit
from app.domain.local_time import local_day, zone
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.staff_words import CHANNELS
from app.models import Patient
from app.models.greeting_facts import Calendars, known_visits, read_calendars, well_visit_types
from app.models.known_children import KnownChild, known_children

DAYS = 7
OLDEST = 21


@dataclass(frozen=True, slots=True)
class BirthdayChild:
    """``at`` (UTC) is when the greeting goes, on the clock of ``zone``; None where nobody gets one.

    ``told`` are contacts with the way it goes; ``why`` says for the child, or for each contact left out,
    why not, in words.
    """

    family_id: int
    name: str
    turns: int
    at: datetime | None
    zone: str
    told: tuple[tuple[str, str], ...]
    why: tuple[tuple[str, str], ...]


def birthday_list(session: Session, now: datetime, rule: Rule) -> list[tuple[date, list[BirthdayChild]]]:
    """The next seven days of the practice that have a birthday, each with its children by name.

    Children who died are in no list.
    """
    calendars = read_calendars(session)
    first = local_day(now, zone(calendars.zone))
    days = [first + timedelta(days=number) for number in range(DAYS)]
    births = {born for day in days for born in born_on_this_day(day, 1, OLDEST)}
    wanted = select(Patient.id).where(Patient.birth_date.in_(births), Patient.deceased_at.is_(None))
    children = known_children(session, session.scalars(wanted).all())
    ask = _Asked(session, now, rule, calendars, list(children))
    found: dict[date, list[BirthdayChild]] = {day: [] for day in days}
    for child in children.values():
        day = next((each for each in days if birthday_in(_born(child), each.year) == each), None)
        if day is not None:
            found[day].append(ask.about(child, day))
    return [(day, sorted(each, key=lambda child: child.name)) for day, each in found.items() if each]


def _born(child: KnownChild) -> date:
    born = child.patient.birth_date
    if born is None:
        raise ValueError("a child without a date of birth has no birthday")
    return born


class _Asked:
    """The facts around a list of children."""

    def __init__(
        self, session: Session, now: datetime, rule: Rule, calendars: Calendars, patient_ids: list[int]
    ) -> None:
        self._rule, self._now, self._calendars = rule, now, calendars
        self._visits = known_visits(session, patient_ids)
        self._marked = well_visit_types(session)
        self._times: dict[tuple[int, date], GreetingTime | None] = {}

    def about(self, child: KnownChild, day: date) -> BirthdayChild:
        refusal, at, place = self._when(child, day)
        told: list[tuple[str, str]] = []
        why: list[tuple[str, str]] = [("", refusal.words)] if refusal else []
        for known in child.contacts if refusal is None else ():
            reach = eligibility(known.facts, child.facts, self._rule.purpose, fixed=self._rule.channel)
            if isinstance(reach, Eligible):
                told.append((known.contact.name, CHANNELS[reach.channel]))
            else:
                why.append((known.contact.name, reach.reason.words))
        patient = child.patient
        name, turns = f"{patient.first_name} {patient.last_name}", age_on(_born(child), day)
        goes = at if told else None
        return BirthdayChild(patient.family_id, name, turns, goes, place, tuple(told), tuple(why))

    def _when(self, child: KnownChild, day: date) -> tuple[Reason | None, datetime | None, str]:
        """Why nobody is told, or when they are, and the zone of the child's place."""
        visits = self._visits.get(child.patient.id, ())
        last = last_visit(visits)
        if last is None:
            return Reason.INACTIVE, None, self._calendars.zone
        place = self._calendars.zone_at(last.location_id)
        if greeting_on(self._rule, _born(child), day) is None:
            return Reason.AGE_NOT_CHOSEN, None, place.key
        refusal = greeting_refusal(self._rule, _born(child), day, place, visits, self._marked)
        if refusal:
            return refusal, None, place.key
        when = self._time(last.location_id, day)
        if when is None:
            return Reason.BEFORE_RULE, None, place.key
        return when.refusal, when.send_at, place.key

    def _time(self, location_id: int, day: date) -> GreetingTime | None:
        """The same for all children of a place."""
        key = location_id, day
        if key not in self._times:
            windows = self._calendars.windows_at(location_id, self._rule, day, day)
            place = self._calendars.zone_at(location_id)
            self._times[key] = greeting_time(self._rule, day, place, windows)
        return self._times[key]
