"""How many messages families were sent in a period, and what became of them (product K6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, cast, func, literal, select
from sqlalchemy.orm import Session

from app.domain.local_time import local_day
from app.domain.message_types import message_type
from app.domain.preferences import ContactMode
from app.domain.sent_words import MODES, Outcome, outcome_of
from app.models import Message
from app.queries.history_filters import sent_within

CATEGORY, DAY = "category", "day"
"""What else the report may be split by."""


@dataclass(slots=True)
class Count:
    """Messages that were sent; every one has one of the outcomes."""

    outcomes: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))

    @property
    def sent(self) -> int:
        return sum(self.outcomes.values())

    def add(self, status: str, messages: int) -> None:
        self.outcomes[outcome_of(status)] += messages


@dataclass(frozen=True, slots=True)
class Part:
    """``key`` is a mode (empty where it is not known), a message type or a day (ISO) of the practice."""

    key: str
    words: str
    count: Count


@dataclass(frozen=True, slots=True)
class SentReport:
    """``modes`` hold every mode, also those without messages; ``parts`` what else it was split by.

    ``last_on`` is the last day with messages, where the period has none.
    """

    modes: tuple[Part, ...]
    parts: tuple[Part, ...]
    total: Count
    last_on: date | None


def sent_report(session: Session, first: date, last: date, place: ZoneInfo, split: str = "") -> SentReport:
    """Days of ``place``, both included. ``split`` is ``CATEGORY``, ``DAY`` or nothing.

    The session must be of one practice.
    """
    rows = session.execute(_question(session, first, last, place, split)).all()
    by_mode: dict[str, Count] = {}
    by_part: dict[Any, Count] = {}
    total = Count()
    for row in rows:
        by_mode.setdefault(row.mode or "", Count()).add(row.status, row.messages)
        by_part.setdefault(row.part, Count()).add(row.status, row.messages)
        total.add(row.status, row.messages)
    return SentReport(
        modes=tuple(_modes(by_mode)),
        parts=tuple(_parts(by_part, split)),
        total=total,
        last_on=None if rows else _last_on(session, place),
    )


def _question(session: Session, first: date, last: date, place: ZoneInfo, split: str) -> Any:
    day = cast(func.timezone(literal(place.key), Message.sent_at), Date)
    part = {CATEGORY: Message.type, DAY: day}.get(split, literal(""))
    return (
        select(Message.mode, Message.status, part.label("part"), func.count().label("messages"))
        .where(sent_within(session.info["practice_id"], first, last, place))
        .group_by(Message.mode, Message.status, "part")
    )


def _modes(counts: dict[str, Count]) -> Iterable[Part]:
    for mode in ContactMode:
        yield Part(mode.value, MODES[mode], counts.get(mode.value, Count()))
    if "" in counts:
        yield Part("", "Not known", counts[""])


def _parts(counts: dict[Any, Count], split: str) -> list[Part]:
    if split == DAY:
        return [Part(day.isoformat(), "", counts[day]) for day in sorted(counts, reverse=True)]
    if split == CATEGORY:
        parts = [Part(kind, message_type(kind), count) for kind, count in counts.items()]
        return sorted(parts, key=lambda part: (-part.count.sent, part.words))
    return []


def _last_on(session: Session, place: ZoneInfo) -> date | None:
    latest: datetime | None = session.scalar(
        select(func.max(Message.sent_at)).where(
            Message.practice_id == session.info["practice_id"],
            Message.contact_id.is_not(None),
            Message.sent_at.is_not(None),
        )
    )
    return local_day(latest, place) if latest else None
