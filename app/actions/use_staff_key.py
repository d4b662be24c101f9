"""Come in with the one-time key of a mail: choose the password of one's account (product A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.check_password import ARGON2, Hasher, hash_password
from app.actions.end_sessions import end_sessions
from app.actions.send_staff_mail import key_digest
from app.actions.write_audit import Actor, write_audit
from app.models import StaffToken, StaffUser
from app.work import keep_to

_ACTIONS = {"invitation": "join", "password_reset": "reset_password"}


def use_staff_key(
    session: Session, now: datetime, kind: str, key: str, password: str, hasher: Hasher = ARGON2
) -> bool:
    """Set the password; every session and every other key of the person ends. False when the key is dead.

    ``kind`` is "invitation" or "password_reset". The session may see every practice; from here on it sees
    the person's only. Raises UnusablePassword, and then the key lives on.
    """
    token = session.scalars(
        select(StaffToken)
        .where(StaffToken.digest == key_digest(key), StaffToken.kind == kind)
        .with_for_update()
    ).one_or_none()
    if token is None or token.used_at is not None or token.expires_at <= now:
        return False
    keep_to(session, token.practice_id)
    staff = session.get_one(StaffUser, token.staff_id, with_for_update=True)
    if staff.disabled_at is not None:
        return False
    staff.password_hash = hash_password(password, hasher)
    _use_up(session, now, staff)
    write_audit(session, now, Actor(staff.email, staff.id), _ACTIONS[kind], "staff_user", staff.id)
    end_sessions(session, now, staff.id)
    return True


def _use_up(session: Session, now: datetime, staff: StaffUser) -> None:
    keys = select(StaffToken).where(StaffToken.staff_id == staff.id, StaffToken.used_at.is_(None))
    for each in session.scalars(keys):
        each.used_at = now
