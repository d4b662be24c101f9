"""Take back what a mailing has not sent: it waits again, or never goes (product K4).

A message that somebody is just writing down, or whose call begins, is not waited for: the statement that
begins a call looks at the mailing itself, and what is left is taken back with the next turn.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.reasons import Reason

_PLAN_AGAIN = text("""
update message set status = 'planned', claimed_at = null, reason = null
where id in (
    select id from message
    where practice_id = :practice_id and mailing_id = :mailing_id and status in ('queued', 'no_credit')
    order by id for update skip locked
)
""")

_CANCEL = text("""
update message set status = 'cancelled', claimed_at = null, reason = :reason, settled_at = :now
where id in (
    select id from message
    where practice_id = :practice_id and mailing_id = :mailing_id
      and status in ('planned', 'queued', 'no_credit')
    order by id for update skip locked
)
""")


def plan_again(session: Session, mailing_id: int) -> int:
    """What waits for its way out waits for the mailing instead; how many messages."""
    done: Any = session.execute(_PLAN_AGAIN, _asked(session, mailing_id))
    return int(done.rowcount)


def cancel_rest(session: Session, now: datetime, mailing_id: int) -> int:
    """What has not left never does; how many messages."""
    asked = {**_asked(session, mailing_id), "reason": Reason.MAILING_STOPPED.value, "now": now}
    done: Any = session.execute(_CANCEL, asked)
    return int(done.rowcount)


def _asked(session: Session, mailing_id: int) -> dict[str, int]:
    return {"practice_id": session.info["practice_id"], "mailing_id": mailing_id}
