"""Whose task a notice is: one's own, a colleague's, or nobody's (product J2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.handle_notice import lock_notice, see_notice
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile
from app.models import StaffUser
from app.models.colleagues import colleagues
from app.models.last_change import last_change


class NoSuchColleague(LookupError):
    """Nobody of the practice who may answer cancellations has this number."""


def assign_notice(
    session: Session, now: datetime, actor: Actor, notice_id: int, staff_id: int | None, seen: int | None
) -> bool | ChangedMeanwhile:
    """Give it to ``staff_id``, or to nobody. ``seen`` is whose it was on the page.

    False when it is theirs already. Whoever gives it away has seen it. Raises NoSuchNotice and
    NoSuchColleague.
    """
    notice = lock_notice(session, notice_id)
    if notice.assigned_to == staff_id:
        return False
    if notice.assigned_to != seen:
        return ChangedMeanwhile(last_change(session, "notice", notice_id, "assign"))
    if staff_id is not None and staff_id not in colleagues(session):
        raise NoSuchColleague(staff_id)
    see_notice(session, now, actor, notice_id)
    before, notice.assigned_to = notice.assigned_to, staff_id
    write_audit(
        session, now, actor, "assign", "notice", notice_id,
        before={"assigned_to": _name(session, before)}, after={"assigned_to": _name(session, staff_id)},
    )  # fmt: skip
    return True


def _name(session: Session, staff_id: int | None) -> str | None:
    return session.get_one(StaffUser, staff_id).name if staff_id else None
