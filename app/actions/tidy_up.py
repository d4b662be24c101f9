"""Daily housekeeping: what nobody needs any more goes (finished jobs, old failed sign-ins)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app.models import SignInAttempt

KEEP_ATTEMPTS = timedelta(days=30)
KEEP_JOBS = timedelta(days=7)

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


def tidy_up(session: Session, now: datetime) -> Tidied:
    """Delete failed sign-ins older than 30 days and finished jobs older than 7, as seen at ``now`` (UTC)."""
    attempts: Any = session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEEP_ATTEMPTS))
    jobs: Any = session.execute(_OLD_JOBS, {"before": now - KEEP_JOBS})
    return Tidied(attempts.rowcount, jobs.rowcount)
