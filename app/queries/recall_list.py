"""Which children are due for a check-up that is not booked, what was tried, what comes next (product K5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.domain.contacts import Eligible, eligibility
from app.domain.greetings import greeting_on, greeting_time
from app.domain.local_time import local_day, zone
from app.domain.preferences import Purpose
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.staff_words import CHANNELS
from app.domain.timing import RuleType
from app.domain.well_visits import CHECK_UPS
from app.models import Message, MessagePatient, Provider
from app.models.due_children import DUE, due_parameters
from app.models.greeting_facts import Calendars, read_calendars, well_visit_types
from app.models.known_children import KnownChild, known_children

PAGE = 50
_TOO_LATE_TO_ASK = "The days to ask had passed before recalls could go out. Call the family."
_WAITS_AT_MOST = timedelta(days=10)
_NOT_LEFT = ("skipped", "cancelled", "expired")
_WORDS = {each.key: each.words.en for each in CHECK_UPS}
_Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecallAsked:
    """What is looked for: a check-up by its key, a provider by id; empty and 0 mean all. Pages begin at 1."""

    check_up: str = ""
    provider_id: int = 0
    page: int = 1


@dataclass(frozen=True, slots=True)
class DueChild:
    """A child that is due. Instants are UTC, on the clock of ``zone``.

    ``tried`` counts the tries that went out, ``last_at`` is the latest. ``next_at`` is None where no try
    comes. ``told`` are contacts with the way they are asked; ``why`` says why somebody is not, with the
    contact it is about or an empty name for the child itself.
    """

    family_id: int
    name: str
    born: date
    check_up: str
    due_on: date
    zone: str
    tried: int
    last_at: datetime | None
    next_at: datetime | None
    told: tuple[tuple[str, str], ...]
    why: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecallList:
    """One page, latest due first, of ``total``. ``marked`` says that the practice named its well visits."""

    children: tuple[DueChild, ...]
    total: int
    marked: bool


def recall_list(
    session: Session, now: datetime, rule: Rule | None, on: bool, asked: RecallAsked
) -> RecallList:
    """Due by the practice's own day. ``rule`` is the recall, ``on`` whether it is turned on.

    Left out are children who died, and those not seen for so long that no recall goes (``INACTIVE``).
    """
    calendars, marked = read_calendars(session), well_visit_types(session)
    today = local_day(now, zone(calendars.zone))
    providers = (asked.provider_id,) if asked.provider_id else ()
    parameters = due_parameters(session, today, zone(calendars.zone), asked.check_up, providers)
    page = {"most": PAGE, "after": (asked.page - 1) * PAGE}
    rows = session.execute(DUE, parameters | page).all()
    patient_ids = [row.patient_id for row in rows]
    children = known_children(session, patient_ids)
    ask = _Ask(now, rule, on, calendars, _tries(session, patient_ids))
    shown = tuple(ask.about(row, children[row.patient_id]) for row in rows)
    return RecallList(shown, rows[0].total if rows else 0, bool(marked))


def provider_names(session: Session) -> dict[int, str]:
    """The practice's providers by id, in alphabetical order, for the filter."""
    rows = session.execute(select(Provider.id, Provider.name).order_by(func.lower(Provider.name)))
    return {row.id: row.name for row in rows}


_Tries = Mapping[tuple[int, date], Sequence[tuple[int, datetime]]]


def _tries(session: Session, patient_ids: Collection[int]) -> _Tries:
    """The tries that went out, by child and due day: their number and when they left, or were due."""
    rows = session.execute(
        select(
            MessagePatient.patient_id,
            MessagePatient.occasion_on,
            MessagePatient.try_number,
            func.coalesce(Message.sent_at, Message.due_at).label("at"),
        )
        .join(Message, Message.id == MessagePatient.message_id)
        .where(
            MessagePatient.patient_id.in_(patient_ids),
            Message.type == RuleType.RECALL,
            Message.status.not_in(_NOT_LEFT),
        )
    )
    found: dict[tuple[int, date], list[tuple[int, datetime]]] = defaultdict(list)
    for row in rows:
        found[row.patient_id, row.occasion_on].append((row.try_number, row.at))
    return found


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is the same for all children of a page."""

    now: datetime
    rule: Rule | None
    on: bool
    calendars: Calendars
    tries: _Tries

    def about(self, row: Row[Any], child: KnownChild) -> DueChild:
        tried = self.tries.get((row.patient_id, row.due_on), ())
        next_at = self._next(row)
        told, left_out = self._contacts(child)
        why = self._why(next_at, told, tried)
        patient = child.patient
        return DueChild(
            family_id=patient.family_id,
            name=f"{patient.first_name} {patient.last_name}",
            born=row.birth_date,
            check_up=_WORDS[row.key],
            due_on=row.due_on,
            zone=self.calendars.zone_at(row.location_id).key,
            tried=len({number for number, _ in tried}),
            last_at=max((at for _, at in tried), default=None),
            next_at=None if why or not self.on else next_at,
            told=() if why else told,
            why=(("", why),) if why and (told or not left_out) else left_out,
        )

    def _next(self, row: Row[Any]) -> datetime | None:
        """When the next try goes, if one is left."""
        if self.rule is None:
            return None
        place = self.calendars.zone_at(row.location_id)
        every, tries = self.rule.try_every_days or 1, self.rule.tries or 0
        days = (row.due_on + timedelta(days=every * number) for number in range(tries))
        # What was due longer ago is no longer useful.
        for day in (each for each in days if each >= local_day(self.now, place) - _WAITS_AT_MOST):
            windows = self.calendars.windows_at(row.location_id, self.rule, day, day)
            when = greeting_time(self.rule, day, place, windows)
            comes = when is not None and when.refusal is None and when.send_at > self.now
            if when and comes and greeting_on(self.rule, row.birth_date, day):
                return when.send_at
        return None

    def _contacts(self, child: KnownChild) -> tuple[_Named, _Named]:
        """Who would be asked and how, and who would not and why."""
        told, left_out = [], []
        for known in child.contacts if self.rule else ():
            purpose, fixed = (self.rule.purpose, self.rule.channel) if self.rule else (Purpose.RECALLS, None)
            reach = eligibility(known.facts, child.facts, purpose, fixed=fixed)
            if isinstance(reach, Eligible):
                told.append((known.contact.name, CHANNELS[reach.channel]))
            else:
                left_out.append((known.contact.name, reach.reason.words))
        return tuple(told), tuple(left_out)

    def _why(self, next_at: datetime | None, told: _Named, tried: Sequence[Any]) -> str:
        if self.on and next_at is None:
            return Reason.TRIES_USED.words if tried else _TOO_LATE_TO_ASK
        return "" if told else "Nobody can be asked."
