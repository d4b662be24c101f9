"""Change a staff user: password, group, disabled or not (product A3, A4). Each ends their sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.check_password import ARGON2, Hasher, hash_password, is_right_password
from app.actions.end_sessions import end_sessions
from app.actions.write_audit import Actor, write_audit
from app.models import StaffGroup, StaffUser


class WrongPassword(ValueError):
    """The present password was not right, so it is not changed."""


class LastAdministrator(ValueError):
    """Nobody would be left who can manage the practice."""


def change_password(
    session: Session,
    now: datetime,
    actor: Actor,
    staff_id: int,
    present: str,
    new: str,
    hasher: Hasher = ARGON2,
) -> int:
    """Returns the new session version. Raises WrongPassword or UnusablePassword; then nothing changed."""
    staff = session.get_one(StaffUser, staff_id)
    if not is_right_password(staff.password_hash, present, hasher):
        raise WrongPassword("This is not your present password.")
    staff.password_hash = hash_password(new, hasher)
    write_audit(session, now, actor, "change_password", "staff_user", staff_id)
    return end_sessions(session, staff_id)


def change_group(session: Session, now: datetime, actor: Actor, staff_id: int, group_id: int) -> None:
    """Move somebody to another group. Raises LastAdministrator."""
    staff = session.get_one(StaffUser, staff_id)
    if staff.group_id == group_id:
        return
    _keep_an_administrator(session, staff)
    before, staff.group_id = staff.group_id, group_id
    write_audit(
        session,
        now,
        actor,
        "change_group",
        "staff_user",
        staff_id,
        before={"group_id": before},
        after={"group_id": group_id},
    )
    end_sessions(session, staff_id)


def disable_staff(session: Session, now: datetime, actor: Actor, staff_id: int) -> None:
    """Close somebody's account; doing it twice changes nothing. Raises LastAdministrator."""
    staff = session.get_one(StaffUser, staff_id)
    if staff.disabled_at is not None:
        return
    _keep_an_administrator(session, staff)
    staff.disabled_at = now
    write_audit(
        session, now, actor, "disable", "staff_user", staff_id, after={"disabled_at": now.isoformat()}
    )
    end_sessions(session, staff_id)


def _keep_an_administrator(session: Session, leaving: StaffUser) -> None:
    if not session.get_one(StaffGroup, leaving.group_id).administrators:
        return
    others = session.scalar(
        select(func.count(StaffUser.id))
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .where(StaffGroup.administrators, StaffUser.disabled_at.is_(None), StaffUser.id != leaving.id)
    )
    if not others:
        raise LastAdministrator("This is the last administrator. Make somebody else an administrator first.")
