"""Which messages to families a history is about, as conditions that pages, counts and files share (K6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import Session

from app.domain.local_time import day_begins
from app.domain.sent_words import NEVER_SENT, Outcome, statuses_of
from app.models import AppointmentRow, Message, MessageLine
from app.queries.history_search import People, messages_meant, people_meant

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HistoryAsked:
    """``first`` and ``last`` are days of the practice, both included; 0 and empty words mean all.

    ``never_sent`` also shows what ended without being sent, on the day it was due. ``wanted`` is what was
    typed into the search.
    """

    first: date
    last: date
    category: str = ""
    rule_id: int = 0
    mailing_id: int = 0
    mode: str = ""
    outcome: str = ""
    language: str = ""
    provider_id: int = 0
    location_id: int = 0
    wanted: str = ""
    never_sent: bool = False
    oldest_first: bool = False


def sent_within(practice_id: int, first: date, last: date, place: ZoneInfo) -> ColumnElement[bool]:
    """What families of the practice were sent on these days of ``place``, both included."""
    return and_(
        Message.practice_id == practice_id,
        Message.contact_id.is_not(None),
        Message.sent_at.is_not(None),
        _on_days(Message.sent_at, first, last, place),
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """Messages that were sent, or that never were: the moment they stand at, and their ids."""

    at: Any
    ids: Select[Any]


@dataclass(frozen=True, slots=True)
class Meant:
    """The one or two kinds of messages asked for. ``too_many`` people fit what was typed: type more."""

    kinds: Sequence[Kind]
    too_many: bool


def messages_asked(session: Session, asked: HistoryAsked, place: ZoneInfo) -> Meant:
    """Days are those of ``place``. The session must be of one practice, which the conditions name too."""
    practice_id = session.info["practice_id"]
    people = people_meant(session, asked.wanted) if asked.wanted else None
    conditions = [sent_within(practice_id, asked.first, asked.last, place)]
    if asked.never_sent and not asked.outcome:
        conditions.append(_never_sent(practice_id, asked, place))
    kinds = [
        Kind(at, _narrowed(practice_id, within, asked, people))
        for at, within in zip((Message.sent_at, Message.due_at), conditions, strict=False)
    ]
    return Meant(kinds, people is not None and people.too_many)


def _never_sent(practice_id: int, asked: HistoryAsked, place: ZoneInfo) -> ColumnElement[bool]:
    # Written out, as an index is only for these words.
    ended: Any = bindparam("ended", NEVER_SENT, expanding=True, literal_execute=True)
    return and_(
        Message.practice_id == practice_id,
        Message.contact_id.is_not(None),
        Message.sent_at.is_(None),
        Message.status.in_(ended),
        _on_days(Message.due_at, asked.first, asked.last, place),
    )


def _on_days(column: Any, first: date, last: date, place: ZoneInfo) -> ColumnElement[bool]:
    return and_(column >= day_begins(first, place), column < day_begins(last + _A_DAY, place))


def _narrowed(
    practice_id: int, within: ColumnElement[bool], asked: HistoryAsked, people: People | None
) -> Select[Any]:
    question = select(Message.id).where(within)
    equal = {
        Message.type: asked.category,
        Message.rule_id: asked.rule_id,
        Message.mailing_id: asked.mailing_id,
        Message.mode: asked.mode,
        Message.language: asked.language,
    }
    question = question.where(*(column == value for column, value in equal.items() if value))
    if asked.outcome:
        question = question.where(Message.status.in_(statuses_of(Outcome(asked.outcome))))
    if asked.provider_id or asked.location_id:
        question = question.where(_visit(practice_id, asked))
    if people is not None:
        question = question.where(Message.id.in_(messages_meant(practice_id, people, within)))
    return question


def _visit(practice_id: int, asked: HistoryAsked) -> ColumnElement[bool]:
    """Does it speak of a visit with that provider, at that location?"""
    spoken = (
        select(MessageLine.id)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .where(MessageLine.practice_id == practice_id, MessageLine.message_id == Message.id)
    )
    if asked.provider_id:
        spoken = spoken.where(AppointmentRow.provider_id == asked.provider_id)
    if asked.location_id:
        spoken = spoken.where(AppointmentRow.location_id == asked.location_id)
    return spoken.correlate(Message).exists()
