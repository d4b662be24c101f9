"""Set a row to new values and write down what changed, or nothing when nothing did (product A5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.models.last_change import LastChange


@dataclass(frozen=True, slots=True)
class Saved:
    """``changed`` names the fields that differ from before; all of them for something new."""

    id: int
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was saved; ``faults`` say what is wrong, by field. A fault of the whole has no field."""

    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangedMeanwhile:
    """Nothing was saved: ``last`` changed it after the form was opened."""

    last: LastChange | None


Outcome = Saved | Refused | ChangedMeanwhile


def write_changes(
    session: Session, now: datetime, actor: Actor, subject: str, row: Any, values: Mapping[str, Any]
) -> Saved:
    """``row`` stands in the database; ``values`` are by column."""
    before = {name: getattr(row, name) for name in values}
    changed = tuple(name for name in values if before[name] != values[name])
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        write_audit(
            session, now, actor, "change", subject, row.id,
            before=_said(before, changed), after=_said(values, changed),
        )  # fmt: skip
    session.flush()
    return Saved(row.id, changed)


def write_new(
    session: Session, now: datetime, actor: Actor, subject: str, row: Any, values: Mapping[str, Any]
) -> Saved:
    """Add ``row``, which holds ``values``."""
    session.add(row)
    session.flush()
    write_audit(session, now, actor, "add", subject, row.id, after=_said(values, tuple(values)))
    return Saved(row.id, tuple(values))


def _said(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _json(values[name]) for name in names}


def _json(value: Any) -> Any:
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
