"""What messages to families were sent and what they cost, month by month and by what (product L4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Select, cast, func, literal, null, select
from sqlalchemy.orm import Session

from app.domain.message_types import message_type
from app.domain.plans import EntryKind, PurchaseStatus, Unit
from app.domain.preferences import ContactMode
from app.domain.sent_words import MODES
from app.domain.staff_words import LANGUAGES
from app.domain.well_visits import add_months
from app.models import AppointmentRow, LedgerEntry, Message, MessageLine, Provider, Purchase, RuleRow
from app.queries.history_filters import sent_within

NOT_KNOWN = "Not known"
NOTHING = Decimal(0)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class UsageBy(StrEnum):
    """What usage is told by, beside the month and the way of reaching people."""

    MESSAGE = "message"
    LANGUAGE = "language"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class UsageAsked:
    """Days of the practice, both inclusive. What went before ``since`` (UTC) is counted without its cost."""

    first: date
    last: date
    since: datetime = LONG_AGO


@dataclass(frozen=True, slots=True)
class Used:
    """Messages that went to families under ``name``, and what they cost, in the unit of the plan."""

    name: str
    messages: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class MonthUsed:
    """``month`` is its first day; ``modes`` what went by each way of reaching people, in a fixed order."""

    month: date
    modes: tuple[Used, ...]

    @property
    def messages(self) -> int:
        return sum(each.messages for each in self.modes)

    @property
    def cost(self) -> Decimal:
        return sum((each.cost for each in self.modes), Decimal(0))


def months_used(session: Session, asked: UsageAsked, place: ZoneInfo) -> tuple[MonthUsed, ...]:
    """Every month of the period, oldest first, also one without a message; ``place`` is its zone."""
    month = cast(func.date_trunc("month", func.timezone(literal(place.key), Message.sent_at)), Date)
    rows = session.execute(
        select(month.label("month"), Message.mode, *_figures(asked))
        .where(_within(session, asked, place))
        .group_by("month", Message.mode)
    ).all()
    found = {(row.month, row.mode): row for row in rows}
    modes = [mode for mode in (*ContactMode, None) if any(row.mode == mode for row in rows)]
    return tuple(
        MonthUsed(each, tuple(_used(mode, found.get((each, mode))) for mode in modes))
        for each in _months(asked.first, asked.last)
    )


def used_by(session: Session, question: UsageBy, asked: UsageAsked, place: ZoneInfo) -> tuple[Used, ...]:
    """The same period by ``question``, the dearest first."""
    within = _within(session, asked, place)
    if question is UsageBy.PROVIDER:
        rows = session.execute(_by_provider(asked, within)).all()
    else:
        key = {UsageBy.MESSAGE: Message.rule_id, UsageBy.LANGUAGE: Message.language}[question]
        kind = Message.type if question is UsageBy.MESSAGE else null()
        counted = select(key.label("what"), kind.label("kind"), *_figures(asked)).where(within)
        rows = session.execute(counted.group_by("what", "kind")).all()
    names = _names(session, question)
    sums: dict[str, Used] = {}
    for row in rows:
        name = names.get(row.what) or (message_type(row.kind) if row.kind else NOT_KNOWN)
        before = sums.get(name, Used(name, 0, NOTHING))
        sums[name] = Used(name, before.messages + row.messages, before.cost + (row.cost or NOTHING))
    return tuple(sorted(sums.values(), key=lambda each: (-each.cost, -each.messages, each.name)))


def unit_since(session: Session, unit: Unit) -> datetime:
    """When the practice began to pay in ``unit``, UTC: what it cost before is counted in something else."""
    other = select(func.max(LedgerEntry.at)).where(
        LedgerEntry.kind == EntryKind.SWITCH, LedgerEntry.unit != unit
    )
    return session.scalar(other) or LONG_AGO


def bought(session: Session, unit: Unit, asked: UsageAsked, place: ZoneInfo) -> Decimal:
    """What was paid for in the period."""
    day = cast(func.timezone(literal(place.key), Purchase.paid_at), Date)
    paid = select(func.sum(Purchase.quantity)).where(
        Purchase.unit == unit,
        Purchase.status == PurchaseStatus.PAID,
        day.between(asked.first, asked.last),
    )
    return session.scalar(paid) or NOTHING


def _within(session: Session, asked: UsageAsked, place: ZoneInfo) -> ColumnElement[bool]:
    return sent_within(session.info["practice_id"], asked.first, asked.last, place)


def _figures(asked: UsageAsked) -> tuple[Any, ...]:
    cost = func.sum(Message.cost).filter(Message.sent_at >= asked.since)
    return func.count().label("messages"), cost.label("cost")


def _by_provider(asked: UsageAsked, within: ColumnElement[bool]) -> Select[Any]:
    """A message about several children counts for the provider of the first."""
    about = select(func.min(MessageLine.id).label("id"), MessageLine.message_id).group_by(
        MessageLine.message_id
    )
    first = about.where(MessageLine.message_id.in_(select(Message.id).where(within))).subquery()
    return (
        select(AppointmentRow.provider_id.label("what"), null().label("kind"), *_figures(asked))
        .select_from(Message)
        .outerjoin(first, first.c.message_id == Message.id)
        .outerjoin(MessageLine, MessageLine.id == first.c.id)
        .outerjoin(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .where(within)
        .group_by(AppointmentRow.provider_id)
    )


def _names(session: Session, question: UsageBy) -> Mapping[Any, str]:
    if question is UsageBy.LANGUAGE:
        return LANGUAGES
    if question is UsageBy.PROVIDER:
        return {None: "No provider", **_names_of(session, Provider)}
    return _names_of(session, RuleRow)


def _names_of(session: Session, table: Any) -> dict[Any, str]:
    return {row.id: row.name for row in session.execute(select(table.id, table.name))}


def _used(mode: str | None, row: Any) -> Used:
    name = MODES[ContactMode(mode)] if mode else NOT_KNOWN
    return Used(name, row.messages, row.cost or NOTHING) if row else Used(name, 0, NOTHING)


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = add_months(month, 1)
