"""The audit log for its page and its export: newest first, filtered, in words (product A5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from app.domain.audit_words import ACTIONS, SUBJECTS, FieldChange, action_words, field_changes, subject_words
from app.domain.local_time import day_begins
from app.models import AuditLine, StaffUser
from app.queries.audit_subjects import Thing, things

PAGE = 50
EXPORTED_AT_ONCE = 1000
FEEDS = "feeds"
OTHERS = {"parent": "Parents", "clock": "The clock", "command line": "Command line", FEEDS: "Schedule feeds"}
"""Those who act without signing in, by the word in the address."""

Mark = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class AuditAsked:
    """The filters; empty means all. ``first`` and ``last`` are days of the practice, both inclusive.

    ``person`` is a staff user's id as text, or one of OTHERS; ``action`` and ``subject`` are words.
    """

    person: str = ""
    action: str = ""
    subject: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line; ``at`` is UTC. ``thing`` is None where the row is gone or there is none."""

    id: int
    at: datetime
    who: str
    action: str
    subject: str
    kind: str
    subject_id: int | None
    thing: Thing | None
    changes: tuple[FieldChange, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class AuditPage:
    """``older`` marks where the next page begins; None at the end."""

    entries: tuple[AuditEntry, ...]
    older: Mark | None


def audit_log(
    session: Session, asked: AuditAsked, place: ZoneInfo, mark: Mark | None = None, most: int = PAGE
) -> AuditPage:
    """The newest lines older than ``mark``; ``place`` is the practice's time zone."""
    question = _question(asked, place)
    if mark is not None:
        question = question.where(tuple_(AuditLine.at, AuditLine.id) < mark)
    lines = session.scalars(question.limit(most + 1)).all()
    shown = lines[:most]
    known = things(session, shown)
    staff = _staff(session)
    older = (shown[-1].at, shown[-1].id) if len(lines) > most else None
    return AuditPage(tuple(_entry(line, known, staff, place) for line in shown), older)


def every_entry(session: Session, asked: AuditAsked, place: ZoneInfo) -> Iterator[AuditEntry]:
    """All of it, a thousand lines at a time, so that a long log never stands in memory."""
    mark: Mark | None = None
    while True:
        page = audit_log(session, asked, place, mark, EXPORTED_AT_ONCE)
        yield from page.entries
        if page.older is None:
            return
        mark = page.older
        session.expunge_all()


def people_in_log(session: Session) -> dict[str, str]:
    """Who can be asked for: staff users by name, then those who act without signing in."""
    rows = session.execute(select(StaffUser.id, StaffUser.name).order_by(StaffUser.name))
    return {str(row.id): row.name for row in rows} | OTHERS


def _question(asked: AuditAsked, place: ZoneInfo) -> Select[AuditLine]:
    question = select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc())
    if asked.person.isdecimal() and asked.person.isascii() and len(asked.person) < 19:
        question = question.where(AuditLine.staff_id == int(asked.person))
    elif asked.person == FEEDS:
        question = question.where(AuditLine.actor.startswith("feed "))
    elif asked.person:
        question = question.where(AuditLine.actor == asked.person)
    for column, words, known in (
        (AuditLine.action, asked.action, ACTIONS),
        (AuditLine.subject, asked.subject, SUBJECTS),
    ):
        if words:
            question = question.where(column.in_([code for code, said in known.items() if said == words]))
    if asked.first:
        question = question.where(AuditLine.at >= day_begins(asked.first, place))
    if asked.last:
        question = question.where(AuditLine.at < day_begins(asked.last + timedelta(days=1), place))
    return question


def _staff(session: Session) -> Mapping[int, str]:
    return {row.id: row.name for row in session.execute(select(StaffUser.id, StaffUser.name))}


def _entry(
    line: AuditLine, known: Mapping[tuple[str, int], Thing], staff: Mapping[int, str], place: ZoneInfo
) -> AuditEntry:
    names: dict[tuple[str, int], str] = {key: thing.name for key, thing in known.items()}
    before: Any = line.before
    after: Any = line.after
    return AuditEntry(
        id=line.id,
        at=line.at,
        who=staff.get(line.staff_id or 0) or _others(line.actor),
        action=action_words(line.action),
        subject=subject_words(line.subject),
        kind=line.subject,
        subject_id=line.subject_id,
        thing=known.get((line.subject, line.subject_id or 0)),
        changes=tuple(field_changes(before, after, names, place)),
    )


def _others(actor: str) -> str:
    source = actor.removeprefix("feed ")
    return f"Schedule ({source})" if source != actor else OTHERS.get(actor) or actor
