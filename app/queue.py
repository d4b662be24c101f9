"""Hand work to the job queue: names and ids only; the tasks live in scheduler/tasks.py.

The queue is in the same PostgreSQL. A job is written in the transaction of whoever asks for it: no
commit, no job; no job before the commit. A lost job loses nothing, because the clock finds what is
due in the tables and asks again.
"""

from __future__ import annotations

from typing import Any

import procrastinate
from sqlalchemy.orm import Session

from app import private_postgres
from app.settings import Settings

TASKS = (
    "plan",
    "mailings",
    "deliver",
    "receipts",
    "sweep",
    "desk",
    "offers",
    "look_ahead",
    "read_import",
    "check_ledgers",
    "tidy_up",
    "recover",
)

# Never opened: it writes on the connection of the caller's transaction and on no other.
_writer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


class UnknownTask(ValueError):
    """A job for which there is no task."""


def nudge(session: Session, task: str, **ids: int) -> None:
    """Ask a worker to run ``task`` as soon as this session commits; nothing is asked if it rolls back.

    ``task`` is one of TASKS, ``ids`` its arguments. Raises UnknownTask for any other name.
    """
    _job(session, task).defer(**ids)


def nudge_once(session: Session, task: str) -> bool:
    """The same, unless such a job of the clock is waiting already; whether one was added.

    Where no worker runs, the clock's jobs do not pile up.
    """
    try:
        with session.begin_nested():
            _job(session, task, queueing_lock=task).defer()
    except procrastinate.exceptions.AlreadyEnqueued:
        return False
    return True


def _job(session: Session, task: str, **options: Any) -> Any:
    if task not in TASKS:
        raise UnknownTask(task)
    connection = session.connection().connection.driver_connection
    return _writer.configure_task(task, queue=task, connection=connection, **options)


def queue_address(settings: Settings) -> str:
    """Where the queue's PostgreSQL is, as its driver reads it; the private server is started if need be."""
    url = settings.database_url or private_postgres.ensure(settings.instance_dir)
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
