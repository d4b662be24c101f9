"""What arrived in the sandbox, as a phone, an inbox and a telephone show it (product G1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, Select, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import BigInteger

from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.staff_words import message_status
from app.models import (
    Contact,
    Department,
    GroupPermission,
    Message,
    SandboxDelivery,
    SandboxOutcome,
    StaffGroup,
    StaffUser,
)

_SIGNS_OF_NUMBERS = str.maketrans("", "", " ()-.")
NEWEST = 60


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message as it arrived at ``at`` (UTC). ``link`` opens the parent's page; empty if it has none.
    ``message_id`` is None for what is no message of ours any more.

    ``times`` above 1 is a defect: the family would have got it twice. ``outcome`` is what the
    product believes of it.
    """

    id: int
    message_id: int | None
    at: datetime
    subject: str
    body: str
    has_html: bool
    link: str
    times: int
    status: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Frame:
    """One phone with its texts (oldest first), or one email, or one call. ``owner`` is whose it is, by name.

    ``forced`` is what the next message to the address will meet, or empty.
    """

    channel: Channel
    address: str
    owner: str
    sender: str
    forced: str
    arrivals: tuple[Arrival, ...]

    @property
    def newest(self) -> Arrival:
        return self.arrivals[-1]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: a mail with a key is shown to those who manage staff and may do all that its reader may,
    since whoever reads it can come in as that person; a test to who asked for it.
    """

    staff_id: int
    manages_staff: bool


@dataclass(frozen=True, slots=True)
class Outbox:
    """``frames`` with the newest message first; ``mark`` changes whenever anything in it does."""

    frames: tuple[Frame, ...]
    shown: int
    more: bool
    mark: str


def sandbox_outbox(
    session: Session,
    now: datetime,
    link_url: Callable[[int], str],
    reader: Reader,
    channel: str = "",
    address: str = "",
    limit: int = NEWEST,
) -> Outbox:
    """The newest messages, of one channel or to one address (a part of it does) if asked."""
    rows = session.execute(question(reader, channel, address).limit(limit + 1)).all()
    forced = {row.address: row.outcome for row in session.scalars(select(SandboxOutcome))}
    frames = _frames(rows[:limit], now, link_url, forced)
    return Outbox(frames, min(len(rows), limit), len(rows) > limit, mark(rows, forced))


def email_html(session: Session, delivery_id: int, reader: Reader) -> str | None:
    """The HTML of one email as it arrived, or None if this practice has no such email for this reader."""
    found = (
        select(SandboxDelivery.html)
        .outerjoin(Message, Message.id == message_id())
        .where(SandboxDelivery.id == delivery_id, SandboxDelivery.html != "", shown_to(reader))
    )
    return session.scalar(found)


def message_id() -> ColumnElement[int]:
    """The message a delivery is of, as SQL: the sandbox knows its reference only, "m42" or "m42-1"."""
    digits = func.split_part(func.substr(SandboxDelivery.reference, 2), "-", 1)
    known = SandboxDelivery.reference.regexp_match("^m[0-9]{1,18}(-[0-9]{1,4})?$")
    return case((known, cast(digits, BigInteger)))


def shown_to(reader: Reader) -> ColumnElement[bool]:
    """May this person read the delivery's message? See ``Reader``."""
    own_test = and_(Message.type == "test", Message.staff_id == reader.staff_id)
    return or_(Message.staff_id.is_(None), own_test, and_(literal(reader.manages_staff), ~_beyond(reader)))


def _beyond(reader: Reader) -> ColumnElement[bool]:
    """May the person of the message do something that the reader may not?"""
    own, theirs, held = aliased(StaffGroup), aliased(StaffGroup), aliased(GroupPermission)
    given = select(GroupPermission.code).where(GroupPermission.group_id == own.id)
    lacking = held.group_id.is_not(None) & held.code.not_in(given.correlate(own))
    whose, looking = aliased(StaffUser), aliased(StaffUser)
    return exists(
        select(whose.id)
        .join(theirs, theirs.id == whose.group_id)
        .join(looking, looking.id == reader.staff_id)
        .join(own, own.id == looking.group_id)
        .outerjoin(held, held.group_id == theirs.id)
        .where(whose.id == Message.staff_id, ~own.administrators, or_(theirs.administrators, lacking))
        .correlate(Message)
    )


def question(reader: Reader, channel: str, address: str) -> Select[*tuple[Any, ...]]:
    """Deliveries with their message and whose it is, newest first; part of an address is enough."""
    asked = (
        select(SandboxDelivery, Message, func.coalesce(Contact.name, StaffUser.name, Department.name))
        .outerjoin(Message, Message.id == message_id())
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(StaffUser, StaffUser.id == Message.staff_id)
        .outerjoin(Department, Department.id == Message.department_id)
        .where(shown_to(reader))
        .order_by(SandboxDelivery.arrived_at.desc(), SandboxDelivery.id.desc())
    )
    if channel in set(Channel):
        asked = asked.where(SandboxDelivery.channel == channel)
    if address.strip():
        asked = asked.where(SandboxDelivery.address.icontains(_as_kept(address), autoescape=True))
    return asked


def _as_kept(typed: str) -> str:
    """Numbers are kept without the signs that people and this page write them with."""
    letters = any(each.isalpha() for each in typed)
    return typed.strip() if letters else typed.translate(_SIGNS_OF_NUMBERS)


def _frames(
    rows: Iterable[tuple[SandboxDelivery, Message | None, str | None]],
    now: datetime,
    link_url: Callable[[int], str],
    forced: dict[str, str],
) -> tuple[Frame, ...]:
    """Texts to one number share a phone; an email and a call stand alone."""
    groups: dict[object, list[tuple[SandboxDelivery, Message | None, str | None]]] = {}
    for row in rows:
        delivery = row[0]
        key = delivery.address if delivery.channel == Channel.TEXT else delivery.id
        groups.setdefault(key, []).append(row)
    return tuple(_frame(group, now, link_url, forced) for group in groups.values())


def _frame(
    group: list[tuple[SandboxDelivery, Message | None, str | None]],
    now: datetime,
    link_url: Callable[[int], str],
    forced: dict[str, str],
) -> Frame:
    newest, _, owner = group[0]
    return Frame(
        channel=Channel(newest.channel),
        address=newest.address,
        owner=owner or "",
        sender=newest.sender,
        forced=forced.get(newest.address, ""),
        arrivals=tuple(arrival(delivery, message, now, link_url) for delivery, message, _ in reversed(group)),
    )


def arrival(
    delivery: SandboxDelivery, message: Message | None, now: datetime, link_url: Callable[[int], str]
) -> Arrival:
    """A delivery as the sandbox shows it; ``now`` decides what counts as unreported."""
    status = MessageStatus(message.status) if message else MessageStatus.SENT
    return Arrival(
        id=delivery.id,
        message_id=message.id if message else None,
        at=delivery.arrived_at,
        subject=delivery.subject,
        body=delivery.body,
        has_html=bool(delivery.html),
        link=link_url(message.link_id) if message and message.link_id else "",
        times=delivery.times,
        status=status.value,
        outcome=message_status(status, message.sent_at if message else None, now),
    )


def mark(rows: Iterable[tuple[SandboxDelivery, Message | None, str | None]], forced: dict[str, str]) -> str:
    """Small enough for an address: the page asks again with it and hears 204 while nothing changed."""
    seen = [
        (delivery.id, delivery.times, message.status if message else "", message.reason if message else "")
        for delivery, message, _ in rows
    ]
    return f"{crc32(repr((seen, sorted(forced.items()))).encode()):x}"
