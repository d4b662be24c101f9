"""A practice keeps two administrators, only they decide who is one, nobody gives more than they hold (A3)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor
from app.domain.permissions import Permission, permissions_of
from app.models import GroupPermission, StaffGroup, StaffUser

FEWEST = 2
_THEIR_OWN = "add, change or remove an administrator"


class LastAdministrator(ValueError):
    """Too few would be left who can manage the practice."""


class NotForYou(ValueError):
    """The acting person's own group does not allow to do this to somebody of that group."""


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


def only_administrators(session: Session, actor: Actor, what: str = _THEIR_OWN) -> None:
    """Raises NotForYou unless an administrator acts, or somebody at the command line.

    ``what`` says in the refusal what only they can do.
    """
    if actor.staff_id is None:
        return
    if not is_administrator(session, session.get_one(StaffUser, actor.staff_id)):
        raise NotForYou(f"Only an administrator can {what}. Ask one of them.")


def only_what_one_holds(session: Session, actor: Actor, group: StaffGroup) -> None:
    """Raises NotForYou when ``group`` may do what the acting person may not: nobody lets others, or
    themselves, in where they are kept out. The command line may.
    """
    if group.administrators:
        return only_administrators(session, actor)
    if actor.staff_id is None:
        return None
    own = session.get_one(StaffGroup, session.get_one(StaffUser, actor.staff_id).group_id)
    if _held(session, group) <= _held(session, own):
        return None
    raise NotForYou(f"{group.name} may do what your own group may not. Ask an administrator.")


def is_administrator(session: Session, staff: StaffUser) -> bool:
    """Does this person's group hold everything?"""
    return session.get_one(StaffGroup, staff.group_id).administrators


def _held(session: Session, group: StaffGroup) -> frozenset[Permission]:
    codes = session.scalars(select(GroupPermission.code).where(GroupPermission.group_id == group.id))
    return permissions_of(group.administrators, codes.all())


def _counts(staff: StaffUser) -> bool:
    return staff.disabled_at is None and staff.password_hash != ""


def _words(others: int) -> str:
    if not others:
        return "This is the last administrator. Make somebody else an administrator first."
    return "A practice keeps at least 2 administrators. Invite another administrator first."
