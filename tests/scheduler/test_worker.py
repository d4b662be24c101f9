from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from datetime import datetime, timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import select, text

from app import clock
from app.actions.plan_messages import plan_messages
from app.extensions import db
from app.factory import create_app
from app.models import Heartbeat
from app.providers.port import Envelope, Exits, Result
from app.providers.sandbox import SandboxProvider
from app.queue import nudge, nudge_once
from app.work import work_everywhere
from scheduler.tasks import TASKS
from scheduler.worker import build_queue
from tests.actions.test_deliver_messages import arrived, outbox
from tests.builders.clinic import make_clinic


def _work_off(app: Flask) -> None:
    """One worker, in a thread of its own, until the queue is empty."""
    address = str(db.engine.url.render_as_string(hide_password=False)).replace("+psycopg", "")

    async def run() -> None:
        queue = build_queue(app, address)
        async with queue.open_async():
            await queue.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="successful")

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()


def _jobs() -> list[tuple[str, str]]:
    with work_everywhere() as session:
        rows = session.execute(text("select task_name, status::text from procrastinate_jobs order by id"))
        return [(row.task_name, row.status) for row in rows]


@pytest.mark.parametrize("task", sorted(set(TASKS) - {"read_import"}))
def test_every_task_of_the_clock_runs_on_an_empty_house_and_is_seen_alive(app: Flask, task: str) -> None:
    with work_everywhere() as session:
        nudge_once(session, task)
    _work_off(app)
    assert _jobs() == []
    with work_everywhere() as session:
        beat = session.scalars(select(Heartbeat)).one()
        assert (beat.role, beat.detail) == ("worker", task)


def _reminder_due(now: datetime) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, timezone="UTC")
        session.execute(text("update delivery_rules set window_from = '00:00', window_to = '00:00'"))
        child = clinic.child("Mia")
        clinic.parent("Ana", child)
        clinic.visit(child, now + timedelta(hours=20))
        clinic.rule()


def test_planning_asks_for_delivery_without_waiting_for_the_clock(app: Flask) -> None:
    _reminder_due(clock.now())
    with work_everywhere() as session:
        nudge(session, "plan")
    _work_off(app)
    assert [each.status for each in outbox()] == ["sent"]
    assert [each.times for each in arrived()] == [1]


def test_a_job_that_fails_is_kept_for_somebody_to_look_at(app: Flask) -> None:
    with work_everywhere() as session:
        nudge(session, "read_import", practice_id=-1, unknown=1)
    _work_off(app)
    assert _jobs() == [("read_import", "failed")]


def _die_with_a_job(task: str, locked: str | None) -> None:
    with work_everywhere() as session:
        worker = session.scalar(text("select procrastinate_register_worker_v1()"))
        session.execute(
            text("update procrastinate_workers set last_heartbeat = now() - interval '40 seconds'")
        )
        session.execute(
            text(
                "insert into procrastinate_jobs "
                "(queue_name, task_name, status, worker_id, queueing_lock, args) "
                "values (:task, :task, 'doing', :worker, :locked, '{}')"
            ),
            {"task": task, "worker": worker, "locked": locked},
        )


@pytest.mark.parametrize("locked", [None, "plan"])
def test_a_dead_workers_job_is_done_by_another_or_left_to_the_clock(app: Flask, locked: str | None) -> None:
    _die_with_a_job("plan", locked)
    with work_everywhere() as session:
        nudge(session, "recover")
    _work_off(app)
    assert _jobs() == []
    with work_everywhere() as session:
        beats = session.scalars(select(Heartbeat.detail)).all()
    assert beats == ([] if locked else ["plan"])


class AskedMeanwhile(SandboxProvider):
    """While it takes a message, another delivery is asked for in the same process."""

    def __init__(self) -> None:
        self.others: list[object] = []

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        self.others.append(TASKS["deliver"](current_app, now))
        return super().send(envelope, now)


def test_a_process_does_one_delivery_at_a_time(app: Flask) -> None:
    """The second leaves it to the first: together they would have twice the calls under way."""
    now, provider = clock.now(), AskedMeanwhile()
    _reminder_due(now)
    plan_messages(now)
    own = create_app(app.extensions["deskbell.settings"], db.engine.url.render_as_string(hide_password=False))
    own.extensions["deskbell.exits"] = Exits(provider)
    with own.app_context():
        delivered = TASKS["deliver"](own, now)
        db.engine.dispose()
    assert (delivered.sent, provider.others) == (1, [None])
    assert [each.times for each in arrived()] == [1]
