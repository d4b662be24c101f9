"""A mailing to thousands, killed, paused or stopped while it goes: nobody hears it twice (product K4)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.actions.steer_mailing import pause_mailing, resume_mailing, stop_mailing
from app.models import Mailing
from app.queue import nudge_once
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.mailings import DANA, confirm, crowd, draft, open_all_day
from tests.conftest import INSTANCE
from tests.kill.parts import drive_and_measure
from tests.kill.test_kill import _fork, house, two_minutes_and_more_go_by, url

RECIPIENTS = 2000
KILLS = 12
STEERED = 800
"""Enough for a pause or a stop to come in the middle: it comes after some two hundred."""

Say = Callable[[str, object], None]


def mailing_to(number: int) -> Mailing:
    """A mass mailing to so many families that begins now."""
    with work_everywhere() as session:
        clinic = make_clinic(session, timezone="UTC")
        open_all_day(clinic)
        crowd(clinic, number)
        mailing = draft(clinic)
        session.execute(text("analyze"))
    confirm(mailing, clock.now())
    return mailing


@pytest.fixture
def emptied(app: Flask) -> Iterator[None]:
    """Thousands of families go in one statement: row by row it takes minutes."""
    yield
    with work_everywhere() as session:
        session.execute(text("truncate family, contact, address, message, mailing cascade"))


def calls() -> int:
    """How many texts the sandbox took, each try counted."""
    with work_everywhere() as session:
        return int(session.scalar(text("select coalesce(sum(times), 0) from sandbox_delivery")) or 0)


def heard_twice() -> int:
    with work_everywhere() as session:
        more = (
            "select count(*) from (select address from sandbox_delivery group by 1 having sum(times) > 1) m"
        )
        return int(session.scalar(text(more)) or 0)


def state_of(mailing: Mailing) -> str:
    with work(mailing.practice_id) as session:
        return session.get_one(Mailing, mailing.id).state


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert true()


def ask_for(*tasks: str) -> None:
    with work_everywhere() as session:
        for task in tasks:
            nudge_once(session, task)


@pytest.mark.slow
@pytest.mark.usefixtures("emptied")
def test_kills_while_two_thousand_are_sent_lose_nothing_and_double_nothing(app: Flask) -> None:
    mailing, chance = mailing_to(RECIPIENTS), random.Random(20261122)
    with house() as parts:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.2, 1.2))
            parts.kill_one(chance)
    assert state_of(mailing) == "running", "the kills came too late"
    two_minutes_and_more_go_by()
    with house():
        wait_until(lambda: calls() == RECIPIENTS and state_of(mailing) == "done", 240)
    assert heard_twice() == 0


@pytest.mark.slow
@pytest.mark.usefixtures("emptied")
def test_paused_in_the_middle_nothing_more_goes_and_resumed_the_rest_goes_once(
    app: Flask, record_property: Say
) -> None:
    mailing = mailing_to(STEERED)
    with house():
        wait_until(lambda: calls() > 200, 150)
        with work(mailing.practice_id) as session:
            pause_mailing(session, clock.now(), DANA, mailing.id)
        time.sleep(0.5)  # the calls that were under way come to their end
        gone = calls()
        time.sleep(7)  # every line of the timetable has had its turn
        assert calls() == gone < STEERED
        with work(mailing.practice_id) as session:
            resume_mailing(session, clock.now(), DANA, mailing.id)
        wait_until(lambda: calls() == STEERED and state_of(mailing) == "done", 150)
    assert heard_twice() == 0
    record_property("figures", f"paused after {gone} of {STEERED}, 0 in 7 seconds of pause, 0 twice")


@pytest.mark.slow
@pytest.mark.usefixtures("emptied")
def test_stopped_in_the_middle_nothing_goes_any_more(app: Flask) -> None:
    mailing = mailing_to(STEERED)
    with house():
        wait_until(lambda: calls() > 200, 150)
        with work(mailing.practice_id) as session:
            stop_mailing(session, clock.now(), DANA, mailing.id)
        time.sleep(0.5)  # the calls that were under way come to their end
        gone = calls()
        time.sleep(7)  # every line of the timetable has had its turn
        assert calls() == gone < STEERED
    with work_everywhere() as session:
        rows = session.execute(text("select status, count(*) from message group by 1"))
        ends = {row.status: row.count for row in rows}
    assert set(ends) <= {"sent", "delivered", "cancelled"}
    assert ends["cancelled"] == STEERED - gone


@pytest.mark.slow
@pytest.mark.usefixtures("emptied")
def test_twenty_thousand_are_written_in_bounded_time_and_memory(app: Flask, record_property: Say) -> None:
    mailing_to(20_000)
    hear, tell = _fork.Pipe(duplex=False)
    part = _fork.Process(target=drive_and_measure, args=(url(), str(INSTANCE), tell))
    part.start()
    part.join(timeout=120)
    seconds, megabytes = hear.recv()
    with work_everywhere() as session:
        written = session.scalar(text("select count(*) from message where status in ('planned', 'queued')"))
    assert written == 20_000
    assert seconds < 60
    assert megabytes < 100
    record_property("figures", f"20,000 recipients written in {seconds:.0f} s with {megabytes:.0f} MB more")


def test_two_who_drive_at_once_write_everybody_once(app: Flask) -> None:
    mailing_to(1200)
    pipes = [_fork.Pipe(duplex=False) for _ in "12"]
    parts = [_fork.Process(target=drive_and_measure, args=(url(), str(INSTANCE), tell)) for _, tell in pipes]
    for part in parts:
        part.start()
    for part in parts:
        part.join(timeout=60)
        assert part.exitcode == 0
    with work_everywhere() as session:
        assert session.scalar(text("select count(*) from message")) == 1200
        assert session.scalar(text("select count(distinct contact_id) from message")) == 1200
        assert session.scalar(text("select count(*) from message where status = 'queued'")) == 50
