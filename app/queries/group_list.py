"""Which groups are there, and what may each do (product A3)?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.models import GroupPermission, StaffGroup, StaffUser


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group. ``given`` is what was ticked for it; administrators hold everything anyway."""

    id: int
    name: str
    administrators: bool
    given: frozenset[Permission]
    people: int


def group_list(session: Session) -> list[GroupLine]:
    """Every group of the practice: administrators first, then by name."""
    people = (
        select(func.count(StaffUser.id))
        .where(StaffUser.group_id == StaffGroup.id)
        .correlate(StaffGroup)
        .scalar_subquery()
    )
    rows = session.execute(
        select(StaffGroup.id, StaffGroup.name, StaffGroup.administrators, people.label("people")).order_by(
            StaffGroup.administrators.desc(), func.lower(StaffGroup.name)
        )
    ).all()
    given: dict[int, set[Permission]] = {row.id: set() for row in rows}
    for group_id, code in session.execute(select(GroupPermission.group_id, GroupPermission.code)):
        if code in set(Permission):
            given[group_id].add(Permission(code))
    return [
        GroupLine(row.id, row.name, row.administrators, frozenset(given[row.id]), row.people) for row in rows
    ]
