from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.actions.buy_credit import order_credit, pay_purchase
from app.actions.cancel_messages import cancel_unsent
from app.actions.deliver_messages import deliver_messages
from app.actions.fetch_outgoing import fetch_outgoing
from app.actions.mark_deceased import mark_deceased
from app.actions.plan_messages import plan_messages
from app.actions.record_receipt import record_receipts
from app.actions.remove_samples import remove_samples
from app.actions.settle_unknown import settle_unknown
from app.actions.sweep_messages import sweep_messages
from app.actions.write_audit import Actor
from app.actions.write_notice import Change, write_notice
from app.domain.answers import NoticeKind
from app.domain.failures import Failure
from app.domain.outcomes import ReceiptKind
from app.domain.plans import Unit
from app.domain.reasons import Reason
from app.models import AppointmentRow, ChannelSetup, MessageLine, Patient, SandboxOutcome
from app.providers.port import Exits, Receipt, Refused
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, Gateway, arrived, deliver, outbox
from tests.actions.test_sweep_messages import minutes_go_by
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.credit import (
    begin_plan,
    families_with_reminders,
    faults,
    ledger,
    standing,
    statuses,
)

DANA = Actor("dana@willow.example")


def practice(balance: object, families: int = 1, kind: str = "credits", **parent: object) -> int:
    """Reminders are planned, and so much is there to pay for them."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        begin_plan(clinic, kind, balance)
        families_with_reminders(clinic, families, **parent)
        clinic.rule()
    plan_messages(NOW)
    return clinic.practice_id


def test_a_text_costs_three_credits_put_aside_and_then_spent(app: Flask) -> None:
    number = practice(10)
    assert deliver().sent == 1
    assert ledger(number)[1:] == [("reserve", -3, 3), ("settle", 0, -3)]
    assert standing(number) == (7, 0)
    assert outbox()[0].cost == 3
    assert not faults(number)


def test_money_paid_in_is_taken_by_the_price_of_a_message(app: Flask) -> None:
    number = practice("0.10", kind="prepaid")
    deliver()
    assert standing(number) == (Decimal("0.07"), 0)
    assert outbox()[0].cost == Decimal("0.03")


def test_a_practice_has_rates_of_its_own(app: Flask) -> None:
    number = practice(10)
    with work(number) as session:
        session.execute(
            text("""update plan set credit_rates = '{"text": "4"}' where practice_id = :practice_id"""),
            {"practice_id": number},
        )
    deliver()
    assert standing(number) == (6, 0)


def test_an_unlimited_plan_counts_nothing(app: Flask) -> None:
    number = practice(0, kind="unlimited")
    assert deliver().sent == 1
    assert ledger(number) == []
    assert outbox()[0].cost == 0


def test_what_the_balance_does_not_cover_waits_and_what_is_due_first_goes(app: Flask) -> None:
    number = practice(7, families=3)
    with work_everywhere() as session:
        session.execute(text("update message set due_at = due_at - id * interval '1 minute'"))
    assert deliver().sent == 2
    first, *rest = outbox()
    assert (first.status, first.reason, first.claimed_at) == ("no_credit", "no_credit", None)
    assert [each.status for each in rest] == ["sent", "sent"]
    assert standing(number) == (1, 0)
    assert not faults(number)


def test_what_is_too_dear_does_not_stop_a_cheaper_message(app: Flask) -> None:
    number = practice(4, prefers_reminders="cell_phone")
    with work(number) as session:
        clinic = clinic_of(session, number)
        families_with_reminders(clinic, 1)
        session.execute(
            text("update appointment set replan = true where practice_id = :practice_id"),
            {"practice_id": number},
        )
    plan_messages(NOW)
    deliver()
    assert {each.channel: each.status for each in outbox()} == {"voice": "no_credit", "text": "sent"}


def test_what_is_bought_lets_those_that_waited_go(app: Flask) -> None:
    number = practice(0, families=2)
    deliver()
    assert statuses(number) == {"no_credit": 2}
    buy(number, 1000)
    assert deliver().sent == 2
    assert standing(number) == (994, 0)
    assert not faults(number)


def test_no_more_is_woken_than_the_balance_covers(app: Flask) -> None:
    number = practice(0, families=5)
    deliver()
    with work(number) as session:
        session.execute(
            text("update plan set balance = 7 where practice_id = :practice_id"), {"practice_id": number}
        )
    assert sweep_messages(NOW, SANDBOX).woken == 2


def test_what_waited_until_it_was_too_late_ends_for_that_reason(app: Flask) -> None:
    number = practice(0)
    deliver()
    late = NOW + timedelta(days=1)
    assert sweep_messages(late, SANDBOX).expired == 1
    (message,) = outbox()
    assert (message.status, message.reason) == ("expired", "no_credit")
    buy(number, 1000)
    assert deliver(late).sent == 0


def buy(practice_id: int, credits: int) -> None:
    with work(practice_id) as session:
        order = order_credit(session, NOW, DANA, Decimal(credits), Unit.CREDITS)
        assert pay_purchase(session, NOW, DANA, order.id)


def clinic_of(session: object, practice_id: int) -> Clinic:
    row = session.execute(
        text("""
            select p.id, (select min(id) from location where practice_id = :practice_id) as place,
              (select min(id) from provider where practice_id = :practice_id) as doctor,
              (select min(id) from department where practice_id = :practice_id) as desk,
              (select min(id) from feed_source where practice_id = :practice_id) as source
            from practice p where p.id = :practice_id
        """),
        {"practice_id": practice_id},
    ).one()
    return Clinic(session, row.id, row.place, row.doctor, row.desk, row.source)


@pytest.mark.parametrize(
    ("way", "reason"),
    [
        ("update message set status = 'cancelled', reason = 'moved'", "a visit that moved"),
        ("update message set status = 'skipped', reason = 'deceased'", "a child that died"),
        ("update message set status = 'expired', reason = 'expired'", "too late"),
    ],
)
def test_what_was_put_aside_comes_back_however_the_message_ends(app: Flask, way: str, reason: str) -> None:
    number = practice(10)
    prepared(number)
    assert standing(number) == (7, 3)
    with work_everywhere() as session:
        session.execute(text(way))
    assert sweep_messages(NOW, SANDBOX).unspent == 1
    assert standing(number) == (10, 0)
    assert ledger(number)[-1] == ("give_back", 3, -3)
    assert not faults(number), reason


def prepared(practice_id: int) -> None:
    """Made ready, by a worker that dies before the calls."""
    fetch_outgoing(NOW, SANDBOX, SIGNER, practice_id, ())


def test_a_message_prepared_twice_is_paid_for_once(app: Flask) -> None:
    number = practice(10)
    prepared(number)
    minutes_go_by()
    sweep_messages(NOW, SANDBOX)
    assert standing(number) == (7, 3)
    assert deliver().sent == 1
    assert standing(number) == (7, 0)
    assert not faults(number)


def forced(practice_id: int, outcome: str) -> None:
    with work(practice_id) as session:
        session.add(SandboxOutcome(address=outbox()[0].address, outcome=outcome))


def test_what_a_provider_refuses_for_good_costs_nothing(app: Flask) -> None:
    number = practice(10)
    refusing = Exits(Gateway(Refused(Failure.BAD_NUMBER, retry=False)))
    deliver_messages(NOW, refusing, SIGNER)
    assert outbox()[0].status == "failed"
    assert (standing(number), outbox()[0].cost) == ((10, 0), 0)
    assert [kind for kind, _, _ in ledger(number)] == ["correction", "reserve", "give_back"]


def test_what_goes_again_after_a_refusal_is_paid_for_once(app: Flask) -> None:
    number = practice(10)
    forced(number, "refuse")
    deliver()
    assert (outbox()[0].status, standing(number)) == ("queued", (7, 3))
    assert deliver(NOW + timedelta(minutes=5)).sent == 1
    assert (standing(number), outbox()[0].cost) == ((7, 0), 3)


@pytest.mark.parametrize(("found", "left", "cost"), [("delivered", 7, 3), ("not_delivered", 10, 0)])
def test_what_may_have_left_stays_put_aside_until_somebody_knows(
    app: Flask, found: str, left: int, cost: int
) -> None:
    number = practice(10)
    forced(number, "unknown")
    deliver()
    sweep_messages(NOW, SANDBOX)
    assert (outbox()[0].status, standing(number)) == ("unknown", (7, 3))
    with work(number) as session:
        assert settle_unknown(session, NOW, DANA, outbox()[0].id, found)
    assert (standing(number), outbox()[0].cost) == ((left, 0), cost)
    assert not faults(number)


@pytest.mark.parametrize("kind", list(ReceiptKind))
def test_whoever_reports_on_a_message_had_it(app: Flask, kind: ReceiptKind) -> None:
    number = practice(10)
    forced(number, "unknown")
    deliver()
    report = Receipt(number, f"m{outbox()[0].id}", "e1", kind, NOW, Failure.BAD_NUMBER)
    with work_everywhere() as session:
        assert record_receipts(session, NOW, [report]) == 1
    assert (standing(number), outbox()[0].cost) == ((7, 0), 3)
    assert not faults(number)


def test_a_late_report_on_the_first_try_gives_back_what_the_second_would_have_cost(app: Flask) -> None:
    number = practice(10)
    with work(number) as session:
        session.add(ChannelSetup(channel="text", resends=1, resend_minutes=5, changed_at=NOW))
    deliver()
    told(number, ReceiptKind.FAILED, Failure.PHONE_OFF)
    assert outbox()[0].status == "queued"
    fetch_outgoing(NOW + timedelta(minutes=10), SANDBOX, SIGNER, number, ())
    assert standing(number) == (4, 3)
    told(number, ReceiptKind.DELIVERED)
    sweep_messages(NOW, SANDBOX)
    assert (outbox()[0].status, outbox()[0].cost, standing(number)) == ("delivered", 3, (7, 0))
    assert not faults(number)


def test_what_goes_out_again_after_it_was_taken_is_paid_again(app: Flask) -> None:
    number = practice(10)
    with work(number) as session:
        session.add(ChannelSetup(channel="text", resends=1, resend_minutes=5, changed_at=NOW))
    deliver()
    told(number, ReceiptKind.FAILED, Failure.PHONE_OFF)
    assert deliver(NOW + timedelta(minutes=10)).sent == 1
    assert (standing(number), outbox()[0].cost) == ((4, 0), 6)


def told(practice_id: int, kind: ReceiptKind, why: str = "") -> None:
    report = Receipt(practice_id, f"m{outbox()[0].id}", f"first {kind}", kind, NOW, why)
    with work(practice_id) as session:
        record_receipts(session, NOW, [report])


def test_what_waits_for_credit_is_cancelled_with_its_visit(app: Flask) -> None:
    number = practice(0)
    deliver()
    with work(number) as session:
        visit_id = session.scalars(select(MessageLine.appointment_id)).one()
        assert cancel_unsent(session, NOW, [visit_id], Reason.CANCELLED) == 0
        session.get_one(AppointmentRow, visit_id).lifecycle = "completed"
        session.flush()
        assert cancel_unsent(session, NOW, [visit_id], Reason.CANCELLED) == 1
    buy(number, 1000)
    assert deliver().sent == 0


def test_what_waits_for_credit_dies_with_the_child(app: Flask) -> None:
    number = practice(0)
    deliver()
    with work(number) as session:
        child = session.scalars(select(Patient)).one()
        mark_deceased(session, NOW, DANA, child.id, deceased=True)
    assert (outbox()[0].status, outbox()[0].reason) == ("cancelled", "deceased")


def test_alerts_to_the_practice_itself_are_free(app: Flask) -> None:
    number = practice(0)
    with work(number) as session:
        visit = session.scalars(select(AppointmentRow)).one()
        write_notice(session, NOW, [Change(visit.id, None, NoticeKind.CANCELLED)], None, None, "staff")
    deliver()
    assert [each.channel for each in arrived()] == ["email"]
    assert standing(number) == (0, 0)


def test_sample_families_leave_what_was_put_aside_for_them_behind(app: Flask) -> None:
    number = practice(10)
    prepared(number)
    with work_everywhere() as session:
        session.execute(text("update feed_source set sample = true"))
    with work(number) as session:
        assert remove_samples(session, NOW, DANA) == 1
    assert (outbox(), standing(number)) == ([], (10, 0))
    assert not faults(number)
