"""Does this installation still wait for its first practice (product L5)?"""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models import Practice


def waits_for_practice(session: Session) -> bool:
    """True while there is none but the demo's. The session may see every practice."""
    return not session.scalar(select(exists().where(~Practice.demo)))
