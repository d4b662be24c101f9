"""Where is somebody signed in (product A4)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import StaffSession


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One browser. Instants are UTC; ``acted_at`` is when something was last changed from it."""

    id: int
    device: str
    started_at: datetime
    acted_at: datetime


def staff_sessions(session: Session, staff_id: int, since: datetime) -> list[OpenSession]:
    """Sessions that began after ``since`` (UTC) and were not ended, the newest first."""
    rows = session.scalars(
        select(StaffSession)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.ended_at.is_(None),
            StaffSession.started_at > since,
        )
        .order_by(StaffSession.started_at.desc(), StaffSession.id.desc())
    )
    return [OpenSession(row.id, row.device, row.started_at, row.acted_at) for row in rows]
