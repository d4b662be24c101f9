"""Change a staff user: name, group, department, phone, disabled or not (product A3 to A5).

Another group and disabling end their sessions at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.create_staff import UnusableStaff
from app.actions.end_sessions import end_sessions
from app.actions.keep_administrators import (
    is_administrator,
    keep_administrators,
    only_administrators,
    only_what_one_holds,
)
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile
from app.feeds.addresses import read_phone
from app.models import Department, StaffGroup, StaffUser
from app.models.last_change import last_change
from app.models.seen_states import account_state


@dataclass(frozen=True, slots=True)
class TypedAccount:
    """An account as the form says it; ``phone`` as it was typed, ``department_id`` empty for none."""

    name: str
    group_id: int | None
    department_id: int | None
    phone: str


def change_account(
    session: Session, now: datetime, actor: Actor, staff_id: int, typed: TypedAccount, seen: str
) -> bool | ChangedMeanwhile:
    """False when nothing differs. ``seen`` is the ``account_state`` the form was made from.

    Raises UnusableStaff, LastAdministrator or NotForYou.
    """
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    wanted = _wanted(session, typed)
    if seen != account_state(staff):
        return ChangedMeanwhile(last_change(session, "staff_user", staff_id, "change"))
    before = {column: getattr(staff, column) for column in wanted}
    changed = [column for column in wanted if before[column] != wanted[column]]
    if not changed:
        return False
    if "group_id" in changed:
        _may_move(session, actor, staff, session.get_one(StaffGroup, wanted["group_id"]))
    for column in changed:
        setattr(staff, column, wanted[column])
    write_audit(
        session, now, actor, "change", "staff_user", staff_id,
        before=_told(session, {column: before[column] for column in changed}),
        after=_told(session, {column: wanted[column] for column in changed}),
    )  # fmt: skip
    session.flush()
    if "group_id" in changed:
        end_sessions(session, now, staff_id)
    return True


def disable_staff(session: Session, now: datetime, actor: Actor, staff_id: int) -> None:
    """Close somebody's account; doing it twice changes nothing. Raises LastAdministrator or NotForYou."""
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if staff.disabled_at is not None:
        return
    if is_administrator(session, staff):
        only_administrators(session, actor)
        keep_administrators(session, staff)
    staff.disabled_at = now
    write_audit(
        session, now, actor, "disable", "staff_user", staff_id, after={"disabled_at": now.isoformat()}
    )
    end_sessions(session, now, staff_id)


def enable_staff(session: Session, now: datetime, actor: Actor, staff_id: int) -> None:
    """Open a closed account again; doing it twice changes nothing. Raises NotForYou."""
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if staff.disabled_at is None:
        return
    only_what_one_holds(session, actor, session.get_one(StaffGroup, staff.group_id))
    before, staff.disabled_at = staff.disabled_at, None
    write_audit(
        session, now, actor, "enable", "staff_user", staff_id, before={"disabled_at": before.isoformat()}
    )


def group_and_department(
    session: Session, group_id: int | None, department_id: int | None
) -> tuple[StaffGroup, int | None]:
    """Both as chosen in a form. Raises UnusableStaff for one that the practice does not have."""
    group = session.get(StaffGroup, group_id) if group_id else None
    if group is None:
        raise UnusableStaff("Choose a group, for example Front Desk.", "group_id")
    department = session.get(Department, department_id) if department_id else None
    if department_id and department is None:
        raise UnusableStaff("This department is not there any more. Choose another one.", "department_id")
    return group, department.id if department else None


def _wanted(session: Session, typed: TypedAccount) -> dict[str, str | int | None]:
    if not typed.name.strip():
        raise UnusableStaff("Write the name colleagues know, for example Dana K.", "name")
    group, department_id = group_and_department(session, typed.group_id, typed.department_id)
    return {
        "name": " ".join(typed.name.split()),
        "group_id": group.id,
        "department_id": department_id,
        "phone": _phone(typed.phone),
    }


def _told(session: Session, values: Mapping[str, str | int | None]) -> dict[str, str | int | None]:
    """The values as somebody reads them in the audit log: names instead of numbers."""
    told = dict(values)
    if "group_id" in told:
        told["group"] = session.get_one(StaffGroup, told.pop("group_id")).name
    if "department_id" in told:
        number = told.pop("department_id")
        told["department"] = session.get_one(Department, number).name if number else None
    return told


def _phone(typed: str) -> str:
    if not typed.strip():
        return ""
    read = read_phone(typed)
    if read.problem:
        raise UnusableStaff(f"{read.problem} For example (937) 555-0142.", "phone")
    return read.value


def _may_move(session: Session, actor: Actor, staff: StaffUser, group: StaffGroup) -> None:
    if is_administrator(session, staff):
        only_administrators(session, actor)
    only_what_one_holds(session, actor, group)
    if not group.administrators:
        keep_administrators(session, staff)
