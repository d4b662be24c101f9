from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from app.actions.buy_credit import cancel_purchase, order_credit, pay_purchase
from app.actions.choose_plan import PaidForNext, choose_plan
from app.actions.correct_balance import BelowZero, correct_balance
from app.actions.fetch_outgoing import fetch_outgoing
from app.actions.plan_messages import plan_messages
from app.actions.settle_credit import spend_credit
from app.actions.sweep_credit import sweep_credit
from app.actions.sweep_messages import sweep_messages
from app.actions.write_audit import Actor
from app.domain.plans import PlanKind, Unit
from app.models import Practice
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, deliver, outbox
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.credit import (
    begin_plan,
    families_with_reminders,
    faults,
    ledger,
    plan_row,
    standing,
    statuses,
)

DANA = Actor("dana@willow.example")


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families_with_reminders(clinic, 2)
        clinic.rule()
    plan_messages(NOW)
    return clinic


def has(clinic: Clinic, kind: str, balance: object) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        begin_plan(clinic, kind, balance)


def choose(clinic: Clinic, kind: PlanKind) -> None:
    with work(clinic.practice_id) as session:
        choose_plan(session, NOW, DANA, kind)


def buy(clinic: Clinic, quantity: int, unit: Unit) -> int:
    with work(clinic.practice_id) as session:
        return order_credit(session, NOW, DANA, Decimal(quantity), unit).id


def pay(clinic: Clinic, order: int) -> bool:
    with work(clinic.practice_id) as session:
        return pay_purchase(session, NOW, DANA, order)


def test_a_practice_that_never_chose_begins_with_credits_at_once(clinic: Clinic) -> None:
    choose(clinic, PlanKind.CREDITS)
    assert plan_row(clinic.practice_id).kind == "credits"
    deliver()
    assert statuses(clinic.practice_id) == {"no_credit": 2}


def test_unlimited_begins_when_a_message_cannot_be_paid_any_more(clinic: Clinic) -> None:
    has(clinic, "credits", 5)
    choose(clinic, PlanKind.UNLIMITED)
    assert plan_row(clinic.practice_id).kind == "credits"
    assert deliver().sent == 2
    row = plan_row(clinic.practice_id)
    assert (row.kind, row.next_kind, row.balance) == ("unlimited", None, 2)
    assert sorted(each.cost for each in outbox()) == [0, 3]
    assert ("switch", 0, 0) in ledger(clinic.practice_id)
    assert not faults(clinic.practice_id)


def test_a_choice_is_taken_back_before_it_begins(clinic: Clinic) -> None:
    has(clinic, "credits", 5)
    choose(clinic, PlanKind.UNLIMITED)
    choose(clinic, PlanKind.CREDITS)
    assert plan_row(clinic.practice_id).next_kind is None
    deliver()
    assert statuses(clinic.practice_id) == {"no_credit": 1, "sent": 1}


def test_money_paid_in_beforehand_counts_once_the_credits_are_used_up(clinic: Clinic) -> None:
    has(clinic, "credits", 4)
    choose(clinic, PlanKind.PREPAID)
    assert pay(clinic, buy(clinic, 50, Unit.DOLLARS))
    assert standing(clinic.practice_id) == (4, 0)
    deliver()
    sweep_messages(NOW, SANDBOX)
    deliver()
    row = plan_row(clinic.practice_id)
    assert (row.kind, row.unit, row.balance) == ("prepaid", "dollars", Decimal("49.97"))
    assert statuses(clinic.practice_id) == {"sent": 2}
    assert not faults(clinic.practice_id)


def test_what_was_paid_in_for_a_plan_keeps_it_chosen(clinic: Clinic) -> None:
    has(clinic, "credits", 4)
    choose(clinic, PlanKind.PREPAID)
    pay(clinic, buy(clinic, 50, Unit.DOLLARS))
    with pytest.raises(PaidForNext):
        choose(clinic, PlanKind.CREDITS)
    assert plan_row(clinic.practice_id).next_kind == "prepaid"


def test_what_waits_goes_at_once_when_unlimited_begins(clinic: Clinic) -> None:
    has(clinic, "credits", 0)
    deliver()
    choose(clinic, PlanKind.UNLIMITED)
    assert deliver().sent == 2


def test_after_the_unlimited_plan_the_next_begins_once_nothing_is_put_aside_any_more(clinic: Clinic) -> None:
    has(clinic, "credits", 6)
    fetch_outgoing(NOW, SANDBOX, SIGNER, None, ())
    choose(clinic, PlanKind.UNLIMITED)
    choose(clinic, PlanKind.PREPAID)
    pay(clinic, buy(clinic, 50, Unit.DOLLARS))
    sweep_credit(NOW)
    assert plan_row(clinic.practice_id).kind == "unlimited"
    with work(clinic.practice_id) as session:
        spend_credit(session, NOW, clinic.practice_id, [each.id for each in outbox()])
    sweep_credit(NOW)
    row = plan_row(clinic.practice_id)
    assert (row.kind, row.balance, row.unit) == ("prepaid", 50, "dollars")
    assert not faults(clinic.practice_id)


def test_an_order_counts_when_it_is_paid_and_only_once(clinic: Clinic) -> None:
    has(clinic, "credits", 0)
    order = buy(clinic, 1000, Unit.CREDITS)
    assert standing(clinic.practice_id) == (0, 0)
    assert pay(clinic, order)
    assert not pay(clinic, order)
    assert standing(clinic.practice_id) == (1000, 0)


def test_an_order_taken_back_is_never_paid(clinic: Clinic) -> None:
    has(clinic, "credits", 0)
    order = buy(clinic, 1000, Unit.CREDITS)
    with work(clinic.practice_id) as session:
        assert cancel_purchase(session, NOW, DANA, order)
    assert not pay(clinic, order)
    assert standing(clinic.practice_id) == (0, 0)


def test_in_a_demo_practice_an_order_counts_at_once(clinic: Clinic) -> None:
    has(clinic, "credits", 0)
    with work_everywhere() as session:
        session.get_one(Practice, clinic.practice_id).demo = True
    buy(clinic, 1000, Unit.CREDITS)
    assert standing(clinic.practice_id) == (1000, 0)


def test_a_correction_moves_the_balance_and_says_why(clinic: Clinic) -> None:
    has(clinic, "credits", 10)
    with work(clinic.practice_id) as session:
        assert correct_balance(session, NOW, DANA, Decimal(-4), "counted twice") == 6
        with pytest.raises(BelowZero):
            correct_balance(session, NOW, DANA, Decimal(-7), "too much")
    assert ledger(clinic.practice_id)[-1] == ("correction", -4, 0)
    assert not faults(clinic.practice_id)


def test_a_low_balance_is_told_once_until_something_is_bought(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        begin_plan(clinic, "credits", 9, low_balance=6)
        clinic.staff("boss@willow.example")
        clinic.staff("desk@willow.example", permissions=("basic_messaging",))
    deliver()
    for _ in range(2):
        sweep_messages(NOW, SANDBOX)
    assert told() == ["boss@willow.example"]
    deliver()
    assert "3 credits left" in next(each.body for each in outbox() if each.type == "low_balance")
    pay(clinic, buy(clinic, 100, Unit.CREDITS))
    with work(clinic.practice_id) as session:
        correct_balance(session, NOW, DANA, Decimal(-100), "used up")
    sweep_messages(NOW + timedelta(hours=1), SANDBOX)
    assert told() == ["boss@willow.example"] * 2


def told() -> list[str]:
    return [each.address for each in outbox() if each.type == "low_balance"]
