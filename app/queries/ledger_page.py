"""The ledger line by line (product L3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.domain.message_types import message_type
from app.domain.plan_words import ENTRIES
from app.domain.plans import EntryKind, Unit
from app.domain.preferences import Channel
from app.domain.staff_words import CHANNELS
from app.models import LedgerEntry, Message, StaffUser

PAGE = 50
CHUNK = 5_000

ABOUT_MESSAGES = (EntryKind.RESERVE, EntryKind.SETTLE, EntryKind.GIVE_BACK)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """``amount`` is what it did to the balance, ``held`` to what is put aside, in ``unit``. ``at`` is UTC.

    ``about`` is the message, in words; ``who`` did it, if a person did; ``note`` is theirs.
    """

    id: int
    at: datetime
    what: str
    unit: Unit
    amount: Decimal
    held: Decimal
    about: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Newest first; ``older`` is where the next page begins, 0 where there is none."""

    lines: tuple[LedgerLine, ...]
    older: int


def ledger_page(session: Session, kind: EntryKind | None, before: int = 0) -> LedgerPage:
    """Fifty lines, of one kind or of all, from below the number ``before`` on."""
    rows = session.execute(_question(kind, before).limit(PAGE + 1)).all()
    lines = tuple(_line(row) for row in rows[:PAGE])
    return LedgerPage(lines, lines[-1].id if len(rows) > PAGE else 0)


def every_line(session: Session, kind: EntryKind | None) -> Iterator[LedgerLine]:
    """All of them, newest first, a few thousand at a time."""
    before = 0
    while True:
        rows = session.execute(_question(kind, before).limit(CHUNK)).all()
        yield from (_line(row) for row in rows)
        if len(rows) < CHUNK:
            return
        before = rows[-1].LedgerEntry.id


def _question(kind: EntryKind | None, before: int) -> Select[*tuple[Any, ...]]:
    asked: Select[*tuple[Any, ...]] = (
        select(LedgerEntry, Message.type, Message.channel, StaffUser.name)
        .outerjoin(Message, Message.id == LedgerEntry.message_id)
        .outerjoin(StaffUser, StaffUser.id == LedgerEntry.staff_id)
        .order_by(LedgerEntry.id.desc())
    )
    if before:
        asked = asked.where(LedgerEntry.id < before)
    if kind is None:
        return asked
    # What no message stands behind is rare, and has an index of its own.
    of_kind = asked.where(LedgerEntry.kind == kind)
    return of_kind if kind in ABOUT_MESSAGES else of_kind.where(LedgerEntry.message_id.is_(None))


def _line(row: Row[Any]) -> LedgerLine:
    entry: LedgerEntry = row.LedgerEntry
    return LedgerLine(
        id=entry.id,
        at=entry.at,
        what=ENTRIES[EntryKind(entry.kind)],
        unit=Unit(entry.unit),
        amount=entry.amount,
        held=entry.held,
        about=_about(entry, row),
        who=row.name or "",
        note=entry.note,
    )


def _about(entry: LedgerEntry, row: Row[Any]) -> str:
    """Which message; one that was taken away with its sample family has only its number."""
    if entry.message_id is None:
        return ""
    if row.type is None:
        return f"Message {entry.message_id}"
    channel = f", {CHANNELS[Channel(row.channel)].lower()}" if row.channel else ""
    return f"{message_type(row.type)}{channel}"
