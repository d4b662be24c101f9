"""Whose is this one-time key of a mail, if it still opens something (product A4)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Practice, StaffToken, StaffUser


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who chooses a password with the key."""

    name: str
    email: str
    practice_name: str


def staff_key(session: Session, now: datetime, kind: str, key: str) -> KeyHolder | None:
    """None for a key that nobody was sent, was used, is too old or belongs to a disabled account.

    ``kind`` is "invitation" or "password_reset". The session may see every practice.
    """
    found = (
        select(StaffUser.name, StaffUser.email, Practice.name.label("practice_name"))
        .join(StaffToken, StaffToken.staff_id == StaffUser.id)
        .join(Practice, Practice.id == StaffUser.practice_id)
        .where(
            StaffToken.digest == sha256(key.encode()).hexdigest(),
            StaffToken.kind == kind,
            StaffToken.used_at.is_(None),
            StaffToken.expires_at > now,
            StaffUser.disabled_at.is_(None),
        )
    )
    row = session.execute(found).one_or_none()
    return KeyHolder(row.name, row.email, row.practice_name) if row else None
