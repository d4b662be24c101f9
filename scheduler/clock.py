"""The clock: asks for each line of the timetable, one clock at a time, whatever is started.

APScheduler keeps the intervals in memory and nothing else. Before every tick the seat is checked on a
connection of its own; who does not have it stays quiet and takes over when it falls free.
"""

from __future__ import annotations

import signal
import threading

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from app import clock
from app.actions.note_alive import note_alive
from app.only_one import OnlyOne
from app.queue import nudge_once
from app.work import work_everywhere
from scheduler.timetable import TIMETABLE, Entry

log = structlog.get_logger(__name__)


def run_clock(app: Flask) -> None:
    """Tick until told to stop by SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    seat = OnlyOne("clock")
    ticking = start_ticking(app, seat)
    stop.wait()
    ticking.shutdown(wait=True)
    seat.leave()


def start_ticking(app: Flask, seat: OnlyOne) -> BackgroundScheduler:
    """Start the ticks, the first of each line at once; returns what ``shutdown`` stops."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for entry in TIMETABLE:
        scheduler.add_job(
            _tick,
            "interval",
            (app, seat, entry),
            id=entry.task,
            seconds=entry.every.total_seconds(),
            next_run_time=clock.now(),
        )
    scheduler.start()
    return scheduler


def _tick(app: Flask, seat: OnlyOne, entry: Entry) -> None:
    with app.app_context():
        if not seat.holds():
            return
        with work_everywhere() as session:
            nudge_once(session, entry.task)
            note_alive(session, clock.now(), "clock", entry.task)
