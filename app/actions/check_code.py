"""The second step of signing in: a code from the phone, or a recovery code (product A4)."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.seal_secret import Seal
from app.actions.sign_in import Locked
from app.actions.start_session import Welcome, start_session
from app.actions.throttle_sign_in import (
    codes_of,
    count_failure,
    forget_failures,
    locked_until,
    wait_for_turn,
)
from app.actions.write_audit import Actor, write_audit
from app.models import RecoveryCode, StaffUser
from app.work import keep_to

STEP_SECONDS = 30
NEIGHBOURS = 1
"""A phone's clock may be off by so many steps either way."""


def check_code(
    session: Session, now: datetime, staff_id: int, session_version: int, typed: str, seal: Seal, device: str
) -> Welcome | Locked | None:
    """None when the code does not fit, was used before, or the password was given too long ago.

    The session may see every practice, as in ``sign_in``; a code stands after its right password only.
    """
    turn = codes_of(staff_id)
    wait_for_turn(session, turn)
    until = locked_until(session, now, turn)
    if until is not None:
        return Locked(until)
    staff = session.get(StaffUser, staff_id, with_for_update=True)
    if staff is None or staff.disabled_at is not None or staff.session_version != session_version:
        return None
    keep_to(session, staff.practice_id)
    if not (take_code(staff, now, typed, seal) or take_recovery_code(session, now, staff, typed)):
        count_failure(session, now, turn)
        return None
    forget_failures(session, turn)
    return start_session(session, now, staff.id, device)


def take_code(staff: StaffUser, now: datetime, typed: str, seal: Seal) -> bool:
    """Is this the present code of this person's phone? It is taken once: the step is remembered."""
    secret = seal.open(staff.totp_secret) if staff.totp_secret else None
    digits = "".join(typed.split())
    if secret is None or not (digits.isascii() and digits.isdigit()):
        return False
    present, phone = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    for step in range(present - NEIGHBOURS, present + NEIGHBOURS + 1):
        if step > (staff.totp_last_step or 0) and compare_digest(phone.generate_otp(step), digits):
            staff.totp_last_step = step
            return True
    return False


def recovery_digest(typed: str) -> str:
    """How a recovery code is kept, however its letters and hyphens were typed."""
    return sha256("".join(letter for letter in typed.lower() if letter.isalnum()).encode()).hexdigest()


def take_recovery_code(session: Session, now: datetime, staff: StaffUser, typed: str) -> bool:
    """Is this one of the person's recovery codes? It is used up."""
    code = session.scalars(
        select(RecoveryCode).where(
            RecoveryCode.staff_id == staff.id,
            RecoveryCode.digest == recovery_digest(typed),
            RecoveryCode.used_at.is_(None),
        )
    ).one_or_none()
    if code is None:
        return False
    code.used_at = now
    write_audit(session, now, Actor(staff.email, staff.id), "use_recovery_code", "staff_user", staff.id)
    return True
