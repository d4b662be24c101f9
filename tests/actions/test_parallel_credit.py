"""Many workers pay from one balance: never more than there is, and nobody waits for ever (product L3)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from queue import SimpleQueue
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from app.actions.buy_credit import order_credit, pay_purchase
from app.actions.claim_messages import claim_messages
from app.actions.deliver_messages import deliver_messages
from app.actions.fetch_outgoing import fetch_outgoing
from app.actions.hand_over import Answered, HandOver
from app.actions.job_time import JobTime
from app.actions.note_answers import note_answers
from app.actions.plan_messages import plan_messages
from app.actions.prepare_messages import prepare_messages
from app.actions.record_receipt import record_receipts
from app.actions.sweep_credit import sweep_credit
from app.actions.write_audit import Actor
from app.domain.outcomes import ReceiptKind
from app.domain.plans import Unit
from app.models import Message
from app.providers.port import Receipt
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, arrived, outbox
from tests.builders.clinic import NOW, make_clinic
from tests.builders.credit import (
    begin_plan,
    families_with_reminders,
    faults,
    ledger,
    plan_row,
    standing,
    statuses,
)

TEXT = 3


@pytest.fixture
def due(app: Flask) -> Callable[[int, int], int]:
    """A practice with so many reminders due, and credit for so many of them and a little more."""

    def practice(messages: int, paid: int) -> int:
        with work_everywhere() as session:
            clinic = make_clinic(session)
            begin_plan(clinic, "credits", paid * TEXT + 2)
            families_with_reminders(clinic, messages)
            clinic.rule()
        plan_messages(NOW)
        return clinic.practice_id

    return practice


def send_one(app: Flask, practice_id: int, together: Barrier, message_id: int) -> None:
    """One claimed message on its whole way, as one worker of many."""
    with app.app_context():
        together.wait(timeout=20)
        outgoing = prepare_messages(NOW, SANDBOX, SIGNER, practice_id, [message_id]).outgoing
        answers: SimpleQueue[Answered] = SimpleQueue()
        hand = HandOver(SANDBOX, JobTime(NOW), answers.put)
        hand.take(outgoing)
        hand.begin()
        if outgoing:
            note_answers(NOW, [answers.get(timeout=10)], {})


def test_of_twenty_parallel_sends_with_credit_for_seven_exactly_seven_go(
    app: Flask, due: Callable[[int, int], int]
) -> None:
    number = due(20, 7)
    with work_everywhere() as session:
        claimed = claim_messages(session, NOW, 100)[number]
    together = Barrier(20)
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(partial(send_one, app, number, together), claimed))
    assert statuses(number) == {"sent": 7, "no_credit": 13}
    assert len(arrived()) == 7
    assert standing(number) == (2, 0)
    assert sum(each.cost for each in outbox()) == 7 * TEXT
    assert [kind for kind, _, _ in ledger(number)].count("settle") == 7
    assert not faults(number)


def test_whole_deliveries_side_by_side_spend_no_more_than_there_is(
    app: Flask, due: Callable[[int, int], int]
) -> None:
    number = due(20, 7)

    def deliver() -> int:
        with app.app_context():
            return deliver_messages(NOW, SANDBOX, SIGNER).sent

    with ThreadPoolExecutor(4) as threads:
        sent = sum(each.result(timeout=30) for each in [threads.submit(deliver) for _ in range(4)])
    assert sent == 7
    assert standing(number) == (2, 0)
    assert not faults(number)


def test_whoever_prepares_settles_reports_gives_back_and_buys_at_once_gets_through(
    app: Flask, due: Callable[[int, int], int]
) -> None:
    number = due(40, 20)
    together = Barrier(5)

    def at_once(act: Callable[[], object]) -> None:
        with app.app_context():
            together.wait(timeout=20)
            for _ in range(6):
                act()

    with capture_logs() as said, ThreadPoolExecutor(5) as threads:
        acts = (_deliver, _prepare, _report(number), _end_some_and_sweep(number), _buy(number))
        for done in [threads.submit(at_once, act) for act in acts]:
            done.result(timeout=60)
    assert [line for line in said if line["log_level"] == "error"] == []
    assert not faults(number)
    plan = plan_row(number)
    spent = sum((each.cost for each in outbox()), Decimal(0))
    assert plan.balance + plan.reserved + spent == 20 * TEXT + 2 + 6 * 100


def _deliver() -> None:
    deliver_messages(NOW, SANDBOX, SIGNER)


def _prepare() -> None:
    fetch_outgoing(NOW, SANDBOX, SIGNER, None, ())


def _report(practice_id: int) -> Callable[[], object]:
    def report() -> None:
        told = [
            Receipt(practice_id, f"m{each.id}", f"heard {each.id}", ReceiptKind.DELIVERED, NOW)
            for each in outbox()
            if each.status in ("sending", "sent")
        ]
        with work(practice_id) as session:
            record_receipts(session, NOW, told)

    return report


def _end_some_and_sweep(practice_id: int) -> Callable[[], object]:
    def end() -> None:
        with work(practice_id) as session:
            rows = session.scalars(
                select(Message)
                .where(Message.status == "queued", Message.reserved > 0)
                .order_by(Message.id)
                .limit(3)
                .with_for_update(skip_locked=True)
            )
            for row in rows:
                row.status, row.reason, row.claimed_at = "cancelled", "moved", None
        sweep_credit(NOW)

    return end


def _buy(practice_id: int) -> Callable[[], object]:
    def buy() -> None:
        actor = Actor("dana@willow.example")
        with work(practice_id) as session:
            order = order_credit(session, NOW, actor, Decimal(100), Unit.CREDITS)
        with work(practice_id) as session:
            assert pay_purchase(session, NOW, actor, order.id)

    return buy
