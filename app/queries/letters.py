"""Letters to print: how many of which day, whose they are, who printed them and when (product G1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Date, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from app.domain.outcomes import MessageStatus
from app.domain.postal import LetterStep, postal_lines
from app.domain.preferences import Channel
from app.models import Contact, Message, MessageEvent, Practice, StaffUser
from app.queries.overtaken import Overtaken, overtaken

KEPT = timedelta(days=60)
"""How long the days of printed letters stay on the page."""

_WAITING = Message.status == MessageStatus.SENT
_LETTERS = (
    Message.channel == Channel.LETTER,
    Message.contact_id.is_not(None),
    Message.status.in_((MessageStatus.SENT, MessageStatus.DELIVERED)),
    Message.sent_at.is_not(None),
)
WAITING = (*_LETTERS, _WAITING)
"""What a letter is that waits to be printed."""


@dataclass(frozen=True, slots=True)
class LetterDay:
    """The letters written on one day of the practice: those that wait to be printed, and those printed.

    A letter that was overtaken is neither.
    """

    day: date
    waiting: int
    printed: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. ``printed_at`` (UTC) and ``printed_by`` are those of the last time, None while it waits.

    ``too_late``: its last useful moment has passed (D3), so it would come after the visit. ``overtaken`` says
    that it waits and is not true any more.
    """

    id: int
    addressee: str
    lines: tuple[str, ...]
    title: str
    printed_at: datetime | None
    printed_by: str
    too_late: bool
    overtaken: Overtaken | None

    @property
    def waits(self) -> bool:
        """Must it still be printed?"""
        return self.printed_at is None


def letter_days(session: Session, now: datetime) -> list[LetterDay]:
    """The newest day first; days whose letters are all printed for 60 days."""
    day, wrong = _day(session), _overtaken(session)
    rows = session.execute(
        select(
            day.label("day"),
            func.count().filter(_WAITING, Message.id.not_in(wrong)).label("waiting"),
            func.count().filter(~_WAITING).label("printed"),
        )
        .where(*_LETTERS, or_(_WAITING, Message.sent_at > now - KEPT))
        .group_by(day)
        .order_by(day.desc())
    )
    return [LetterDay(row.day, row.waiting, row.printed) for row in rows]


def letters_of(session: Session, now: datetime, on: date) -> list[Letter]:
    """The letters of one day, those that wait first, each by its addressee."""
    rows = session.execute(
        select(Message, Contact.name)
        .join(Contact, Contact.id == Message.contact_id)
        .where(*_LETTERS, _day(session) == on)
        .order_by(~_WAITING, Contact.name, Message.id)
    ).all()
    ids = [message.id for message, _ in rows]
    printed, wrong = _printed(session, ids), overtaken(session, ids)
    return [_letter(message, name, printed, wrong, now) for message, name in rows]


def letter_ids(session: Session, on: date, *, waiting: bool) -> Sequence[int]:
    """The letters of a day in the order of the page; ``waiting`` leaves out those that were printed.

    Letters that were overtaken before they were printed are chosen one by one, never with the day.
    """
    asked = (
        select(Message.id)
        .join(Contact, Contact.id == Message.contact_id)
        .where(*_LETTERS, _day(session) == on, Message.id.not_in(_overtaken(session)))
        .order_by(~_WAITING, Contact.name, Message.id)
    )
    return session.scalars(asked.where(_WAITING) if waiting else asked).all()


def letter_day(session: Session, message_id: int) -> date | None:
    """The day of one letter; None for what is no letter of this practice."""
    return session.scalar(select(_day(session)).where(*_LETTERS, Message.id == message_id))


def _overtaken(session: Session) -> Collection[int]:
    return overtaken(session, session.scalars(select(Message.id).where(*WAITING)).all()).keys()


def _day(session: Session) -> ColumnElement[date]:
    """The day it was written, on the practice's own calendar."""
    zone = session.get_one(Practice, session.info["practice_id"]).timezone
    return cast(func.timezone(literal(zone), Message.sent_at), Date)


def _printed(session: Session, ids: Sequence[int]) -> dict[int, tuple[datetime, str]]:
    """Who printed a letter last, and when."""
    rows = session.execute(
        select(MessageEvent.message_id, MessageEvent.at, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == MessageEvent.staff_id)
        .where(MessageEvent.message_id.in_(ids), MessageEvent.kind == LetterStep.PRINTED)
        .order_by(MessageEvent.id)
    )
    return {row.message_id: (row.at, row.name or "") for row in rows}


def _letter(
    message: Message,
    name: str,
    printed: dict[int, tuple[datetime, str]],
    wrong: dict[int, Overtaken],
    now: datetime,
) -> Letter:
    waits = message.status == MessageStatus.SENT
    at, by = printed.get(message.id, (message.settled_at or message.sent_at, ""))
    return Letter(
        id=message.id,
        addressee=name,
        lines=postal_lines(message.address),
        title=message.subject,
        printed_at=None if waits else at,
        printed_by="" if waits else by,
        too_late=message.expires_at is not None and message.expires_at <= now,
        overtaken=wrong.get(message.id) if waits else None,
    )
