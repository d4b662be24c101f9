"""Whatever happens in whatever order: the ledger adds up and nothing is ever below zero (product L3)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.actions.buy_credit import order_credit, pay_purchase
from app.actions.check_ledgers import Checked, check_ledgers
from app.actions.reserve_credit import plan_of, reserve_credit
from app.actions.settle_credit import give_back_credit, spend_credit
from app.actions.sweep_credit import sweep_credit
from app.actions.write_audit import Actor
from app.domain.plans import Unit
from app.models import Contact, Message, RuleRow
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.credit import begin_plan, faults, plan_row, standing

DANA = Actor("dana@willow.example")


@dataclass(frozen=True)
class Act:
    """Something that happens to one of the last few messages, or to the balance."""

    what: str
    which: int
    amount: int


acts = st.lists(
    st.builds(
        Act,
        what=st.sampled_from(("reserve", "reserve", "spend", "cancel", "give_back", "sweep", "buy")),
        which=st.integers(0, 4),
        amount=st.integers(1, 5),
    ),
    max_size=14,
)


@dataclass
class World:
    """One practice with a few messages that may be prepared over and over."""

    clinic: Clinic
    rule: RuleRow
    mother: Contact
    bought: Decimal = Decimal(0)

    @property
    def practice_id(self) -> int:
        return self.clinic.practice_id

    def messages(self) -> list[int]:
        with work(self.practice_id) as session:
            self.clinic.session = session
            rows = [self.clinic.message(self.rule, self.mother, status="queued") for _ in range(5)]
            return [row.id for row in rows]

    def do(self, act: Act, ids: list[int]) -> None:
        with work(self.practice_id) as session:
            if act.what == "reserve":
                _claim(session, ids[act.which], Decimal(act.amount))
            elif act.what == "spend":
                spend_credit(session, NOW, self.practice_id, [ids[act.which]])
            elif act.what == "cancel":
                session.get_one(Message, ids[act.which]).status = "cancelled"
            elif act.what == "give_back":
                give_back_credit(session, NOW, self.practice_id, ids)
            elif act.what == "buy":
                order = order_credit(session, NOW, DANA, Decimal(act.amount), Unit.CREDITS)
                pay_purchase(session, NOW, DANA, order.id)
                self.bought += act.amount
        if act.what == "sweep":
            sweep_credit(NOW, self.practice_id)


def _claim(session: object, message_id: int, cost: Decimal) -> None:
    """As the statement that writes its words leaves a message, then paid for."""
    message = session.get_one(Message, message_id)
    owed = Decimal(0) if message.reserved else cost
    message.status, message.claimed_at = "queued", NOW
    message.reserved = message.reserved or cost
    session.flush()
    reserve_credit(session, NOW, plan_of(session), {message_id: owed})


@pytest.fixture
def world(app: Flask) -> World:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        begin_plan(clinic)
        return World(clinic, clinic.rule(), clinic.parent("Ana Ramos", clinic.child("Mia")))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happened=acts)
def test_any_sequence_keeps_what_was_bought_together(world: World, happened: list[Act]) -> None:
    ids = world.messages()
    for act in happened:
        world.do(act, ids)
        assert not faults(world.practice_id)
        row = plan_row(world.practice_id)
        assert row.balance >= 0
        assert row.reserved >= 0
    with work(world.practice_id) as session:
        spent = session.execute(
            text("select sum(cost) from message where practice_id = :practice_id"),
            {"practice_id": world.practice_id},
        ).scalar_one()
    balance, reserved = standing(world.practice_id)
    assert balance + reserved + spent == world.bought


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("update plan set balance = balance + 1", "The balance is 11, the ledger says 10."),
        (
            "update plan set reserved = 2",
            "Put aside is 2, the ledger says 0. Put aside is 2, the messages say 0.",
        ),
        ("update message set reserved = 3", "Put aside is 0, the messages say 15."),
    ],
)
def test_a_ledger_that_does_not_add_up_is_told_and_left_as_it_is(
    world: World, broken: str, said: str
) -> None:
    world.messages()
    world.do(Act("buy", 0, 10), [])
    with work_everywhere() as session:
        session.execute(text(broken))
    before = standing(world.practice_id)
    assert check_ledgers(NOW) == Checked(ledgers=1, faulty=1)
    assert plan_row(world.practice_id).fault == said
    assert standing(world.practice_id) == before


def test_a_fault_is_forgotten_once_it_is_gone(world: World) -> None:
    for change in (1, -1):
        with work_everywhere() as session:
            session.execute(text("update plan set balance = balance + :change"), {"change": change})
        check_ledgers(NOW)
    assert plan_row(world.practice_id).fault == ""


@pytest.mark.parametrize("change", ["update ledger_entry set amount = 5", "delete from ledger_entry"])
def test_no_line_of_the_ledger_is_changed_or_taken_away(world: World, change: str) -> None:
    world.do(Act("buy", 0, 10), [])
    with pytest.raises(ProgrammingError, match="append-only"), work_everywhere() as session:
        session.execute(text(change))
