"""Rows that a feed brings along for the first time: numbered at once, written together (product B1).

A child, its parents and their numbers refer to each other. Taking their ids from the database's own
sequences beforehand lets a whole chunk be written table by table, in a handful of statements.
"""

from __future__ import annotations

from collections import deque
from typing import Any, TypeVar

from sqlalchemy import func, insert, inspect, select
from sqlalchemy.orm import Session

from app.columns import Numbered
from app.models import (
    Address,
    AppointmentRow,
    Contact,
    Family,
    Location,
    Patient,
    PatientContact,
    Provider,
)

# Each table after those it refers to.
ORDER: tuple[type[Numbered], ...] = (
    Address,
    Family,
    Location,
    Provider,
    Patient,
    Contact,
    PatientContact,
    AppointmentRow,
)
_AT_ONCE = 100

R = TypeVar("R", bound=Numbered)


class Newcomers:
    """New rows of one chunk, kept out of the session until ``write``."""

    def __init__(self, session: Session, practice_id: int) -> None:
        self._session = session
        self._practice_id = practice_id
        self._numbers: dict[type[Numbered], deque[int]] = {}
        self._rows: dict[type[Numbered], list[Numbered]] = {table: [] for table in ORDER}

    def add(self, row: R) -> R:
        """The row with its id, to be written with the others."""
        table = type(row)
        row.id = self._next(table)
        self._rows[table].append(row)
        return row

    def write(self) -> None:
        """Store every new row, each table after those it refers to, and before any row that changed.

        Done past the session's own flush: a changed visit may refer to a provider that is new.
        """
        with self._session.no_autoflush:
            for table in ORDER:
                rows = self._rows[table]
                if rows:
                    self._session.execute(insert(inspect(table).local_table), self._values(rows))
                rows.clear()

    def _values(self, rows: list[Numbered]) -> list[dict[str, Any]]:
        """The columns any of the rows has set; what no row has set is left to the database's default."""
        columns = {key for row in rows for key in inspect(row).dict if not key.startswith("_")} - {
            "practice_id"
        }
        scope = {"practice_id": self._practice_id}
        return [{column: getattr(row, column) for column in columns} | scope for row in rows]

    def _next(self, table: type[Numbered]) -> int:
        waiting = self._numbers.setdefault(table, deque())
        if not waiting:
            sequence = func.pg_get_serial_sequence(inspect(table).local_table.description, "id")
            numbers = select(func.nextval(sequence)).select_from(func.generate_series(1, _AT_ONCE))
            # Numbers belong to no practice, so they are taken past the session that guards rows.
            waiting.extend(self._session.connection().scalars(numbers))
        return waiting.popleft()
