"""Hand work to the job queue: names and ids only; the tasks live in scheduler/tasks.py.

The queue is in the same PostgreSQL. A job is written in the transaction of whoever asks for it: no
commit, no job; no job before the commit. A lost job loses nothing, because the clock finds what is
due in the tables and asks again.
"""

from __future__ import annotations

from typing import Any

import procrastinate
from sqlalchemy.orm import Session

TASKS = ("plan", "deliver", "sweep", "read_import", "receipts")

# Never opened: it writes on the connection of the caller's transaction and on no other.
_writer = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


class UnknownTask(ValueError):
    """A job for which there is no task."""


def nudge(session: Session, task: str, **ids: int) -> None:
    """Ask a worker to run ``task`` as soon as this session commits; nothing is asked if it rolls back.

    ``task`` is one of TASKS, ``ids`` its arguments. Raises UnknownTask for any other name.
    """
    if task not in TASKS:
        raise UnknownTask(task)
    connection = session.connection().connection.driver_connection
    job: Any = _writer.configure_task(task, queue=task, connection=connection)
    job.defer(**ids)
