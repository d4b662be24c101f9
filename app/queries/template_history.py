"""The past of a set: every version with what changed, and what was sent with it day by day (product F1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.word_difference import Piece, word_difference
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import own_version
from app.models import Message, Practice, StaffUser, Template
from app.queries.contact_messages import ContactMessage, as_shown

VERSIONS_SHOWN = 50
DAYS_BACK = 60
MESSAGES_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Version:
    """One version of one text. ``subject`` and ``body`` hold what changed since the version before.

    ``who`` is a name, or empty when no person saved it. A first version has nothing before it.
    """

    id: int
    at: datetime
    who: str
    number: int
    current: bool
    occasion: Occasion
    channel: Channel
    variant: str
    language: Language
    subject: tuple[Piece, ...]
    body: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SentDay:
    """A day of the practice's clock: how many messages left, and how many surely arrived."""

    day: date
    sent: int
    delivered: int


@dataclass(frozen=True, slots=True)
class TemplateHistory:
    """Both newest first. A text that was never changed has no versions to tell of."""

    versions: tuple[Version, ...]
    days: tuple[SentDay, ...]


def template_history(session: Session, now: datetime, set_id: int) -> TemplateHistory:
    """The newest 50 versions, and what was sent in the last 60 days."""
    return TemplateHistory(_versions(session, set_id), _days(session, now, set_id))


def sent_on(session: Session, now: datetime, set_id: int, day: date) -> list[ContactMessage]:
    """The exact texts of one day, at most 100, the newest first."""
    rows = session.scalars(
        select(Message)
        .where(*_of_set(session, now, set_id), _local_day(session) == day)
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(MESSAGES_SHOWN)
    )
    return [as_shown(row, now) for row in rows]


def _versions(session: Session, set_id: int) -> tuple[Version, ...]:
    rows = session.execute(
        select(Template, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == Template.staff_id)
        .where(Template.set_id == set_id)
        .order_by(Template.version)
    ).all()
    texts: dict[tuple[str, ...], list[tuple[Template, str]]] = defaultdict(list)
    for row, who in rows:
        texts[row.kind, row.channel, row.variant, row.language].append((row, who or ""))
    found = [version for several in texts.values() for version in _in_turn(several)]
    return tuple(sorted(found, key=lambda each: (each.at, each.id), reverse=True)[:VERSIONS_SHOWN])


def _in_turn(several: Sequence[tuple[Template, str]]) -> list[Version]:
    """The versions of one text; a text that was never changed has nothing to tell."""
    if len(several) == 1:
        return []
    before = [None, *(row for row, _ in several)]
    return [_version(row, who, before[place]) for place, (row, who) in enumerate(several)]


def _version(row: Template, who: str, before: Template | None) -> Version:
    return Version(
        id=row.id,
        at=row.created_at,
        who=who,
        number=row.version,
        current=row.current,
        occasion=Occasion(row.kind),
        channel=Channel(row.channel),
        variant=row.variant,
        language=Language(row.language),
        subject=word_difference(before.subject if before else row.subject, row.subject),
        body=word_difference(before.body if before else row.body, row.body),
    )


def _days(session: Session, now: datetime, set_id: int) -> tuple[SentDay, ...]:
    day = _local_day(session).label("day")
    delivered = func.count().filter(Message.status == MessageStatus.DELIVERED)
    rows = session.execute(
        select(day, func.count().label("sent"), delivered.label("delivered"))
        .where(*_of_set(session, now, set_id))
        .group_by(day)
        .order_by(day.desc())
    )
    return tuple(SentDay(row.day, row.sent, row.delivered) for row in rows)


def _of_set(session: Session, now: datetime, set_id: int) -> tuple[ColumnElement[bool], ...]:
    numbers = session.scalars(select(Template.version).where(Template.set_id == set_id).distinct())
    names = [f"{own_version(set_id)}{number}" for number in numbers]
    return (
        Message.practice_id == session.info["practice_id"],
        Message.template_version.in_(names),
        Message.sent_at >= now - timedelta(days=DAYS_BACK),
    )


def _local_day(session: Session) -> ColumnElement[Any]:
    zone = session.scalar(select(Practice.timezone).where(Practice.id == session.info["practice_id"]))
    return func.date(func.timezone(zone, Message.sent_at))
