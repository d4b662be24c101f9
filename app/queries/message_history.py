"""What families were sent, message by message: a page of fifty, and how many there are (product K6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select, tuple_, union_all
from sqlalchemy.orm import Session, defer

from app.domain.message_types import message_type
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel, ContactMode, contact_mode
from app.domain.sent_words import MODES, Outcome, outcome_of
from app.domain.staff_words import message_status, reason_words
from app.models import AppointmentRow, Contact, Location, Mailing, Message, Provider, RuleRow
from app.models.among import among
from app.queries.history_filters import HistoryAsked, Kind, messages_asked
from app.queries.message_subjects import About, about_messages

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
    session: Session, now: datetime, asked: HistoryAsked, place: ZoneInfo, mark: Mark | None = None
) -> HistoryPage:
    """Fifty messages after ``mark``, as known at ``now`` (UTC). The session must be of one practice."""
    meant = messages_asked(session, asked, place)
    both = union_all(*(_first(kind, asked, mark) for kind in meant.kinds)).subquery()
    order = (both.c.at, both.c.id) if asked.oldest_first else (both.c.at.desc(), both.c.id.desc())
    rows = session.execute(
        select(
            Message,
            both.c.at,
            Contact.name.label("contact"),
            func.coalesce(RuleRow.name, Mailing.description).label("name"),
        )
        .join(both, both.c.id == Message.id)
        .join(Contact, Contact.id == Message.contact_id)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .outerjoin(Mailing, Mailing.id == Message.mailing_id)
        .options(defer(Message.html))
        .order_by(*order)
        .limit(PAGE + 1)
    ).all()
    shown = rows[:PAGE]
    more = (shown[-1].at, shown[-1].Message.id) if len(rows) > PAGE else None
    return HistoryPage(_lines(session, shown, now), more, meant.too_many)


def history_totals(session: Session, asked: HistoryAsked, place: ZoneInfo) -> HistoryTotals:
    """The session must be of one practice."""
    counted = [_by_status(session, kind.ids) for kind in messages_asked(session, asked, place).kinds]
    outcomes = dict.fromkeys(Outcome, 0)
    for status, messages in counted[0].items():
        outcomes[outcome_of(status)] += messages
    return HistoryTotals(sum(outcomes.values()), outcomes, sum(sum(each.values()) for each in counted[1:]))


def told_message(session: Session, now: datetime, message_id: int) -> tuple[HistoryLine, str] | None:
    """One message to a family with its subject, for its exact text; None if there is none."""
    row = session.execute(
        select(
            Message,
            func.coalesce(Message.sent_at, Message.due_at).label("at"),
            Contact.name.label("contact"),
            func.coalesce(RuleRow.name, Mailing.description).label("name"),
        )
        .join(Contact, Contact.id == Message.contact_id)
        .outerjoin(RuleRow, RuleRow.id == Message.rule_id)
        .outerjoin(Mailing, Mailing.id == Message.mailing_id)
        .where(Message.id == message_id)
    ).one_or_none()
    return (_lines(session, [row], now)[0], row.Message.subject) if row else None


def _first(kind: Kind, asked: HistoryAsked, mark: Mark | None) -> Select[Any]:
    """The first rows of one kind, in the order of the page: each kind has an index in that order."""
    at, question = kind.at, kind.ids.add_columns(kind.at.label("at"))
    if mark is not None:
        here = tuple_(at, Message.id)
        question = question.where(here > mark if asked.oldest_first else here < mark)
    order = (at, Message.id) if asked.oldest_first else (at.desc(), Message.id.desc())
    return question.order_by(*order).limit(PAGE + 1)


def _by_status(session: Session, ids: Select[Any]) -> dict[str, int]:
    counted = ids.with_only_columns(Message.status, func.count().label("messages")).group_by(Message.status)
    return {row.status: row.messages for row in session.execute(counted)}


def _lines(session: Session, rows: Sequence[Any], now: datetime) -> tuple[HistoryLine, ...]:
    about = about_messages(session, [row.Message for row in rows])
    places = _places(session, {each.appointment_id for each in about.values()} - {None})
    return tuple(_line(row, about.get(row.Message.id), places, now) for row in rows)


def _line(
    row: Row[Any], about: About | None, places: Mapping[int | None, tuple[str, str]], now: datetime
) -> HistoryLine:
    message: Message = row.Message
    provider, location = places.get(about.appointment_id if about else None, ("", ""))
    return HistoryLine(
        id=message.id,
        at=row.at,
        outcome=outcome_of(message.status) if message.sent_at else None,
        contact=row.contact,
        children=", ".join(dict.fromkeys(about.children)) if about else "",
        family_id=about.family_id if about else None,
        appointment_id=about.appointment_id if about else None,
        starts_at=about.starts_at if about else None,
        zone=about.zone if about else "",
        category=message_type(message.type),
        message=row.name or message_type(message.type),
        mode=mode_words(message.mode, message.channel),
        address=message.address,
        language=message.language,
        status=message_status(MessageStatus(message.status), message.sent_at, now),
        why=reason_words(message.reason),
        provider=provider,
        location=location,
        cost=message.cost,
        text=message.body,
    )


def mode_words(mode: str | None, channel: str | None) -> str:
    """How its contact was reached, or would have been; empty where no way was known."""
    if mode:
        return MODES[ContactMode(mode)]
    return MODES[contact_mode(Channel(channel))] if channel else ""


def _places(session: Session, appointment_ids: set[int | None]) -> dict[int | None, tuple[str, str]]:
    """Provider and location of each appointment."""
    rows = session.execute(
        select(AppointmentRow.id, func.coalesce(Provider.name, ""), Location.name)
        .join(Location, Location.id == AppointmentRow.location_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(among(AppointmentRow.id, appointment_ids))
    )
    return {number: (provider, location) for number, provider, location in rows}
