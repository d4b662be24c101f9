"""What workers do: each task reads the clock once, calls one action, and writes one line to the log."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

import procrastinate
import structlog
from flask import Flask

from app import clock
from app.actions.check_ledgers import check_ledgers
from app.actions.collect_receipts import collect_receipts
from app.actions.deliver_messages import deliver_messages
from app.actions.drive_mailings import drive_mailings, nudge_mailings
from app.actions.look_ahead import look_ahead
from app.actions.note_alive import note_alive
from app.actions.offer_times import offer_times
from app.actions.plan_greetings import plan_greetings
from app.actions.plan_messages import plan_messages
from app.actions.plan_renewals import plan_renewals
from app.actions.read_import import read_next_chunk
from app.actions.sweep_messages import sweep_messages
from app.actions.tidy_up import tidy_up
from app.actions.watch_desk import watch_desk
from app.queue import nudge
from app.work import work, work_everywhere

log = structlog.get_logger(__name__)

SECONDS_A_JOB = 30.0
"""After so long a delivery job ends and asks for another, so that every worker gets its share."""

STOPPING = threading.Event()
"""Set when this process was told to stop: a delivery then finishes its calls and gives back the rest."""

_DELIVERING = threading.Lock()


def plan(_app: Flask, now: datetime) -> Any:
    """Plan, and have sent what was planned without waiting for the clock."""
    # Greetings first: planning the rest notes how far a practice is planned.
    planned = plan_greetings(now)
    planned.add_all(plan_messages(now))
    planned.messages += plan_renewals(now)
    if planned.messages:
        with work_everywhere() as session:
            nudge(session, "deliver")
    return planned


def deliver(app: Flask, now: datetime) -> Any:
    """Send what is due: one job at a time in a process, since the calls under way are limited a process.

    Whoever comes while another is at it leaves it to that one, which looks for what is due meanwhile.
    """
    if not _DELIVERING.acquire(blocking=False):
        return None
    try:
        return _deliver(app, now)
    finally:
        _DELIVERING.release()


def _deliver(app: Flask, now: datetime) -> Any:
    wires, until = app.extensions, time.monotonic() + SECONDS_A_JOB
    delivered = deliver_messages(
        now,
        wires["deskbell.exits"],
        wires["deskbell.signer"],
        stopping=lambda: STOPPING.is_set() or time.monotonic() > until,
    )
    with work_everywhere() as session:
        if time.monotonic() > until:
            nudge(session, "deliver")
        if delivered.sent:
            nudge_mailings(session)
    return delivered


def mailings(_app: Flask, now: datetime) -> Any:
    """Bring every mailing as far as it comes; one that is long in writing goes on in another job."""
    until = time.monotonic() + SECONDS_A_JOB
    driven = drive_mailings(now, stopping=lambda: STOPPING.is_set() or time.monotonic() > until)
    if time.monotonic() > until:
        with work_everywhere() as session:
            nudge(session, "mailings")
    return driven


def receipts(_app: Flask, now: datetime) -> Any:
    """Hear what the sandbox reports."""
    return collect_receipts(now)


def sweep(app: Flask, now: datetime) -> Any:
    """Tidy up behind workers that were killed."""
    return sweep_messages(now, app.extensions["deskbell.exits"])


def desk(app: Flask, now: datetime) -> Any:
    """Tell second addresses and departments that open what nobody looked at."""
    return watch_desk(now, app.extensions["deskbell.signer"].base_url)


def offers(app: Flask, now: datetime) -> Any:
    """Offer freed times to the next families on the waitlist."""
    return offer_times(now, app.extensions["deskbell.signer"])


def count_ahead(_app: Flask, now: datetime) -> Any:
    """Count for the front desk what goes out next."""
    return look_ahead(now)


def ledgers(_app: Flask, now: datetime) -> Any:
    """Look nightly whether every ledger adds up."""
    return check_ledgers(now)


def tidy(_app: Flask, now: datetime) -> Any:
    """Daily housekeeping."""
    with work_everywhere() as session:
        return tidy_up(session, now)


def read_import(_app: Flask, now: datetime, practice_id: int, import_id: int) -> Any:
    """Read a schedule file to its end, chunk by chunk."""
    chunks = 0
    more = True
    while more:
        with work(practice_id) as session:
            more = read_next_chunk(session, now, import_id)
        chunks += 1
    return chunks


TASKS: dict[str, Callable[..., Any]] = {
    "plan": plan,
    "mailings": mailings,
    "deliver": deliver,
    "receipts": receipts,
    "sweep": sweep,
    "desk": desk,
    "offers": offers,
    "look_ahead": count_ahead,
    "check_ledgers": ledgers,
    "tidy_up": tidy,
    "read_import": read_import,
}


def perform(app: Flask, task: str, **ids: int) -> None:
    """Do one job inside the application's context."""
    with app.app_context():
        now = clock.now()
        outcome = TASKS[task](app, now, **ids)
        with work_everywhere() as session:
            note_alive(session, now, "worker", task)
        told = asdict(outcome) if is_dataclass(outcome) and not isinstance(outcome, type) else outcome
        # Most turns find nothing to do; said aloud they would bury the ones that did something.
        something = any(told.values()) if isinstance(told, dict) else bool(told)
        log.log(logging.INFO if something else logging.DEBUG, "job done", task=task, **ids, outcome=told)


def add_tasks(queue: procrastinate.App, app: Flask) -> None:
    """Make every task known to the worker's queue under its name."""

    def known_as(task: str) -> Callable[..., None]:
        return lambda **ids: perform(app, task, **ids)

    for task in TASKS:
        queue.task(name=task, queue=task)(known_as(task))
