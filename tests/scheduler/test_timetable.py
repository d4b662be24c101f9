from __future__ import annotations

from datetime import timedelta

from app.queue import TASKS as NAMES
from scheduler.tasks import TASKS
from scheduler.timetable import TIMETABLE


def test_every_line_names_a_task_that_workers_know() -> None:
    assert {entry.task for entry in TIMETABLE} <= {*TASKS, "recover"}
    assert {*TASKS, "recover"} == set(NAMES)


def test_an_answer_is_told_within_a_minute_and_readiness_is_seen_in_time() -> None:
    every = {entry.task: entry.every for entry in TIMETABLE}
    assert every["deliver"] <= timedelta(seconds=30)
    assert every["plan"] <= timedelta(seconds=60)
    assert min(every.values()) >= timedelta(seconds=1)


def test_no_task_stands_twice_on_the_timetable() -> None:
    tasks = [entry.task for entry in TIMETABLE]
    assert len(tasks) == len(set(tasks))
