"""What is locked beside a plan is locked in one order, so that nobody waits for ever (product L3, G6)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from app.actions.buy_credit import order_credit, pay_purchase
from app.actions.correct_balance import correct_balance
from app.actions.note_results import note_results
from app.actions.record_receipt import record_receipts
from app.actions.write_audit import Actor
from app.domain.failures import Failure
from app.domain.outcomes import ReceiptKind
from app.domain.plans import Unit
from app.models import Contact, Plan
from app.providers.port import Receipt, Refused
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.credit import begin_plan, faults, standing

DANA = Actor("dana@willow.example")
ROUNDS = 25


def on_their_way(clinic: Clinic, mother: Contact, number: int) -> list[int]:
    """Messages to one number whose calls have begun, with 3 credits put aside for each."""
    rule, cell = clinic.rule(), "+19375550142"
    given = {"status": "sending", "claimed_at": NOW, "address": cell, "reserved": 3, "expires_at": NOW}
    return [int(clinic.message(rule, mother, **given).id) for _ in range(number)]


def test_a_refusal_and_a_report_about_one_number_do_not_wait_for_each_other_for_ever(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        begin_plan(clinic, "credits", 0, reserved=3 * 2 * ROUNDS)
        mother = clinic.parent("Ana Ramos", clinic.child("Mia"), cell=clinic.address("+19375550142"))
        ids = on_their_way(clinic, mother, 2 * ROUNDS)
    together = Barrier(2)

    def each(act: Callable[[int], None], mine: list[int]) -> None:
        with app.app_context():
            for message_id in mine:
                together.wait(timeout=20)
                try:
                    act(message_id)
                except Exception:
                    together.abort()
                    raise

    def refuse(message_id: int) -> None:
        with work(clinic.practice_id) as session:
            note_results(session, NOW, {message_id: Refused(Failure.PHONE_OFF, retry=False)})

    def report(message_id: int) -> None:
        failed = Receipt(
            clinic.practice_id, f"m{message_id}", f"heard {message_id}", ReceiptKind.FAILED, NOW,
            category=Failure.PHONE_OFF,
        )  # fmt: skip
        with work(clinic.practice_id) as session:
            record_receipts(session, NOW, [failed])

    with ThreadPoolExecutor(2) as threads:
        acts = ((refuse, ids[:ROUNDS]), (report, ids[ROUNDS:]))
        done = [threads.submit(each, act, mine) for act, mine in acts]
    assert [each.exception() for each in done] == [None, None]
    # What the provider had is spent, what it refused is given back.
    assert standing(clinic.practice_id) == (3 * ROUNDS, 0)


def test_what_is_bought_is_added_to_the_balance_of_that_moment(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        begin_plan(clinic, "credits", 10)
    with work(clinic.practice_id) as session:
        order = order_credit(session, NOW, DANA, Decimal(100), Unit.CREDITS)
    with work(clinic.practice_id) as session:
        seen = session.scalars(select(Plan)).one()
        with work(clinic.practice_id) as another:
            correct_balance(another, NOW, DANA, Decimal(-4), "a mistake")
        assert pay_purchase(session, NOW, DANA, order.id)
        assert seen.balance == 106
    assert standing(clinic.practice_id) == (106, 0)
    assert not faults(clinic.practice_id)
