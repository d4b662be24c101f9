"""Somebody says that they forgot their password (product A4)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.send_staff_mail import send_staff_mail
from app.actions.throttle_sign_in import count_failure, locked_until, wait_for_turn
from app.domain.wording.staff_mail import PASSWORD_RESET
from app.models import StaffUser
from app.work import keep_to


def ask_reset(session: Session, now: datetime, email: str) -> None:
    """Send the way to a new password, if somebody has this address; the caller cannot tell.

    At most five times in 15 minutes for an address, whether anybody has it or not; after that nothing
    is sent. The session may see every practice.
    """
    email = email.strip().lower()
    turn = f"password of {email}"
    wait_for_turn(session, turn)
    if locked_until(session, now, turn) is not None:
        return
    count_failure(session, now, turn)
    staff = session.scalars(select(StaffUser).where(func.lower(StaffUser.email) == email)).one_or_none()
    if staff is not None and staff.disabled_at is None:
        keep_to(session, staff.practice_id)
        send_staff_mail(session, now, staff, PASSWORD_RESET)
