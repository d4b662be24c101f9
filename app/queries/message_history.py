"""What families were sent, message by message: a page of fifty, and how many there are (product K6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from app.domain.message_types import message_type
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel, ContactMode, contact_mode
from app.domain.sent_words import MODES, Outcome, outcome_of
from app.domain.staff_words import message_status, reason_words
from app.models import Message
from app.queries.history_filters import HistoryAsked, Kind, Meant
from app.queries.history_subjects import Spoken, described

PAGE = 50
Mark = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """``at`` (UTC) is when it was sent, or was due where it never was; ``outcome`` is None then.

    ``starts_at`` (UTC) is the first visit's start on the clock of ``zone``. ``cost`` is in the unit of the
    practice's plan.
    """

    id: int
    at: datetime
    outcome: Outcome | None
    contact: str
    children: str
    family_id: int | None
    appointment_id: int | None
    starts_at: datetime | None
    zone: str
    category: str
    message: str
    mode: str
    address: str
    language: str
    status: str
    why: str
    provider: str
    location: str
    cost: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class HistoryTotals:
    """How many messages the filters leave. ``never_sent`` are counted only where they were asked for."""

    sent: int
    outcomes: Mapping[Outcome, int]
    never_sent: int


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """``more`` marks where the next page begins; None at the end. ``too_many`` people fit what was typed."""

    lines: tuple[HistoryLine, ...]
    more: Mark | None
    too_many: bool


def history_page(
    session: Session, now: datetime, asked: HistoryAsked, meant: Meant, mark: Mark | None = None
) -> HistoryPage:
    """Fifty messages after ``mark``, as known at ``now`` (UTC); ``meant`` is what ``asked`` comes to."""
    rows = described(session, _first_ids(session, asked, meant, mark))
    shown = rows[:PAGE]
    more = (shown[-1][0].at, shown[-1][0].id) if len(rows) > PAGE else None
    return HistoryPage(tuple(_line(spoken, now) for spoken in shown), more, meant.too_many)


def history_totals(session: Session, meant: Meant) -> HistoryTotals:
    """How many messages there are on all pages together."""
    counted = [_by_status(session, kind.ids) for kind in meant.kinds]
    outcomes = dict.fromkeys(Outcome, 0)
    for status, messages in counted[0].items():
        outcomes[outcome_of(status)] += messages
    return HistoryTotals(sum(outcomes.values()), outcomes, sum(sum(each.values()) for each in counted[1:]))


def told_message(session: Session, now: datetime, message_id: int) -> tuple[HistoryLine, str] | None:
    """One message to a family with its subject, for its exact text; None if there is none."""
    told = described(session, [message_id])
    return (_line(told[0], now), told[0][0].subject) if told else None


def _first_ids(session: Session, asked: HistoryAsked, meant: Meant, mark: Mark | None) -> Sequence[int]:
    """The ids of a page and one more. All that ``meant`` holds names its practice, so the connection is asked
    itself: to narrow the statement once more would take longer than to answer it."""
    firsts = [_first(kind, asked, mark) for kind in meant.kinds]
    question = firsts[0] if len(firsts) == 1 else _of_all(firsts, asked)
    return session.connection().execute(question).scalars().all()


def _of_all(firsts: list[Select[Any]], asked: HistoryAsked) -> Select[Any]:
    both = union_all(*firsts).subquery()
    order = (both.c.at, both.c.id) if asked.oldest_first else (both.c.at.desc(), both.c.id.desc())
    return select(both.c.id).order_by(*order).limit(PAGE + 1)


def _first(kind: Kind, asked: HistoryAsked, mark: Mark | None) -> Select[Any]:
    """The first rows of one kind, in the order of the page: each kind has an index in that order."""
    at, question = kind.at, kind.ids.add_columns(kind.at.label("at"))
    if mark is not None:
        question = question.where(*_beyond(at, asked, mark))
    order = (at, Message.id) if asked.oldest_first else (at.desc(), Message.id.desc())
    return question.order_by(*order).limit(PAGE + 1)


def _beyond(at: Any, asked: HistoryAsked, mark: Mark) -> tuple[Any, Any]:
    """What comes after ``mark``: as a bound of the moment alone, where an index of many days can begin."""
    moment, number = mark
    if asked.oldest_first:
        return at >= moment, or_(at > moment, Message.id > number)
    return at <= moment, or_(at < moment, Message.id < number)


def _by_status(session: Session, ids: Select[Any]) -> dict[str, int]:
    counted = ids.with_only_columns(Message.status, func.count().label("messages")).group_by(Message.status)
    return {row.status: row.messages for row in session.execute(counted)}


def _line(spoken: list[Spoken], now: datetime) -> HistoryLine:
    row = spoken[0]
    return HistoryLine(
        id=row.id,
        at=row.at,
        outcome=outcome_of(row.status) if row.sent_at else None,
        contact=row.contact,
        children=", ".join(dict.fromkeys(each.child for each in spoken if each.child)),
        family_id=row.family_id,
        appointment_id=row.appointment_id,
        starts_at=row.starts_at,
        zone=row.zone or "",
        category=message_type(row.type),
        message=row.name or message_type(row.type),
        mode=mode_words(row.mode, row.channel),
        address=row.address,
        language=row.language,
        status=message_status(MessageStatus(row.status), row.sent_at, now),
        why=reason_words(row.reason),
        provider=row.provider or "",
        location=row.location or "",
        cost=row.cost,
        text=row.body,
    )


def mode_words(mode: str | None, channel: str | None) -> str:
    """How its contact was reached, or would have been; empty where no way was known."""
    if mode:
        return MODES[ContactMode(mode)]
    return MODES[contact_mode(Channel(channel))] if channel else ""
