"""Let somebody in, or count a failed try (product A4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.check_password import ARGON2, Hasher, is_right_password
from app.actions.start_session import Welcome, start_session
from app.actions.throttle_sign_in import count_failure, forget_failures, locked_until, wait_for_turn
from app.models import StaffUser


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The password was right; this person also gives a code. Nothing is open yet."""

    staff_id: int
    session_version: int


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many failures; ``until`` is when it opens again (UTC). What was typed was not even looked at."""

    until: datetime


def sign_in(
    session: Session, now: datetime, email: str, password: str, device: str, hasher: Hasher = ARGON2
) -> Welcome | SecondStep | Locked | None:
    """None when address and password do not fit: without saying which, and in the same time.

    The session may see every practice: an address belongs to one person of all of them. ``device`` names
    the browser in few words.
    """
    email = email.strip().lower()
    wait_for_turn(session, email)
    until = locked_until(session, now, email)
    if until is not None:
        return Locked(until)
    staff = session.scalars(select(StaffUser).where(func.lower(StaffUser.email) == email)).one_or_none()
    right = is_right_password(staff.password_hash if staff else None, password, hasher)
    if staff is None or not right or staff.disabled_at is not None:
        count_failure(session, now, email)
        return None
    forget_failures(session, email)
    if staff.totp_since is not None:
        return SecondStep(staff.id, staff.session_version)
    return start_session(session, now, staff.id, device)
