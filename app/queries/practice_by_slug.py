"""Which practices there are, by slug: for commands, which name a practice in words."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Practice


def practice_by_slug(session: Session) -> dict[str, int]:
    """Every practice's id by its slug."""
    return {row.slug: row.id for row in session.execute(select(Practice.slug, Practice.id))}
