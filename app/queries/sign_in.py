"""Who is this person who signs in, and who still is signed in (product A1, A3, A4)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.permissions import Permission, permissions_of
from app.models import GroupPermission, Practice, SignInAttempt, StaffGroup, StaffUser

WINDOW = timedelta(minutes=15)
TRIES = 5


@dataclass(frozen=True, slots=True)
class Staff:
    """A staff user as pages know them. ``timezone`` is the IANA name of the practice's zone."""

    id: int
    practice_id: int
    practice_name: str
    timezone: str
    email: str
    name: str
    group_name: str
    permissions: frozenset[Permission]
    session_version: int

    def may(self, permission: Permission) -> bool:
        """Does this person's group hold the permission?"""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is on file for an address at sign-in."""

    staff_id: int
    practice_id: int
    session_version: int
    password_hash: str
    disabled: bool


def staff_by_id(session: Session, staff_id: int, session_version: int) -> Staff | None:
    """The person of a session; None when disabled or when the session was ended (A4)."""
    row = session.execute(_staff().where(StaffUser.id == staff_id)).one_or_none()
    if row is None or row.disabled_at is not None or row.session_version != session_version:
        return None
    return Staff(
        id=row.id,
        practice_id=row.practice_id,
        practice_name=row.practice_name,
        timezone=row.timezone,
        email=row.email,
        name=row.name,
        group_name=row.group_name,
        permissions=permissions_of(row.administrators, row.codes),
        session_version=row.session_version,
    )


def _staff() -> Select[*tuple[Any, ...]]:
    codes = (
        select(func.coalesce(func.array_agg(GroupPermission.code), []))
        .where(GroupPermission.group_id == StaffUser.group_id)
        .correlate(StaffUser)
        .scalar_subquery()
    )
    return (
        select(
            StaffUser.id,
            StaffUser.practice_id,
            StaffUser.email,
            StaffUser.name,
            StaffUser.session_version,
            StaffUser.disabled_at,
            StaffGroup.name.label("group_name"),
            StaffGroup.administrators,
            Practice.name.label("practice_name"),
            Practice.timezone,
            codes.label("codes"),
        )
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .join(Practice, Practice.id == StaffUser.practice_id)
    )


def credentials_of(session: Session, email: str) -> Credentials | None:
    """What is on file for the address, in whatever letters it was typed."""
    row = session.scalars(select(StaffUser).where(func.lower(StaffUser.email) == email.lower())).one_or_none()
    if row is None:
        return None
    return Credentials(
        row.id, row.practice_id, row.session_version, row.password_hash, row.disabled_at is not None
    )


def email_digest(email: str) -> str:
    """Tries are counted for addresses nobody has too, so the address itself is not kept."""
    return sha256(email.strip().lower().encode()).hexdigest()


def locked_until(session: Session, now: datetime, email: str) -> datetime | None:
    """When sign-in for this address opens again; None while it is open.

    Five failures within 15 minutes lock it until the oldest of them is 15 minutes old.
    """
    latest = session.scalars(
        select(SignInAttempt.at)
        .where(SignInAttempt.email_digest == email_digest(email), SignInAttempt.at > now - WINDOW)
        .order_by(SignInAttempt.at.desc())
        .limit(TRIES)
    ).all()
    return latest[-1] + WINDOW if len(latest) == TRIES else None
