"""Say that a part of the product is alive, for /readyz and the health card."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import Heartbeat


def note_alive(session: Session, now: datetime, role: str, detail: str = "") -> None:
    """``role`` is web, clock or worker; ``detail`` what it does just now, in a word."""
    beat = insert(Heartbeat).values(role=role, at=now, detail=detail)
    session.execute(beat.on_conflict_do_update(index_elements=["role"], set_={"at": now, "detail": detail}))
