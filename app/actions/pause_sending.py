"""Staff hold back everything that goes to families, or let it go again (product E9, ux: Next messages)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.hold_visits import SHARED
from app.actions.write_audit import Actor, write_audit
from app.models import Practice


def pause_sending(session: Session, now: datetime, actor: Actor, *, paused: bool) -> bool:
    """True if that is news: two people who press the button leave one line in the audit log.

    Alerts to departments still go. What waits meanwhile keeps its last useful moment (D3).
    """
    practice = session.get_one(Practice, session.info["practice_id"], with_for_update=SHARED)
    if (practice.paused_at is not None) == paused:
        return False
    practice.paused_at = now if paused else None
    action = "pause sending" if paused else "resume sending"
    change = {"paused": not paused}, {"paused": paused}
    write_audit(session, now, actor, action, "practice", practice.id, before=change[0], after=change[1])
    return True
