"""The timetable asks for tasks that exist, at intervals that make sense."""

from __future__ import annotations

from datetime import timedelta

import procrastinate
from flask import Flask

from app.queue import TASKS
from scheduler.tasks import add_tasks
from scheduler.timetable import TIMETABLE

# The queue's own: it gives the jobs of dead workers to living ones, so it is made where the queue is opened.
OF_THE_WORKER = {"recover"}


def test_every_line_asks_for_a_task_a_worker_knows() -> None:
    queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
    add_tasks(queue, Flask(__name__))
    known = set(queue.tasks) | OF_THE_WORKER
    assert {entry.task for entry in TIMETABLE} <= known
    assert known >= set(TASKS)


def test_every_task_is_asked_for_once_and_often_enough() -> None:
    tasks = [entry.task for entry in TIMETABLE]
    assert len(tasks) == len(set(tasks))
    assert all(timedelta(seconds=1) <= entry.every <= timedelta(days=1) for entry in TIMETABLE)


def test_a_parents_answer_reaches_the_department_in_seconds() -> None:
    """What waits for the clock waits no longer than families and staff may notice."""
    every = {entry.task: entry.every for entry in TIMETABLE}
    assert max(every["plan"], every["deliver"]) <= timedelta(seconds=10)
    assert every["sweep"] <= timedelta(minutes=1)
