"""Bring the database's tables to what this code needs, one process at a time, however many start."""

from __future__ import annotations

from flask_migrate import upgrade
from sqlalchemy import text

from app.extensions import db

# Any number that nothing else of ours locks.
_TURN = 480_011


def bring_schema_up_to_date() -> None:
    """Apply the migrations that are missing; does nothing where none is. Needs an application context.

    Raises sqlalchemy's OperationalError when the database does not answer.
    """
    with db.engine.connect() as guard:
        guard.execute(text("select pg_advisory_lock(:turn)"), {"turn": _TURN})
        guard.commit()
        try:
            upgrade()
        finally:
            guard.execute(text("select pg_advisory_unlock(:turn)"), {"turn": _TURN})
            guard.commit()
