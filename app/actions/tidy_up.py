"""Daily housekeeping: what nobody needs any more goes (finished jobs, old sign-ins, keys of mails, reports
about messages that are not ours).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app.models import EarlyReceipt, SignInAttempt, StaffSession, StaffToken

KEEP_ATTEMPTS = timedelta(days=30)
KEEP_JOBS = timedelta(days=7)
KEEP_SESSIONS = timedelta(days=30)
KEEP_KEYS = timedelta(days=30)
KEEP_EARLY = timedelta(days=3)

# Jobs that succeeded are gone already; failed ones are kept for a week so that somebody can look.
_OLD_JOBS = text("""
delete from procrastinate_jobs
where status in ('succeeded', 'failed', 'cancelled', 'aborted')
  and id in (select job_id from procrastinate_events group by job_id having max(at) < :before)
""")


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows went."""

    attempts: int
    jobs: int
    sessions: int
    keys: int
    early: int


def tidy_up(session: Session, now: datetime) -> Tidied:
    """Delete what is older than 30 days, as seen at ``now`` (UTC), and finished jobs older than 7 days.

    That is failed sign-ins, sessions by when they began (none lives for a day), keys by when they ended.
    A report that nobody claimed goes after 3 days.
    """
    attempts: Any = session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEEP_ATTEMPTS))
    jobs: Any = session.execute(_OLD_JOBS, {"before": now - KEEP_JOBS})
    sessions: Any = session.execute(delete(StaffSession).where(StaffSession.started_at < now - KEEP_SESSIONS))
    keys: Any = session.execute(delete(StaffToken).where(StaffToken.expires_at < now - KEEP_KEYS))
    early: Any = session.execute(delete(EarlyReceipt).where(EarlyReceipt.received_at < now - KEEP_EARLY))
    return Tidied(attempts.rowcount, jobs.rowcount, sessions.rowcount, keys.rowcount, early.rowcount)
