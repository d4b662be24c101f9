"""What became of the visits of a period and of the messages about them (product M1, M2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.languages import Language
from app.domain.local_time import day_begins
from app.domain.preferences import Channel
from app.domain.rates import Rate
from app.domain.staff_words import CHANNELS, LANGUAGES
from app.domain.visit_reports import (
    ANSWER_TIMES,
    ASKING,
    LEAD_TIMES,
    LEAD_WORDS,
    ReportAsked,
    Steps,
    VisitOutcome,
    Visits,
)
from app.models import ChannelSetup, Message, RuleRow

_SQL = Path(__file__).parent / "sql"
_MESSAGES = text((_SQL / "report_messages.sql").read_text(encoding="utf-8"))
_VISITS = text((_SQL / "report_visits.sql").read_text(encoding="utf-8"))
_CHANNELS, _LANGUAGES = tuple(Channel), tuple(Language)
_BY_HAND = "Sent by staff"
TwoHours = tuple[int, int]
"""A weekday and two hours of it, as ``Funnel.slots`` counts them."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """The messages about the visits of a period, in all and by four questions: names and steps, most first.

    ``slots`` holds the answers to what was sent on a weekday (0 Monday) in two hours (0 is midnight to
    2 AM), ``waits`` how many answers came within each of ``ANSWER_TIMES``.
    """

    all: Steps
    by_message: tuple[tuple[str, Steps], ...]
    by_channel: tuple[tuple[str, Steps], ...]
    by_language: tuple[tuple[str, Steps], ...]
    by_lead: tuple[tuple[str, Steps], ...]
    slots: Mapping[TwoHours, Rate]
    waits: tuple[int, ...]


def messages_of(
    session: Session, now: datetime, practice_id: int, asked: ReportAsked, place: ZoneInfo
) -> Funnel:
    """``place`` is the practice's zone; the visits of days to come are left aside."""
    _make_room(session)
    rows = session.execute(
        _MESSAGES,
        {
            **_period(now, practice_id, asked, place),
            "channels": [channel.value for channel in _CHANNELS],
            "languages": [language.value for language in _LANGUAGES],
            "waits": [each.total_seconds() for each in ANSWER_TIMES[1:]],
        },
    ).all()
    told = [row for row in rows if row.weekday is None]
    waits = [0] * len(ANSWER_TIMES)
    for row in told:
        if row.waited is not None:
            waits[row.waited] += row.answered
    return Funnel(
        all=sum(map(_steps, told), Steps()),
        by_message=_by(told, lambda row: row.rule_id, _rule_names(session)),
        by_channel=_by(told, lambda row: row.channel, _names(_CHANNELS, CHANNELS)),
        by_language=_by(told, lambda row: row.language, _names(_LANGUAGES, LANGUAGES)),
        by_lead=_by(told, lambda row: row.lead, dict(enumerate(LEAD_WORDS)), ordered=True),
        slots={
            (row.weekday, row.hours): Rate(row.answered, row.sent) for row in rows if row.hours is not None
        },
        waits=tuple(waits),
    )


def visits_of(
    session: Session, now: datetime, practice_id: int, asked: ReportAsked, place: ZoneInfo
) -> tuple[Visits, ...]:
    """What became of them, alike ones counted together; ``place`` is the practice's zone."""
    _make_room(session)
    rows = session.execute(_VISITS, _period(now, practice_id, asked, place)).all()
    return tuple(
        Visits(
            week=row.week,
            outcome=VisitOutcome(row.outcome),
            asked=row.asked,
            answered=row.answered,
            languages=_languages(row),
            lead=row.lead if row.outcome == VisitOutcome.CANCELLED else None,
            refilled=row.refilled,
            number=row.number,
        )
        for row in rows
    )


def first_sent(session: Session) -> datetime | None:
    """When the first message went out to a family, UTC."""
    return session.scalar(
        select(func.min(Message.sent_at)).where(Message.sent_at.is_not(None), Message.contact_id.is_not(None))
    )


def live_since(session: Session) -> datetime | None:
    """When the first channel of the practice began to send for real, UTC."""
    return session.scalar(select(func.min(ChannelSetup.activated_at)))


def _make_room(session: Session) -> None:
    """Sort and join in memory, for this transaction: the default is made for short lists."""
    session.connection().execute(text("set local work_mem = '64MB'; set local jit = off"))


def _period(now: datetime, practice_id: int, asked: ReportAsked, place: ZoneInfo) -> dict[str, Any]:
    after = day_begins(asked.last + timedelta(days=1), place)
    return {
        "practice_id": practice_id,
        "first": day_begins(asked.first, place),
        "after": min(after, now),
        "location_id": asked.location_id,
        "provider_id": asked.provider_id,
        "asking": [kind.value for kind in ASKING],
        "leads": [each.total_seconds() for each in LEAD_TIMES[1:]],
        "zone": place.key,
    }


def _steps(row: Any) -> Steps:
    return Steps(row.planned, row.sent, row.delivered, row.opened, row.answered, row.attended, row.kept)


def _by(
    rows: list[Any], key: Any, names: Mapping[int | None, str], *, ordered: bool = False
) -> tuple[tuple[str, Steps], ...]:
    """The steps by a question; the most frequent first, or in the order of the question's answers."""
    found: dict[int | None, list[Steps]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(_steps(row))
    named = [(each, names.get(each, ""), sum(steps, Steps())) for each, steps in found.items()]
    named.sort(key=lambda each: (each[0] or 0) if ordered else -each[2].planned)
    return tuple((name, steps) for _, name, steps in named)


def _names(members: tuple[Any, ...], words: Mapping[Any, str]) -> dict[int | None, str]:
    """The database counts its arrays from 1."""
    known: dict[int | None, str] = {number: words[each] for number, each in enumerate(members, 1)}
    return {None: "Not known", **known}


def _rule_names(session: Session) -> dict[int | None, str]:
    return {None: _BY_HAND, **{row.id: row.name for row in session.execute(select(RuleRow.id, RuleRow.name))}}


def _languages(row: Any) -> frozenset[str]:
    asked_in = ((Language.ENGLISH, row.in_english), (Language.SPANISH, row.in_spanish))
    return frozenset(language.value for language, there in asked_in if there)
