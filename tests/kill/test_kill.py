"""Whatever process is killed at whatever moment: no message is lost and none comes twice (product G2, E5)."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.process import BaseProcess

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.actions.plan_messages import plan_messages
from app.actions.sweep_messages import sweep_messages
from app.extensions import db
from app.queue import nudge
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, arrived, deliver, outbox
from tests.builders.clinic import Clinic, make_clinic
from tests.conftest import INSTANCE
from tests.kill.parts import deliver_and_die, run_part

KILLS = 24
FAMILIES_A_KILL = 14

_fork = multiprocessing.get_context("forkserver")
_fork.set_forkserver_preload(["tests.kill.parts", "app.providers.vendors"])


def url() -> str:
    return db.engine.url.render_as_string(hide_password=False)


def open_all_day() -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session, timezone="UTC")
        session.execute(text("update delivery_rules set window_from = '00:00', window_to = '00:00'"))
        clinic.rule(enabled_at=clock.now() - timedelta(days=60))
    return clinic


def families_book(clinic: Clinic, number: int) -> None:
    """New families, each with a visit whose reminder is due now, as a feed would bring them."""
    now = clock.now()
    with work(clinic.practice_id) as session:
        clinic.session = session
        for _ in range(number):
            child = clinic.child("Mia")
            clinic.parent("Ana", child)
            clinic.visit(child, now + timedelta(hours=20), replan=True)
        nudge(session, "plan")


def two_minutes_and_more_go_by() -> None:
    """Every claim of the dead is old enough for the sweep."""
    with work_everywhere() as session:
        session.execute(text("update message set claimed_at = claimed_at - interval '3 minutes'"))
        session.execute(text("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"))


class House:
    """A clock and two workers. What is killed is replaced at once."""

    def __init__(self) -> None:
        self.parts = [self._start(role) for role in ("clock", "worker", "worker")]

    def _start(self, role: str) -> BaseProcess:
        part = _fork.Process(target=run_part, args=(role, url(), str(INSTANCE)), name=role)
        part.start()
        return part

    def kill_one(self, chance: random.Random) -> None:
        place = chance.choice((0, 1, 1, 2, 2))
        victim = self.parts[place]
        end(victim)
        self.parts[place] = self._start(victim.name)

    def kill_all(self) -> None:
        for part in self.parts:
            end(part)


def end(part: BaseProcess) -> None:
    os.kill(part.pid or 0, signal.SIGKILL)
    part.join(timeout=60)
    part.close()


@contextmanager
def house() -> Iterator[House]:
    parts = House()
    try:
        yield parts
    finally:
        parts.kill_all()


def open_messages() -> int:
    with work_everywhere() as session:
        waiting = "select count(*) from message where status in ('queued', 'sending', 'unknown')"
        return int(session.scalar(text(waiting)) or 0)


def wait_until_all_is_sent(number: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while (len(outbox()) < number or open_messages()) and time.monotonic() < deadline:
        time.sleep(0.2)


def every_family_heard_once(number: int) -> None:
    assert sorted(each.times for each in arrived()) == [1] * number
    assert {each.status for each in outbox()} <= {"sent", "delivered"}
    assert len({each.contact_id for each in outbox()}) == len(outbox()) == number


@pytest.mark.slow
def test_two_dozen_kills_lose_nothing_and_double_nothing(app: Flask) -> None:
    clinic = open_all_day()
    chance = random.Random(20261124)
    with house() as parts:
        for _ in range(KILLS):
            families_book(clinic, FAMILIES_A_KILL)
            time.sleep(chance.uniform(0.05, 0.6))
            parts.kill_one(chance)
    total = KILLS * FAMILIES_A_KILL
    assert len(arrived()) > 0, "the kills met a house that was asleep"
    two_minutes_and_more_go_by()
    with house():
        wait_until_all_is_sent(total, seconds=150)
    every_family_heard_once(total)


@pytest.mark.parametrize(("call", "after"), [(1, False), (1, True), (30, False), (30, True)])
def test_a_kill_at_the_providers_door_is_settled(app: Flask, call: int, after: bool) -> None:
    clinic = open_all_day()
    families_book(clinic, 40)
    plan_messages(clock.now())
    dying = _fork.Process(target=deliver_and_die, args=(url(), str(INSTANCE), call, after))
    dying.start()
    dying.join(timeout=120)
    assert dying.exitcode == -signal.SIGKILL
    assert open_messages() > 0
    two_minutes_and_more_go_by()
    sweep_messages(clock.now(), SANDBOX)
    deliver(clock.now() + timedelta(minutes=1))
    every_family_heard_once(40)


def test_a_kill_between_claiming_and_sending_gives_the_claim_back(app: Flask) -> None:
    clinic = open_all_day()
    families_book(clinic, 3)
    plan_messages(clock.now())
    with work_everywhere() as session:
        session.execute(text("update message set claimed_at = clock_timestamp()"))
    assert deliver(clock.now()).sent == 0
    two_minutes_and_more_go_by()
    assert sweep_messages(clock.now(), SANDBOX).given_back == 3
    deliver(clock.now())
    every_family_heard_once(3)
