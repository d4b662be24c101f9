"""Somebody who is signed in takes a new password (product A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.check_password import ARGON2, Hasher, hash_password, is_right_password
from app.actions.end_sessions import end_sessions
from app.actions.write_audit import Actor, write_audit
from app.models import StaffUser


class WrongPassword(ValueError):
    """The present password was not right, so it is not changed."""


def change_password(
    session: Session,
    now: datetime,
    actor: Actor,
    staff_id: int,
    present: str,
    new: str,
    hasher: Hasher = ARGON2,
    *,
    keep: int | None = None,
) -> int:
    """Returns the new session version; the session ``keep`` goes on, all others end.

    Raises WrongPassword or UnusablePassword; then nothing changed.
    """
    staff = session.get_one(StaffUser, staff_id)
    if not is_right_password(staff.password_hash, present, hasher):
        raise WrongPassword("This is not your present password.")
    staff.password_hash = hash_password(new, hasher)
    write_audit(session, now, actor, "change_password", "staff_user", staff_id)
    return end_sessions(session, now, staff_id, keep)
