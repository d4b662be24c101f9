"""What should have gone out and did not: counted by reason, and line by line (product C3, K6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import Session

from app.domain.local_time import day_begins
from app.domain.message_types import message_type
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.remedies import remedy_for
from app.domain.staff_words import CHANNELS, message_status, reason_words
from app.models import AppointmentRow, Contact, Message, MessageLine, Provider, RuleRow
from app.queries.message_subjects import About, about_messages

PAGE = 50
EXPORTED_AT_ONCE = 1000
_NOT_SENT = ("skipped", "expired", "suppressed", "failed", "bounced")
# Somebody got something better, so nobody misses this one.
_NOT_NEEDED = (Reason.SUPERSEDED.value,)

Mark = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class SkippedAsked:
    """``first`` and ``last`` are days of the practice, both inclusive; ids of 0 and an empty reason mean all.

    ``everything`` also shows what was no longer needed, such as a request after the answer.
    """

    first: date
    last: date
    rule_id: int = 0
    provider_id: int = 0
    reason: str = ""
    everything: bool = False


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many messages did not go for one reason, and what to do about it."""

    reason: str
    words: str
    remedy: str
    messages: int


@dataclass(frozen=True, slots=True)
class SkippedMessage:
    """``at`` (UTC) is when it was due; ``starts_at`` the first visit's start, on the clock of ``zone``."""

    id: int
    at: datetime
    what: str
    contact: str
    children: str
    family_id: int | None
    appointment_id: int | None
    starts_at: datetime | None
    zone: str
    channel: str
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class SkippedReport:
    """``older`` marks where the next page begins; None at the end. Most frequent reason first."""

    reasons: tuple[ReasonCount, ...]
    messages: tuple[SkippedMessage, ...]
    older: Mark | None


def skipped_report(
    session: Session, now: datetime, asked: SkippedAsked, place: ZoneInfo, mark: Mark | None = None
) -> SkippedReport:
    """``place`` is the practice's time zone, ``now`` (UTC) decides what counts as unreported."""
    shown, older = _page(session, now, asked, place, mark, PAGE)
    return SkippedReport(_reasons(session, asked, place), shown, older)


def every_skipped(
    session: Session, now: datetime, asked: SkippedAsked, place: ZoneInfo
) -> Iterator[SkippedMessage]:
    """All of them, a thousand at a time."""
    mark: Mark | None = None
    while True:
        shown, mark = _page(session, now, asked, place, mark, EXPORTED_AT_ONCE)
        yield from shown
        if mark is None:
            return
        session.expunge_all()


def choices(session: Session) -> tuple[dict[int, str], dict[int, str]]:
    """Automated messages and providers by id, in alphabetical order, for the filters."""
    rules = session.execute(select(RuleRow.id, RuleRow.name).order_by(func.lower(RuleRow.name)))
    providers = session.execute(select(Provider.id, Provider.name).order_by(Provider.name))
    return {row.id: row.name for row in rules}, {row.id: row.name for row in providers}


def _page(
    session: Session, now: datetime, asked: SkippedAsked, place: ZoneInfo, mark: Mark | None, most: int
) -> tuple[tuple[SkippedMessage, ...], Mark | None]:
    question = (
        _asked(select(Message, Contact.name.label("contact"), RuleRow.name.label("rule")), asked, place)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .order_by(Message.due_at.desc(), Message.id.desc())
    )
    if asked.reason:
        question = question.where(Message.reason == asked.reason)
    if mark is not None:
        question = question.where(tuple_(Message.due_at, Message.id) < mark)
    rows = session.execute(question.limit(most + 1)).all()
    shown = rows[:most]
    about = about_messages(session, [row.Message for row in shown])
    older = (shown[-1].Message.due_at, shown[-1].Message.id) if len(rows) > most else None
    return tuple(_message(row, about, now) for row in shown), older


def _reasons(session: Session, asked: SkippedAsked, place: ZoneInfo) -> tuple[ReasonCount, ...]:
    counts = session.execute(
        _asked(select(Message.reason, func.count().label("messages")), asked, place)
        .group_by(Message.reason)
        .order_by(func.count().desc(), Message.reason)
    )
    return tuple(
        ReasonCount(row.reason or "", reason_words(row.reason), remedy_for(row.reason or ""), row.messages)
        for row in counts
    )


def _asked(question: Any, asked: SkippedAsked, place: ZoneInfo) -> Any:
    first = day_begins(asked.first, place)
    after = day_begins(asked.last + timedelta(days=1), place)
    statuses = (*_NOT_SENT, "cancelled") if asked.everything else _NOT_SENT
    question = question.where(
        Message.contact_id.is_not(None),
        Message.status.in_(statuses),
        Message.due_at >= first,
        Message.due_at < after,
    )
    if not asked.everything:
        question = question.where(func.coalesce(Message.reason, "").not_in(_NOT_NEEDED))
    if asked.rule_id:
        question = question.where(Message.rule_id == asked.rule_id)
    if asked.provider_id:
        seen_by = (
            select(MessageLine.message_id)
            .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
            .where(AppointmentRow.provider_id == asked.provider_id)
        )
        question = question.where(Message.id.in_(seen_by))
    return question


def _message(found: Row[Any], about: Mapping[int, About], now: datetime) -> SkippedMessage:
    row: Message = found.Message
    known = about.get(row.id)
    return SkippedMessage(
        id=row.id,
        at=row.due_at,
        what=found.rule or message_type(row.type),
        contact=found.contact or "",
        children=", ".join(dict.fromkeys(known.children)) if known else "",
        family_id=known.family_id if known else None,
        appointment_id=known.appointment_id if known else None,
        starts_at=known.starts_at if known else None,
        zone=known.zone if known else "",
        channel=CHANNELS[Channel(row.channel)] if row.channel else "",
        outcome=message_status(MessageStatus(row.status), row.sent_at, now),
        why=reason_words(row.reason),
    )
