"""End sessions: a copied cookie is dead with the next request (product A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.models import StaffSession, StaffUser


def end_sessions(session: Session, now: datetime, staff_id: int, keep: int | None = None) -> int:
    """End every session of somebody and return their new session version.

    For a new password, another group, disabling. ``keep`` is a session that goes on: its browser is given
    the new version, while a copy of its cookie is left behind with the old one.
    """
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    staff.session_version += 1
    session.flush()
    session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
        .where(StaffSession.id != (keep or 0))
        .values(ended_at=now)
    )
    return staff.session_version


def end_session(session: Session, now: datetime, actor: Actor, staff_id: int, session_id: int) -> bool:
    """End one session of this person; False when they have no such session."""
    row = session.get(StaffSession, session_id)
    if row is None or row.staff_id != staff_id:
        return False
    if row.ended_at is None:
        row.ended_at = now
        write_audit(session, now, actor, "end_session", "staff_user", staff_id, after={"device": row.device})
    return True


def sign_out(session: Session, now: datetime, actor: Actor, staff_id: int, session_id: int) -> None:
    """Signing out ends the session of this browser, wherever its cookie was copied to."""
    row = session.get_one(StaffSession, session_id)
    row.ended_at = row.ended_at or now
    write_audit(session, now, actor, "sign_out", "staff_user", staff_id)


def sign_out_everywhere(session: Session, now: datetime, actor: Actor, staff_id: int) -> None:
    """End every session of somebody, because they or an administrator want so."""
    end_sessions(session, now, staff_id)
    write_audit(session, now, actor, "sign_out_everywhere", "staff_user", staff_id)
