"""Tell those who can buy that the balance is low (product L1): once, until something was bought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.send_staff_mail import send_staff_mail
from app.domain.permissions import Permission, permissions_of
from app.domain.wording.staff_mail import LOW_BALANCE
from app.models import GroupPermission, Plan, StaffGroup, StaffUser


def tell_low_balance(session: Session, now: datetime) -> bool:
    """Queue a mail to each of them; False if it was told before, or is not low any more."""
    plan = session.scalar(
        select(Plan)
        .where(Plan.low_told_at.is_(None), Plan.balance <= Plan.low_balance)
        .with_for_update(skip_locked=True)
    )
    if plan is None:
        return False
    plan.low_told_at = now
    for staff in _buyers(session):
        send_staff_mail(session, now, staff, LOW_BALANCE)
    return True


def _buyers(session: Session) -> Sequence[StaffUser]:
    """Everybody who can sign in and buy."""
    codes: dict[int, list[str]] = {}
    for row in session.scalars(select(GroupPermission)):
        codes.setdefault(row.group_id, []).append(row.code)
    people = session.execute(
        select(StaffUser, StaffGroup.administrators)
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .where(StaffUser.disabled_at.is_(None), StaffUser.password_hash != "")
        .order_by(StaffUser.id)
    )
    return [
        staff
        for staff, administrator in people
        if Permission.BILLING_BUY in permissions_of(administrator, codes.get(staff.group_id, []))
    ]
