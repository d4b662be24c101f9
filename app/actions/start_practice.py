"""Set up the first practice of an installation with its first administrator (product A2, A3, L5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.check_password import LEAST_LENGTH, Hasher
from app.actions.create_practice import ADMINISTRATORS, NewPractice, create_practice
from app.actions.create_staff import UnusableStaff, create_staff
from app.actions.write_audit import Actor
from app.domain.local_time import UnknownZone, zone
from app.feeds.addresses import read_email
from app.models import Practice

_TURN = 480_013
_LONGEST_SLUG = 40


@dataclass(frozen=True, slots=True)
class FirstPractice:
    """What is asked on the first page. ``timezone`` is IANA; ``person`` is the name of who signs up."""

    name: str
    timezone: str
    person: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Started:
    """The practice that was made, and its administrator."""

    practice_id: int
    staff_id: int


class StartRefused(ValueError):
    """Nothing was made; ``errors`` say what is wrong by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


class AlreadyStarted(RuntimeError):
    """This installation has a practice; another one is for whoever runs it to make."""


def start_practice(session: Session, now: datetime, given: FirstPractice, hasher: Hasher) -> Started:
    """The session may see every practice; from here on it sees the new one only.

    Alerts to the departments go to the administrator until they get addresses of their own. Raises
    AlreadyStarted while there is a practice other than the demo's, or StartRefused.
    """
    session.execute(text("select pg_advisory_xact_lock(:turn)"), {"turn": _TURN})
    if session.scalar(select(Practice.id).where(~Practice.demo).limit(1)) is not None:
        raise AlreadyStarted
    if errors := dict(_errors(given)):
        raise StartRefused(errors)
    wanted = NewPractice(
        slug=_free_slug(session, given.name),
        name=given.name,
        timezone=given.timezone,
        short_name=short_name_of(given.name),
        alert_email=given.email,
    )
    actor = Actor(given.email)
    practice_id = create_practice(session, now, actor, wanted)
    try:
        staff_id = create_staff(
            session, now, actor, given.email, given.person, ADMINISTRATORS, given.password, hasher=hasher
        )
    except UnusableStaff as error:
        raise StartRefused({"email": str(error)}) from error
    return Started(practice_id, staff_id)


def short_name_of(name: str) -> str:
    """As many whole words of the name as stand in 20 letters: "Willow" of "Willow Children's Center"."""
    kept = ""
    for word in name.split():
        longer = f"{kept} {word}".strip()
        if len(longer) > 20:
            break
        kept = longer
    return kept or name.strip()[:20]


def _errors(given: FirstPractice) -> Iterator[tuple[str, str]]:
    if not given.name.strip():
        yield "name", "Write the name of the practice, for example Willow Pediatrics."
    try:
        zone(given.timezone)
    except UnknownZone:
        yield "timezone", "Choose the time zone of the practice, for example Eastern time."
    if not given.person.strip():
        yield "person", "Write your name as colleagues know it, for example Alex Morgan."
    if problem := read_email(given.email).problem:
        yield "email", f"{problem} Write it like alex@practice.example."
    if len(given.password) < LEAST_LENGTH:
        yield "password", f"Use at least {LEAST_LENGTH} characters. A short sentence is easy to remember."


def _free_slug(session: Session, name: str) -> str:
    """The name in small letters, digits and hyphens, with a number behind it when it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[: _LONGEST_SLUG - 4].strip("-")
    stem = stem or "practice"
    taken = set(session.scalars(select(Practice.slug)))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)
