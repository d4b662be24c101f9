"""What goes out next in a practice (product E9), as the clock last worked it out for the front desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.local_time import local_time
from app.models import NextMessage, Practice

HOURS_SHOWN = 4
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NextMoment:
    """Messages by rule type and by channel, most first; ``families`` hear of several children at once."""

    at: datetime
    types: Mapping[str, int]
    channels: Mapping[str, int]
    families: int


@dataclass(frozen=True, slots=True)
class NextHour:
    """All messages of one hour of the practice's clock, from ``start`` to ``end`` (UTC)."""

    start: datetime
    end: datetime
    messages: int


@dataclass(frozen=True, slots=True)
class NextMessages:
    """``looked_at`` (UTC) is when it was worked out, None before the first time; ``total`` is of 24 hours.

    ``hours`` are the first ones in which something goes, that of ``moment`` included.
    """

    paused: bool
    looked_at: datetime | None
    moment: NextMoment | None
    hours: tuple[NextHour, ...]
    total: int


def next_messages(session: Session, now: datetime, practice_id: int, place: ZoneInfo) -> NextMessages:
    """What still goes from the minute of ``now`` (UTC) on; ``place`` is the practice's time zone."""
    practice = session.execute(
        select(Practice.paused_at, Practice.looked_ahead_at).where(Practice.id == practice_id)
    ).one()
    this_minute = now.replace(second=0, microsecond=0)
    rows = session.scalars(
        select(NextMessage)
        .where(NextMessage.practice_id == practice_id, NextMessage.at >= this_minute)
        .order_by(NextMessage.at, NextMessage.id)
    ).all()
    return NextMessages(
        paused=practice.paused_at is not None,
        looked_at=practice.looked_ahead_at,
        moment=_moment([row for row in rows if row.at == rows[0].at]) if rows else None,
        hours=_hours(rows, place),
        total=sum(row.messages for row in rows),
    )


def _moment(rows: Sequence[NextMessage]) -> NextMoment:
    types: Counter[str] = Counter()
    channels: Counter[str] = Counter()
    for row in rows:
        types[row.type] += row.messages
        channels[row.channel] += row.messages
    families = sum(row.families for row in rows)
    return NextMoment(rows[0].at, dict(types.most_common()), dict(channels.most_common()), families)


def _hours(rows: Sequence[NextMessage], place: ZoneInfo) -> tuple[NextHour, ...]:
    numbers: Counter[datetime] = Counter()
    for row in rows:
        past_the_hour = timedelta(minutes=local_time(row.at, place).minute)
        numbers[row.at - past_the_hour] += row.messages
    return tuple(NextHour(start, start + _HOUR, number) for start, number in numbers.items())[:HOURS_SHOWN]
