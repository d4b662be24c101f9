"""A worker: takes jobs from the queue in PostgreSQL and does them, several at a time."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from functools import partial

import procrastinate
import structlog
from flask import Flask
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from app.queue import queue_address
from scheduler.tasks import STOPPING, add_tasks

log = structlog.get_logger(__name__)

AT_A_TIME = 4
HEARTBEAT = 10.0
SILENCE = 30.0
"""Seconds without a heartbeat after which a worker counts as dead and its jobs are given to others."""


def run_worker(app: Flask) -> None:
    """Work until told to stop by SIGTERM or SIGINT; what is being done then is finished first."""
    asyncio.run(_run(app))


async def _run(app: Flask) -> None:
    queue = build_queue(app, queue_address(app.extensions["deskbell.settings"]))
    async with queue.open_async():
        working = asyncio.create_task(
            queue.run_worker_async(
                concurrency=AT_A_TIME,
                delete_jobs="successful",
                fetch_job_polling_interval=1.0,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=SILENCE,
                shutdown_graceful_timeout=10.0,
                install_signal_handlers=False,
            )
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, _stop, working)
        with suppress(asyncio.CancelledError):
            await working


def _stop(working: asyncio.Task[None]) -> None:
    """No new job begins; a delivery that runs is told, and the worker waits for what is being done."""
    STOPPING.set()
    working.cancel()


def build_queue(app: Flask, address: str) -> procrastinate.App:
    """The queue at ``address`` with every task a worker of ``app`` can do; still closed."""
    connector = procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=AT_A_TIME)
    queue = procrastinate.App(connector=connector)
    add_tasks(queue, app)
    queue.task(name="recover", queue="recover")(partial(_recover, queue.job_manager))
    return queue


async def _recover(manager: JobManager) -> None:
    """Give the jobs of dead workers to living ones. Those the clock asked for come again by themselves."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE):
        log.warning("job of a dead worker", task=job.task_name, job_id=job.id)
        if job.queueing_lock:
            await manager.finish_job(job, Status.FAILED, delete_job=True)
        else:
            await manager.retry_job(job)
