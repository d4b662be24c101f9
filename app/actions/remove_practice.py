"""Take a demo practice away with everything in it; a real practice cannot be removed."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.columns import Base
from app.models import Practice


class NotADemo(ValueError):
    """The practice holds real records, which nothing may take away."""


def remove_practice(session: Session, practice_id: int) -> None:
    """The session may see every practice. Raises NotADemo for any but a demo practice."""
    practice = session.get_one(Practice, practice_id, with_for_update=True)
    if not practice.demo:
        raise NotADemo(practice.slug)
    for table in reversed(Base.metadata.sorted_tables):
        if "practice_id" in table.columns:
            session.execute(delete(table).where(table.columns.practice_id == practice_id))
    session.delete(practice)
    session.flush()
