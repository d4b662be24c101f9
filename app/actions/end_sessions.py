"""End every session of one person at once: a copied cookie is dead with the next request (product A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.models import StaffUser


def end_sessions(session: Session, staff_id: int) -> int:
    """Raise the session version and return it. For logout, a new password, another group, disabling."""
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    staff.session_version += 1
    session.flush()
    return staff.session_version


def sign_out(session: Session, now: datetime, actor: Actor, staff_id: int) -> None:
    """Signing out ends the person's sessions on every machine."""
    end_sessions(session, staff_id)
    write_audit(session, now, actor, "sign_out", "staff_user", staff_id)
