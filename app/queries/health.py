"""Is the product alive: database, clock, worker, queue, messages (contract: /readyz, /metrics)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from app.private_postgres import PrivatePostgresError

DATABASE_TROUBLE = (DBAPIError, NoConnectionFree, PrivatePostgresError)
"""What asking raises when the database does not answer, or not as one of ours would."""

CLOCK_SILENCE = timedelta(seconds=60)
WORKER_SILENCE = timedelta(seconds=60)
QUEUE_WAIT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Health:
    """Ages are counted at ``now``; None means never seen, or nothing waits."""

    clock_age: timedelta | None
    worker_age: timedelta | None
    queue_depth: int
    queue_oldest: timedelta | None
    due: int
    due_oldest: timedelta | None
    sending: int
    unknown: int

    @property
    def troubles(self) -> tuple[str, ...]:
        """The names of what does not work; empty means ready."""
        found = {
            "clock": self.clock_age is None or self.clock_age > CLOCK_SILENCE,
            "worker": self.worker_age is None or self.worker_age > WORKER_SILENCE,
            "queue": self.queue_oldest is not None and self.queue_oldest > QUEUE_WAIT,
        }
        return tuple(name for name, broken in found.items() if broken)


def read_health(session: Session, now: datetime) -> Health:
    """Every figure in one statement; the counts use partial indexes, so they cost what is open."""
    row = session.execute(
        text("""
            select
              (select at from heartbeat where role = 'clock') as clock_at,
              (select at from heartbeat where role = 'worker') as worker_at,
              (select count(*) from procrastinate_jobs where status in ('todo', 'doing')) as queue_depth,
              (select min(coalesce(j.scheduled_at, e.at)) from procrastinate_jobs j
                 join procrastinate_events e on e.job_id = j.id and e.type = 'deferred'
                where j.status = 'todo') as queue_since,
              (select count(*) from message where status = 'queued' and due_at <= :now) as due,
              (select min(due_at) from message where status = 'queued' and due_at <= :now) as due_since,
              (select count(*) from message where status = 'sending') as sending,
              (select count(*) from message where status = 'unknown') as unknown
        """),
        {"now": now},
    ).one()
    return Health(
        clock_age=_age(row.clock_at, now),
        worker_age=_age(row.worker_at, now),
        queue_depth=row.queue_depth,
        queue_oldest=_age(row.queue_since, now),
        due=row.due,
        due_oldest=_age(row.due_since, now),
        sending=row.sending,
        unknown=row.unknown,
    )


def _age(since: datetime | None, now: datetime) -> timedelta | None:
    return None if since is None else max(now - since, timedelta(0))
