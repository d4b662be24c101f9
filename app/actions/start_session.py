"""A browser is signed in: its session begins, and is seen to act (product A4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.models import StaffSession, StaffUser
from app.work import keep_to


@dataclass(frozen=True, slots=True)
class Welcome:
    """A session that began; both go into the browser's cookie."""

    session_id: int
    session_version: int


def start_session(session: Session, now: datetime, staff_id: int, device: str) -> Welcome:
    """Sign somebody in on one more browser. ``device`` names it in few words.

    The session may see every practice; from here on it sees the person's only.
    """
    staff = session.get_one(StaffUser, staff_id)
    keep_to(session, staff.practice_id)
    row = StaffSession(staff_id=staff.id, device=device, started_at=now, acted_at=now)
    staff.signed_in_at = now
    session.add(row)
    write_audit(session, now, Actor(staff.email, staff.id), "sign_in", "staff_user", staff.id)
    session.flush()
    return Welcome(row.id, staff.session_version)


def note_acting(session: Session, now: datetime, session_id: int) -> None:
    """Remember that something was changed from this browser at ``now`` (UTC)."""
    session.execute(update(StaffSession).where(StaffSession.id == session_id).values(acted_at=now))
