"""How does somebody sign in: with a second step or without (product A4)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Practice, RecoveryCode, StaffUser


@dataclass(frozen=True, slots=True)
class TwoFactor:
    """``since`` (UTC) is when it was turned on, or None. ``sealed`` is the secret while it is being set up.

    ``codes_left`` counts recovery codes; ``required`` says that the practice wants it of everybody.
    """

    since: datetime | None
    sealed: str
    codes_left: int
    required: bool


def two_factor(session: Session, staff_id: int) -> TwoFactor:
    """The state for one person of the session's practice."""
    staff = session.get_one(StaffUser, staff_id)
    left = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return TwoFactor(
        since=staff.totp_since,
        sealed="" if staff.totp_since else staff.totp_secret or "",
        codes_left=session.scalar(left) or 0,
        required=session.get_one(Practice, staff.practice_id).require_two_factor,
    )
