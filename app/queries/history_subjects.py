"""What a line of the history says of its message, in one statement for a whole page (product K6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

_SQL = Path(__file__).parent / "sql" / "history_lines.sql"
_LINES = text(_SQL.read_text(encoding="utf-8"))


class Spoken(NamedTuple):
    """One visit, or one child without a visit, that a message speaks of, or nothing of both.

    ``at`` (UTC) is when it was sent, or was due where it never was. ``name`` is that of the automated message
    or the mailing. ``starts_at`` (UTC) is on the clock of ``zone``.
    """

    id: int
    type: str
    channel: str | None
    mode: str | None
    address: str
    language: str
    status: str
    reason: str | None
    sent_at: datetime | None
    cost: Decimal
    subject: str
    body: str
    at: datetime
    contact: str
    name: str | None
    child: str | None
    family_id: int | None
    appointment_id: int | None
    starts_at: datetime | None
    zone: str | None
    provider: str | None
    location: str | None


def described(session: Session, ids: Sequence[int]) -> list[list[Spoken]]:
    """All that each message to a family speaks of, in order; messages in the order of ``ids``.

    The session must be of one practice.
    """
    asked = {"practice_id": session.info["practice_id"], "ids": list(ids)}
    found: dict[int, list[Spoken]] = {}
    for row in session.execute(_LINES, asked):
        found.setdefault(row[0], []).append(Spoken._make(row))
    return [found[each] for each in ids if each in found]
