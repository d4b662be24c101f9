"""Many rows of one table at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

Rows = list[dict[str, Any]]


def write_rows(session: Session, table: Any, rows: Rows) -> None:
    """``rows`` name columns and values; the practice is the session's."""
    if rows:
        session.execute(insert(table.__table__), _of_practice(session, rows))


def write_numbered(session: Session, table: Any, rows: Rows) -> list[int]:
    """The same; the new rows' ids, in their order."""
    statement = insert(table.__table__).returning(table.__table__.c.id, sort_by_parameter_order=True)
    return list(session.scalars(statement, _of_practice(session, rows))) if rows else []


def take_stock(session: Session) -> None:
    """Tell the database how full its tables are now: it would find out by itself, but minutes later."""
    session.connection().execute(text("analyze"))


def _of_practice(session: Session, rows: Rows) -> Rows:
    practice_id = session.info["practice_id"]
    return [{"practice_id": practice_id, **row} for row in rows]
