"""A practice keeps two administrators, and only they decide who is one (product A3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor
from app.models import StaffGroup, StaffUser

FEWEST = 2


class LastAdministrator(ValueError):
    """Too few would be left who can manage the practice."""


class NotForYou(ValueError):
    """Only an administrator may do this."""


def keep_administrators(session: Session, leaving: StaffUser) -> None:
    """Somebody is about to stop being an administrator. Raises LastAdministrator where two would not be left.

    Only those who can sign in count. Asking holds them fast, so that two cannot leave at once.
    """
    if not is_administrator(session, leaving) or not _counts(leaving):
        return
    others = session.scalars(
        select(StaffUser.id)
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .where(
            StaffGroup.administrators,
            StaffUser.disabled_at.is_(None),
            StaffUser.password_hash != "",
            StaffUser.id != leaving.id,
        )
        .order_by(StaffUser.id)
        .with_for_update(of=StaffUser)
    ).all()
    if len(others) < FEWEST:
        raise LastAdministrator(_words(len(others)))


def only_administrators(session: Session, actor: Actor) -> None:
    """Raises NotForYou unless an administrator acts, or somebody at the command line."""
    if actor.staff_id is None:
        return
    if not is_administrator(session, session.get_one(StaffUser, actor.staff_id)):
        raise NotForYou("Only an administrator can add, change or remove an administrator. Ask one of them.")


def is_administrator(session: Session, staff: StaffUser) -> bool:
    """Does this person's group hold everything?"""
    return session.get_one(StaffGroup, staff.group_id).administrators


def _counts(staff: StaffUser) -> bool:
    return staff.disabled_at is None and staff.password_hash != ""


def _words(others: int) -> str:
    if not others:
        return "This is the last administrator. Make somebody else an administrator first."
    return "A practice keeps at least 2 administrators. Invite another administrator first."
