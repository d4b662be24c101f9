"""A worker that is killed while it speaks to a vendor: nothing doubles, nothing is lost (product G2, G3)."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from multiprocessing.process import BaseProcess

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.actions.record_receipt import record_receipts
from app.domain.outcomes import ReceiptKind
from app.providers.port import Receipt
from app.queue import nudge_once
from app.work import work, work_everywhere
from tests.builders.clinic import Clinic
from tests.builders.live_practice import backlog, ends, heard_once, live_clinic
from tests.conftest import INSTANCE
from tests.kill.parts import run_part
from tests.kill.test_kill import _fork, end, two_minutes_and_more_go_by, url
from tests.vendor import Loopback

HOUR = timedelta(hours=1)
NUMBER = 150
AT = 60
"""With this request the worker is killed."""

Say = Callable[[str, object], None]


class Worker:
    """A worker process that sends to the vendor; it is killed once, or ended."""

    def __init__(self, vendor: Loopback) -> None:
        really = vendor.settings | {"vonage_texts_per_second": 5000}
        self.process: BaseProcess = _fork.Process(
            target=run_part, args=("worker", url(), str(INSTANCE), really)
        )
        self.process.start()

    def kill(self) -> None:
        os.kill(self.process.pid or 0, signal.SIGKILL)

    def dies_within(self, seconds: float) -> None:
        self.process.join(timeout=seconds)
        assert self.process.exitcode == -signal.SIGKILL
        self.process.close()


@pytest.fixture
def vendor(app: Flask) -> Iterator[Loopback]:
    with Loopback(latency_ms=20) as loopback:
        yield loopback


def due_now(clinic: Clinic) -> None:
    now = clock.now()
    backlog(clinic, NUMBER, now.replace(microsecond=0) + 20 * HOUR, due_at=now - HOUR)


def asked_for(*tasks: str) -> None:
    with work_everywhere() as session:
        for task in tasks:
            nudge_once(session, task)


def kill_before_it_reads(vendor: Loopback, worker: Worker) -> None:
    vendor.before_read = lambda: worker.kill() if vendor.requests == AT else None


def kill_after_it_took(vendor: Loopback, worker: Worker) -> None:
    vendor.after_accept = lambda _: worker.kill() if vendor.counts.total() == AT else None


def kill_after_it_answered(vendor: Loopback, worker: Worker) -> None:
    """Some milliseconds after the answer, when it may or may not have been written down."""

    def soon(_: str) -> None:
        if vendor.counts.total() == AT:
            threading.Timer(0.025, worker.kill).start()

    vendor.after_accept = soon


def let_another_finish(vendor: Loopback) -> None:
    vendor.before_read, vendor.after_accept = (lambda: None), (lambda _: None)
    two_minutes_and_more_go_by()
    asked_for("sweep", "deliver")
    other = Worker(vendor)
    deadline = time.monotonic() + 150
    while {"queued", "sending"} & ends().keys() and time.monotonic() < deadline:
        time.sleep(0.1)
        asked_for("deliver")
    end(other.process)


def the_vendor_reports(clinic: Clinic, vendor: Loopback) -> None:
    now, number = clock.now(), clinic.practice_id
    with work(number) as session:
        for each in vendor.taken:
            event = f"vm:{each.provider_ref}"
            record_receipts(
                session, now, [Receipt(number, each.reference, event, ReceiptKind.DELIVERED, now)]
            )


def in_the_dark() -> int:
    with work_everywhere() as session:
        return int(session.scalar(text("select count(*) from message where status = 'sending'")) or 0)


@pytest.mark.parametrize(
    "strike",
    [kill_before_it_reads, kill_after_it_took, kill_after_it_answered],
    ids=["before it reads", "after it took", "after it answered"],
)
def test_a_worker_killed_while_it_calls_a_vendor(
    vendor: Loopback, strike: Callable[[Loopback, Worker], None], record_property: Say
) -> None:
    clinic = live_clinic()
    due_now(clinic)
    asked_for("deliver")
    worker = Worker(vendor)
    strike(vendor, worker)
    worker.dies_within(30)
    dark = in_the_dark()
    assert dark <= 64 + 25
    let_another_finish(vendor)
    lost = ends()["unknown: cut_short"]
    assert ends() == {"sent": NUMBER - lost, "unknown: cut_short": lost}
    assert heard_once(vendor)
    the_vendor_reports(clinic, vendor)
    untold = NUMBER - len(vendor.counts)
    assert ends() == {"delivered": len(vendor.counts)} | ({"unknown: cut_short": untold} if untold else {})
    record_property(
        "figures",
        f"killed {strike.__name__.removeprefix('kill_').replace('_', ' ')}: {NUMBER} messages, {dark} in the "
        f"dark at the kill, {len(vendor.counts)} at the vendor, 0 twice, {lost} unknown, "
        f"{lost - untold} of them settled by receipts, {untold} left for staff",
    )


def test_a_worker_that_is_told_to_stop_leaves_nothing_in_the_dark(vendor: Loopback) -> None:
    clinic = live_clinic()
    due_now(clinic)
    asked_for("deliver")
    worker = Worker(vendor)
    vendor.after_accept = lambda _: worker.process.terminate() if vendor.counts.total() == AT else None
    worker.process.join(timeout=120)
    assert worker.process.exitcode == 0
    assert AT <= vendor.counts.total() < NUMBER, "it went on, or did not finish its calls"
    assert ends() == {"sent": vendor.counts.total(), "queued": NUMBER - vendor.counts.total()}
    with work_everywhere() as session:
        assert not session.scalar(text("select count(*) from message where claimed_at is not null"))
    assert heard_once(vendor)
