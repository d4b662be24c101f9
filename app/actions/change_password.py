"""Somebody who is signed in takes a new password (product A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.check_password import ARGON2, Hasher, hash_password, is_right_password
from app.actions.end_sessions import end_sessions
from app.actions.sign_in import Locked
from app.actions.throttle_sign_in import (
    count_failure,
    forget_failures,
    locked_until,
    password_of,
    wait_for_turn,
)
from app.actions.write_audit import Actor, write_audit
from app.models import StaffUser


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
) -> int | Locked | None:
    """Returns the new session version; the session ``keep`` goes on, all others end.

    None when ``present`` is not right: it counts as a failed try, so that a browser left open is no place
    to guess at it. Raises UnusablePassword; then nothing changed.
    """
    turn = password_of(staff_id)
    wait_for_turn(session, turn)
    until = locked_until(session, now, turn)
    if until is not None:
        return Locked(until)
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if not is_right_password(staff.password_hash, present, hasher):
        count_failure(session, now, turn)
        return None
    forget_failures(session, turn)
    staff.password_hash = hash_password(new, hasher)
    write_audit(session, now, actor, "change_password", "staff_user", staff_id)
    return end_sessions(session, now, staff_id, keep)
