"""Who of the practice may answer cancellations, and so be given one (product A3, J2)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.models.staff import GroupPermission, StaffGroup, StaffUser


def colleagues(session: Session) -> Mapping[int, str]:
    """Their names by id, in alphabetical order; without those who cannot sign in."""
    held = [
        exists().where(GroupPermission.group_id == StaffGroup.id, GroupPermission.code == code)
        for code in (Permission.BASIC_MESSAGING, Permission.ANSWER_CANCELLATIONS)
    ]
    rows = session.execute(
        select(StaffUser.id, StaffUser.name)
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .where(
            StaffUser.disabled_at.is_(None),
            StaffUser.password_hash != "",
            or_(StaffGroup.administrators, and_(*held)),
        )
        .order_by(StaffUser.name, StaffUser.id)
    )
    return {row.id: row.name for row in rows}
