"""One visit as a parent's link sees it: everything a page or an answer needs, by one statement (H3, D7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.domain.answers import CancellationMode, Choice, LinkState, link_state
from app.domain.appointments import Appointment, Status, is_confidential
from app.domain.contacts import Authority, ChildContacts, ContactFacts, may_see
from app.domain.delivery_rules import DeliveryRules, PlaceRules, rules_at
from app.domain.effects import Asked, Earlier, EffectKind
from app.domain.local_time import local_day, zone
from app.models.facts import appointment_facts
from app.models.visit_rows import VISIT_ROWS


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

    ``video_link`` is set for a video visit whose provider has a room.

    ``taken`` says that the cancelled child's time now belongs to somebody else (H3). ``mode`` and
    ``deadline_hours`` are those of the child's place (D4, D6).
    """

    appointment: Appointment
    first_name: str
    provider_name: str
    provider_name_es: str
    video_link: str
    place: Place
    mode: CancellationMode
    deadline_hours: int
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
    """A contact's visit. ``children`` are those the contact may see, each with the rules of its place.

    ``locked_until`` is set when too many wrong birth dates were tried (H4). All instants are aware UTC;
    ``opens_at`` and ``closes_at`` are wall-clock times of the place.
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
    ask_birth_date: bool
    locked_until: datetime | None
    children: tuple[VisitChild, ...]

    @property
    def birth_dates(self) -> frozenset[date]:
        """Any of these opens the page, where the practice asks (H4); none where no chart has one."""
        if not self.ask_birth_date:
            return frozenset()
        dates = (child.appointment.birth_date for child in self.children)
        return frozenset(each for each in dates if each is not None)

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
    rows = reader.execute(VISIT_ROWS, asked).all()
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
        ask_birth_date=first.ask_birth_date,
        locked_until=first.locked_until,
        children=tuple(_child(row) for row in rows if is_visible(row)),
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


def is_visible(row: Any) -> bool:
    """May the contact of this row, of a statement of ours, see its visit on a parents' page (C2, C7, H5)?

    Needs ``contact_id``, ``patient_id``, ``deceased``, ``ties``, ``marked``, ``birth_date``,
    ``confidential_age``, ``starts_at`` (UTC) and ``zone``.
    """
    ties: Mapping[int, ContactFacts] = {
        contact_id: ContactFacts(
            id=contact_id,
            authority=Authority(authority),
            ended=ended,
            own=own,
            alternative=alternative,
            held=held,
        )
        for contact_id, authority, ended, own, alternative, held in row.ties or ()
    }
    reader = ties.get(row.contact_id)
    if reader is None or row.deceased:
        return False
    return may_see(reader, ChildContacts(row.patient_id, tuple(ties.values())), _confidential(row))


def _confidential(row: Any) -> bool:
    day = local_day(row.starts_at, zone(row.zone))
    return is_confidential(row.marked, row.birth_date, day, row.confidential_age)


def _child(row: Any) -> VisitChild:
    answers = (
        GivenAnswer(who, Choice(what), EffectKind(how), of) for who, what, how, of in row.answers or ()
    )
    rules = _rules(row)
    return VisitChild(
        appointment=appointment_facts(
            row, row.zone, birth_date=row.birth_date, confidential=_confidential(row)
        ),
        first_name=row.first_name,
        provider_name=row.provider_name or "",
        provider_name_es=row.provider_name_es or "",
        video_link=row.video_link or "",
        place=Place(
            row.place_name, row.place_phone or row.practice_phone, row.place_address or row.practice_address
        ),
        mode=rules.cancellation_mode,
        deadline_hours=rules.deadline_hours,
        answers=tuple(each for each in answers if each.version == row.version),
        taken=row.taken,
        previous_starts_at=row.previous_starts_at,
        holidays=frozenset(row.holidays or ()),
    )


def _rules(row: Any) -> DeliveryRules:
    """How the child's visit may be cancelled at its place; delivery times have no part in an answer."""
    rules = DeliveryRules(
        cancellation_mode=CancellationMode(row.cancellation_mode), deadline_hours=row.deadline_hours
    )
    own = PlaceRules(
        cancellation_mode=CancellationMode(row.own_mode) if row.own_mode else None,
        deadline_hours=row.own_deadline_hours,
    )
    return rules_at(rules, own)
