"""`flask plan`: what a practice pays with, from a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app import clock
from app.actions.buy_credit import order_credit
from app.actions.write_audit import COMMAND_LINE
from app.domain.plans import Unit
from app.work import work, work_everywhere
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.credit import begin_plan, plan_row

Run = Callable[..., Result]


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        begin_plan(clinic, "credits", 100)
    return clinic


@pytest.fixture
def run(app: Flask, clinic: Clinic) -> Run:
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(args=["plan", *args])


def test_it_shows_the_plan_and_its_orders(run: Run, clinic: Clinic) -> None:
    shown = json.loads(run("show", "willow", "--json").stdout)
    assert (shown["kind"], shown["balance"], shown["rates"]["text"]) == ("credits", 100, 3)
    assert "Left: 100 credits" in run("show", "willow").stdout


def test_an_order_is_paid_once(run: Run, clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        order = order_credit(session, clock.now(), COMMAND_LINE, Decimal(1000), Unit.CREDITS).id
    assert "Left: 1,100 credits" in run("pay", str(order), "--practice", "willow").stdout
    again = run("pay", str(order), "--practice", "willow")
    assert (again.exit_code, "no order" in again.stderr) == (1, True)


def test_rates_and_another_kind_are_set(run: Run, clinic: Clinic) -> None:
    done = run("set", "willow", "--rate", "text=4", "--low", "50", "--kind", "unlimited")
    assert "Unlimited begins when" in done.stdout
    row = plan_row(clinic.practice_id)
    assert (row.credit_rates["text"], row.low_balance, row.next_kind) == ("4", 50, "unlimited")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--rate", "pigeon=4"), "write one like text=3"),
        (("--price", "text=0.04"), "--rate is for credits"),
        (("--rate", "text=many"), "Type whole credits"),
    ],
)
def test_what_cannot_be_set_is_refused_in_a_line(run: Run, asked: tuple[str, str], said: str) -> None:
    refused = run("set", "willow", *asked)
    assert (refused.exit_code, said in refused.stderr) == (1, True)


def test_a_correction_stands_in_the_ledger_and_never_goes_below_nothing(run: Run, clinic: Clinic) -> None:
    assert "Left: 80 credits" in run("correct", "willow", "--note", "counted twice", "--", "-20").stdout
    refused = run("correct", "willow", "--note", "too much", "--", "-81")
    assert (refused.exit_code, "not left" in refused.stderr) == (1, True)


def test_the_check_tells_what_does_not_add_up_by_its_exit_code(run: Run, clinic: Clinic) -> None:
    assert run("check").exit_code == 0
    with work_everywhere() as session:
        session.execute(text("update plan set balance = 101"))
    found = run("check", "--practice", "willow")
    assert (found.exit_code, "The balance is 101, the ledger says 100." in found.stdout) == (1, True)
