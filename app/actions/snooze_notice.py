"""Let a notice rest until a moment: then it comes back by itself (product J2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.handle_notice import lock_notice, see_notice
from app.actions.write_audit import Actor, write_audit
from app.domain.answers import NoticeState
from app.domain.local_time import zone
from app.domain.resting import rest_until
from app.models import Practice


def snooze_notice(
    session: Session, now: datetime, actor: Actor, notice_id: int, choice: str, typed: str = ""
) -> datetime | None:
    """Until when (UTC) it asks nobody; whoever puts it off has seen it. See ``rest_until`` for the choices.

    None when it is done, or rests until then already. Raises NoRest and NoSuchNotice.
    """
    notice = lock_notice(session, notice_id)
    practice = session.get_one(Practice, session.info["practice_id"])
    until = rest_until(choice, typed, now, practice.opens_at, zone(practice.timezone))
    if notice.state == NoticeState.DONE or notice.snoozed_until == until:
        return None
    see_notice(session, now, actor, notice_id)
    notice.snoozed_until = until
    after = {"snoozed_until": until.isoformat()}
    write_audit(session, now, actor, "snooze", "notice", notice_id, after=after)
    return until


def wake_notice(session: Session, now: datetime, actor: Actor, notice_id: int) -> bool:
    """It asks again at once. False when it does not rest. Raises NoSuchNotice."""
    notice = lock_notice(session, notice_id)
    if notice.snoozed_until is None or notice.snoozed_until <= now:
        return False
    before, notice.snoozed_until = {"snoozed_until": notice.snoozed_until.isoformat()}, None
    write_audit(session, now, actor, "wake", "notice", notice_id, before=before)
    return True
