"""What a line of the history says of its message, in one statement for a whole page (product K6)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_SQL = Path(__file__).parent / "sql" / "history_lines.sql"
_LINES = text(_SQL.read_text(encoding="utf-8"))


def described(session: Session, ids: Sequence[int]) -> list[Any]:
    """The messages to families with these ids and all that a line says of them, in the order of the ids.

    The session must be of one practice. ``at`` (UTC) is when it was sent, or was due where it never was.
    """
    asked = {"practice_id": session.info["practice_id"], "ids": list(ids)}
    rows = {row.id: row for row in session.execute(_LINES, asked)}
    return [rows[each] for each in ids if each in rows]
