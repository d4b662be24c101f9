"""Groups of staff and what each may do (product A3, A5). Administrators' group is fixed: it holds all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.permission_words import PERMISSION_NAMES
from app.domain.permissions import Permission
from app.models import GroupPermission, StaffGroup, StaffUser

LONGEST_NAME = 40


class UnusableGroup(ValueError):
    """The group cannot be so; the text says what is wrong and what would do."""


def add_group(session: Session, now: datetime, actor: Actor, name: str) -> int:
    """A new group that may do nothing yet; its id. Raises UnusableGroup."""
    row = StaffGroup(name=_free_name(session, name))
    session.add(row)
    session.flush()
    write_audit(session, now, actor, "create", "staff_group", row.id, after={"name": row.name})
    return row.id


def rename_group(session: Session, now: datetime, actor: Actor, group_id: int, name: str) -> bool:
    """False when the name stays the same. Raises UnusableGroup."""
    group = session.get_one(StaffGroup, group_id, with_for_update=True)
    if group.name == " ".join(name.split()):
        return False
    before, group.name = group.name, _free_name(session, name, group_id)
    write_audit(
        session, now, actor, "rename", "staff_group", group_id,
        before={"name": before}, after={"name": group.name},
    )  # fmt: skip
    return True


def delete_group(session: Session, now: datetime, actor: Actor, group_id: int) -> None:
    """Remove a group that nobody is in. Raises UnusableGroup."""
    group = session.get_one(StaffGroup, group_id, with_for_update=True)
    if group.administrators:
        raise UnusableGroup("The administrators' group stays.")
    people = session.scalar(select(func.count(StaffUser.id)).where(StaffUser.group_id == group_id))
    if people:
        raise UnusableGroup(
            f"{people} {'person is' if people == 1 else 'people are'} in {group.name}, disabled ones counted."
            " Move them to another group first."
        )
    session.execute(delete(GroupPermission).where(GroupPermission.group_id == group_id))
    write_audit(session, now, actor, "delete", "staff_group", group_id, before={"name": group.name})
    session.delete(group)
    session.flush()


def change_permissions(
    session: Session,
    now: datetime,
    actor: Actor,
    group_id: int,
    codes: Collection[str],
    giver: frozenset[Permission],
) -> bool:
    """Let a group do just this. False when nothing differs. Raises UnusableGroup.

    Nobody gives away what they do not hold: ``giver`` is what the acting person may do. Basic messaging
    is the door to all the rest, so nothing else stands without it.
    """
    group = session.get_one(StaffGroup, group_id, with_for_update=True)
    if group.administrators:
        raise UnusableGroup("Administrators hold every permission. That cannot be changed.")
    rows = session.scalars(select(GroupPermission).where(GroupPermission.group_id == group_id)).all()
    before = {row.code for row in rows}
    wanted = {permission.value for permission in Permission if permission in codes}
    if wanted == before:
        return False
    _check(wanted, before, giver)
    session.execute(delete(GroupPermission).where(GroupPermission.group_id == group_id))
    session.add_all(GroupPermission(group_id=group_id, code=code) for code in sorted(wanted))
    write_audit(
        session, now, actor, "change_permissions", "staff_group", group_id,
        before={"taken": sorted(before - wanted)}, after={"given": sorted(wanted - before)},
    )  # fmt: skip
    return True


def _check(wanted: set[str], before: set[str], giver: frozenset[Permission]) -> None:
    if wanted and Permission.BASIC_MESSAGING not in wanted:
        raise UnusableGroup("Every other permission needs Basic messaging. Tick it too, or untick all.")
    foreign = [each for each in Permission if each in wanted - before and each not in giver]
    if foreign:
        raise UnusableGroup(
            f"You cannot give what your own group may not do: {PERMISSION_NAMES[foreign[0]]}."
            " Ask an administrator."
        )


def _free_name(session: Session, typed: str, group_id: int = 0) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise UnusableGroup(f"Write a name of at most {LONGEST_NAME} letters, for example Billing.")
    others = select(StaffGroup.id).where(StaffGroup.id != group_id)
    taken = others.where(func.lower(StaffGroup.name) == name.lower())
    if session.scalar(taken) is not None:
        raise UnusableGroup(f"There is already a group called {name}.")
    return name
