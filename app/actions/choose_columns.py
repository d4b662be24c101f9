"""Choose which columns of a page's table one sees, and in which order (product K6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.models import ColumnChoice


def choose_columns(session: Session, now: datetime, actor: Actor, page: str, columns: Sequence[str]) -> None:
    """Kept for this person; no column at all goes back to the usual ones."""
    if columns:
        kept = insert(ColumnChoice).values(
            practice_id=session.info["practice_id"],
            staff_id=actor.staff_id,
            page=page,
            columns=[str(column) for column in columns],
        )
        chosen = {"columns": kept.excluded.columns}
        session.execute(kept.on_conflict_do_update(index_elements=["staff_id", "page"], set_=chosen))
    else:
        own = (ColumnChoice.staff_id == actor.staff_id, ColumnChoice.page == page)
        session.execute(delete(ColumnChoice).where(*own))
    write_audit(
        session, now, actor, "change", "column_choice",
        after={"page": page, "columns": [str(column) for column in columns]},
    )  # fmt: skip
