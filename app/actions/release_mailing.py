"""Let a mailing's messages go, a few hundred at a time, the first fifty before the rest (product K4, D3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.steer_mailing import hold
from app.actions.write_audit import CLOCK
from app.domain.job_progress import PARTS, Part
from app.domain.mailings import First, MailingState, PauseReason, judge_first, release_size
from app.domain.outcomes import MessageStatus
from app.models import Mailing
from app.models.mailing_messages import first_outcomes, message_counts
from app.queue import nudge

_EXPIRE = text("""
update message set status = 'expired', reason = 'expired', settled_at = :now
where practice_id = :practice_id and mailing_id = :mailing_id and status = 'planned' and expires_at < :now
""")

# Their turn in the queue is that of now: what was due before them leaves before them. They are looked up once
# and apart: "where id in (... limit ...)" may be looked up anew for each row, and then lets everybody go.
_RELEASE = text("""
with next as materialized (
    select id from message
    where practice_id = :practice_id and mailing_id = :mailing_id and status = 'planned' and due_at <= :now
    order by id limit :most for update
)
update message m set status = 'queued', due_at = :now
from next where m.id = next.id and m.practice_id = :practice_id
""")


def release_mailing(session: Session, now: datetime, mailing: Mailing) -> int:
    """The next messages of a mailing that is filled and whose row is locked; how many may leave now.

    Ends the mailing when nothing is left of it, and pauses it when too many of the first failed, however
    late that is reported. Once somebody let it go on all the same they are not looked at again.
    """
    session.execute(_EXPIRE, _asked(session, now, mailing))
    counts = message_counts(session, mailing.id)
    waiting = sum(counts[status] for status in PARTS[Part.WAITING])
    if not waiting:
        mailing.state, mailing.ended_at = MailingState.DONE, now
        return 0
    planned = counts[MessageStatus.PLANNED]
    gone_first = None if mailing.tried_at else _look_at_first(session, now, mailing, planned)
    if mailing.state == MailingState.PAUSED or not planned:
        return 0
    return _release(session, now, mailing, release_size(waiting - planned, gone_first))


def _look_at_first(session: Session, now: datetime, mailing: Mailing, planned: int) -> int | None:
    """How many of the first were let go so far; None if the rest may go."""
    gone, outcomes = first_outcomes(session, mailing.id, planned)
    verdict = judge_first(outcomes, now)
    if verdict is First.FAILING:
        hold(session, now, CLOCK, mailing, PauseReason.FAILURES)
    return gone if verdict is First.OPEN else None


def _release(session: Session, now: datetime, mailing: Mailing, most: int) -> int:
    if most == 0:
        return 0
    done: Any = session.execute(_RELEASE, {**_asked(session, now, mailing), "most": most})
    released = int(done.rowcount)
    if released:
        nudge(session, "deliver")
    return released


def _asked(session: Session, now: datetime, mailing: Mailing) -> dict[str, Any]:
    return {"practice_id": session.info["practice_id"], "mailing_id": mailing.id, "now": now}
