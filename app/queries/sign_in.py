"""Who is signed in with this session (product A1, A3, A4)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from app.domain.permissions import Permission, permissions_of
from app.models import GroupPermission, Practice, StaffGroup, StaffSession, StaffUser


@dataclass(frozen=True, slots=True)
class Staff:
    """A staff user as pages know them. ``timezone`` is the IANA name of the practice's zone.

    ``session_id`` is the session of this browser, ``acted_at`` (UTC) when something was last changed from
    it. ``must_enrol`` says that the practice wants two-factor sign-in and this person has none yet.
    """

    id: int
    practice_id: int
    practice_name: str
    timezone: str
    email: str
    name: str
    group_name: str
    permissions: frozenset[Permission]
    session_id: int
    session_version: int
    acted_at: datetime
    must_enrol: bool

    def may(self, permission: Permission) -> bool:
        """Does this person's group hold the permission?"""
        return permission in self.permissions


def staff_of_session(session: Session, session_id: int, session_version: int) -> Staff | None:
    """The person of a session; None when it was ended, or the person is disabled (A4)."""
    row = session.execute(_question(session_id, session_version)).one_or_none()
    return _staff(row) if row else None


def _staff(row: Row[Any]) -> Staff:
    return Staff(
        id=row.id,
        practice_id=row.practice_id,
        practice_name=row.practice_name,
        timezone=row.timezone,
        email=row.email,
        name=row.name,
        group_name=row.group_name,
        permissions=permissions_of(row.administrators, row.codes),
        session_id=row.session_id,
        session_version=row.session_version,
        acted_at=row.acted_at,
        must_enrol=row.require_two_factor and row.totp_since is None,
    )


def _question(session_id: int, session_version: int) -> Select[*tuple[Any, ...]]:
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
            StaffUser.totp_since,
            StaffSession.id.label("session_id"),
            StaffSession.acted_at,
            StaffGroup.name.label("group_name"),
            StaffGroup.administrators,
            Practice.name.label("practice_name"),
            Practice.timezone,
            Practice.require_two_factor,
            codes.label("codes"),
        )
        .join(StaffSession, StaffSession.staff_id == StaffUser.id)
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .join(Practice, Practice.id == StaffUser.practice_id)
        .where(
            StaffSession.id == session_id,
            StaffSession.ended_at.is_(None),
            StaffUser.session_version == session_version,
            StaffUser.disabled_at.is_(None),
        )
    )
