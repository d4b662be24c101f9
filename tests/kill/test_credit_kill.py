"""Workers in processes of their own pay from one balance, and one of them is killed (product L3)."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.actions.plan_messages import plan_messages
from app.actions.sweep_messages import sweep_messages
from app.work import work
from tests.actions.test_deliver_messages import SANDBOX, arrived, deliver, outbox
from tests.builders.clinic import Clinic
from tests.builders.credit import begin_plan, faults, standing, statuses
from tests.conftest import INSTANCE
from tests.kill.parts import deliver_all, deliver_and_die
from tests.kill.test_kill import (
    _fork,
    families_book,
    open_all_day,
    two_minutes_and_more_go_by,
    url,
)

TEXT = 3


def reminders_due(families: int, paid: int) -> Clinic:
    """So many reminders, and credit for so many of them."""
    clinic = open_all_day()
    with work(clinic.practice_id) as session:
        clinic.session = session
        begin_plan(clinic, "credits", paid * TEXT + 2)
    families_book(clinic, families)
    plan_messages(clock.now())
    return clinic


def test_two_worker_processes_with_credit_for_seven_send_exactly_seven(app: Flask) -> None:
    number = reminders_due(20, 7).practice_id
    workers = [_fork.Process(target=deliver_all, args=(url(), str(INSTANCE))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
        assert worker.exitcode == 0
    assert statuses(number) == {"sent": 7, "no_credit": 13}
    assert len(arrived()) == 7
    assert standing(number) == (2, 0)
    assert not faults(number)


@pytest.mark.parametrize(("call", "after"), [(1, False), (20, True)])
def test_a_kill_loses_no_credit_and_spends_none_twice(app: Flask, call: int, after: bool) -> None:
    number = reminders_due(40, 30).practice_id
    dying = _fork.Process(target=deliver_and_die, args=(url(), str(INSTANCE), call, after))
    dying.start()
    dying.join(timeout=120)
    assert dying.exitcode == -signal.SIGKILL
    assert not faults(number)
    assert standing(number)[1] > 0, "nothing was put aside when it died"
    two_minutes_and_more_go_by()
    sweep_messages(clock.now(), SANDBOX)
    deliver(clock.now() + timedelta(minutes=1))
    assert statuses(number) == {"sent": 30, "no_credit": 10}
    assert sum(each.cost for each in outbox()) == 30 * TEXT
    assert standing(number) == (2, 0)
    assert not faults(number)
