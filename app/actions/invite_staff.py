"""Invite somebody to work for the practice; they choose their password themselves (product A3, A4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.change_staff import disable_staff, enable_staff, group_and_department
from app.actions.create_staff import UnusableStaff, insert_staff, usable_address
from app.actions.keep_administrators import only_what_one_holds
from app.actions.send_staff_mail import send_staff_mail, withdraw_staff_mail
from app.actions.write_audit import Actor, write_audit
from app.domain.wording.staff_mail import INVITATION
from app.models import StaffGroup, StaffUser


@dataclass(frozen=True, slots=True)
class TypedInvitation:
    """An invitation as the form says it."""

    email: str
    name: str
    group_id: int | None
    department_id: int | None


def invite_staff(session: Session, now: datetime, actor: Actor, typed: TypedInvitation) -> int:
    """The invited person's id; the mail is on its way. Raises UnusableStaff or NotForYou."""
    address = _new_address(session, typed.email)
    group, department_id = group_and_department(session, typed.group_id, typed.department_id)
    only_what_one_holds(session, actor, group)
    row = StaffUser(
        email=address,
        name=" ".join(typed.name.split()) or address.partition("@")[0],
        password_hash="",
        group_id=group.id,
        department_id=department_id,
        created_at=now,
        invited_at=now,
    )
    insert_staff(session, row)
    after = {"email": address, "group": group.name}
    write_audit(session, now, actor, "invite", "staff_user", row.id, after=after)
    send_staff_mail(session, now, row, INVITATION, _name(session, actor))
    return row.id


def invite_again(session: Session, now: datetime, actor: Actor, staff_id: int) -> bool:
    """Another mail with a new link, also after the invitation was withdrawn; the link before is dead.

    False once they have joined. Raises NotForYou.
    """
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if staff.password_hash:
        return False
    only_what_one_holds(session, actor, session.get_one(StaffGroup, staff.group_id))
    enable_staff(session, now, actor, staff_id)
    staff.invited_at = now
    write_audit(session, now, actor, "invite_again", "staff_user", staff_id)
    withdraw_staff_mail(session, now, staff, INVITATION)
    send_staff_mail(session, now, staff, INVITATION, _name(session, actor))
    return True


def withdraw_invitation(session: Session, now: datetime, actor: Actor, staff_id: int) -> bool:
    """The link that was sent opens nothing any more. False once they have joined. Raises NotForYou."""
    staff = session.get_one(StaffUser, staff_id, with_for_update=True)
    if staff.password_hash:
        return False
    withdraw_staff_mail(session, now, staff, INVITATION)
    disable_staff(session, now, actor, staff_id)
    return True


def _new_address(session: Session, typed: str) -> str:
    address = usable_address(typed)
    known = session.scalars(select(StaffUser).where(func.lower(StaffUser.email) == address.lower())).first()
    if known is None:
        return address
    if known.disabled_at is not None or not known.password_hash:
        raise UnusableStaff(f"{address} was invited before. Choose {known.name} in the list to invite again.")
    raise UnusableStaff(f"{address} already has an account: {known.name}.")


def _name(session: Session, actor: Actor) -> str:
    return session.get_one(StaffUser, actor.staff_id).name if actor.staff_id else ""
