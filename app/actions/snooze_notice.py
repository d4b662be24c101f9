"""Let a notice rest until a moment: then it comes back by itself (product J2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.actions.handle_notice import lock_notice, see_notice
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Refused
from app.domain.answers import NoticeState

LONGEST = timedelta(days=60)


def snooze_notice(
    session: Session, now: datetime, actor: Actor, notice_id: int, until: datetime
) -> bool | Refused:
    """It asks nobody until ``until`` (UTC); whoever puts it off has seen it.

    False when it is done, or rests until then already. Raises NoSuchNotice.
    """
    notice = lock_notice(session, notice_id)
    if not now < until <= now + LONGEST:
        return Refused({"until": f"Choose a time in the next {LONGEST.days} days."})
    if notice.state == NoticeState.DONE or notice.snoozed_until == until:
        return False
    see_notice(session, now, actor, notice_id)
    notice.snoozed_until = until
    write_audit(
        session, now, actor, "snooze", "notice", notice_id, after={"snoozed_until": until.isoformat()}
    )
    return True


def wake_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """It asks again at once. False when it does not rest. Raises NoSuchNotice."""
    notice = lock_notice(session, notice_id)
    if notice.snoozed_until is None or notice.snoozed_until <= now:
        return False
    before, notice.snoozed_until = notice.snoozed_until, None
    write_audit(
        session, now, actor, "wake", "notice", notice_id, before={"snoozed_until": before.isoformat()}
    )
    return True
