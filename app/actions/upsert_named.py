"""Make rows that are known by their name what they should be, adding those that are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session


class Named(Mapping[str, int]):
    """The id of each name, however its letters are written. Of two of one name, the first counts."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._ids: dict[str, list[int]] = {}
        for row in rows:
            self._ids.setdefault(row.name.casefold(), []).append(row.id)

    def __getitem__(self, name: str) -> int:
        return self._ids[name.casefold()][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def all_of(self, names: Iterable[str]) -> list[int]:
        """Every id these names stand for: schedules hold some doctors twice."""
        return sorted(each for name in names for each in self._ids[name.casefold()])


def upsert_named(session: Session, table: Any, wanted: Iterable[Mapping[str, Any]], *only: Any) -> Named:
    """Rows of ``table`` that meet ``only``, by name; returns the ids of all there are afterwards."""
    rows = list(session.scalars(select(table).where(*only).order_by(table.id)))
    known = {row.name.casefold(): row for row in reversed(rows)}
    for values in wanted:
        row = known.get(values["name"].casefold())
        if row is None:
            row = table(**values)
            session.add(row)
            rows.append(row)
        else:
            set_values(row, values)
    session.flush()
    return Named(rows)


def set_values(row: object, values: Mapping[str, Any]) -> None:
    """Set what differs, so that a row that is as it should be is not written."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
