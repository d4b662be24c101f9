"""Whatever staff, vendors and dying workers do in whatever order: the money adds up (product L1 to L3).

A program of random steps over the real actions, against a plain model: what came in is what is left, put
aside or spent; no message is paid more often than it was tried; at the end nothing stays put aside.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, text

from app.actions.buy_credit import cancel_purchase, order_credit, pay_purchase
from app.actions.cancel_messages import cancel_unsent
from app.actions.change_plan import change_plan
from app.actions.choose_plan import PaidForNext, choose_plan
from app.actions.claim_messages import claim_messages, start_sending
from app.actions.confirm_mailing import MailingSeen, confirm_mailing
from app.actions.correct_balance import BelowZero, correct_balance
from app.actions.deliver_messages import deliver_messages
from app.actions.drive_mailings import drive_mailings
from app.actions.plan_messages import plan_messages
from app.actions.prepare_messages import prepare_messages
from app.actions.record_receipt import record_receipts
from app.actions.settle_unknown import settle_unknown
from app.actions.steer_mailing import pause_mailing, resume_mailing, stop_mailing
from app.actions.sweep_messages import sweep_messages
from app.domain.failures import Failure
from app.domain.outcomes import ReceiptKind
from app.domain.plan_form import TypedPlan
from app.domain.plans import PlanKind, Unit
from app.domain.preferences import Channel
from app.models import AppointmentRow, LedgerEntry, Mailing, Message, Plan
from app.models.quote import quote
from app.models.recipients import count_recipients, question_of
from app.providers.port import Accepted, Envelope, Exits, Receipt, Refused, Result, Unknown
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SIGNER
from tests.builders.clinic import NOW, make_clinic
from tests.builders.credit import begin_plan, faults
from tests.builders.mailings import DANA, draft, open_all_day

SILENT = Unknown(Failure.VENDOR_SILENT)
ANSWERS = (
    Accepted("taken"),
    Accepted("taken"),
    Refused(Failure.NO_CONNECTION, retry=True),
    Refused(Failure.BAD_MAILBOX, retry=False),
    Refused(Failure.QUOTA, retry=False),
    SILENT,
)
_practices = count()


class Fickle:
    """Answers as it is told, then takes everything; knows what it took and what it never got."""

    name = "sandbox"
    rate: float | None = None

    def __init__(self) -> None:
        self.answers: list[Result] = []
        self.known: dict[str, Result] = {}

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        answer = self.answers.pop(0) if self.answers else Accepted("taken")
        if isinstance(answer, Accepted):
            answer = replace(answer, provider_ref=f"p-{envelope.reference}")
            self.known[envelope.reference] = answer
        done: Future[Result] = Future()
        done.set_result(answer)
        return done

    def find(self, practice_id: int, reference: str) -> Result | None:
        return self.known.get(reference)


class Money(RuleBasedStateMachine):
    """One practice with 20 credits and three visits booked."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.reports, self.vendor = NOW, count(), Fickle()
        with work_everywhere() as session:
            self.clinic = make_clinic(session, f"practice-{next(_practices)}")
            open_all_day(self.clinic)
            self.clinic.rule()
            begin_plan(self.clinic, "credits", 20)
        self.practice_id = self.clinic.practice_id
        self.visits_are_booked(3, "text")

    def ids(self, *statuses: str) -> list[int]:
        with work(self.practice_id) as session:
            wanted = select(Message.id).where(Message.status.in_(statuses)).order_by(Message.id)
            return list(session.scalars(wanted))

    @rule(families=st.integers(1, 3), prefers=st.sampled_from(("text", "email", "cell_phone")))
    def visits_are_booked(self, families: int, prefers: str) -> None:
        with work(self.practice_id) as session:
            self.clinic.session = session
            for number in range(families):
                child = self.clinic.child()
                mail = self.clinic.address(f"ana{child.id}@x.example").id
                given = {"prefers_reminders": prefers, "prefers_notices": prefers, "email_id": mail}
                self.clinic.parent("Ana", child, link_resides_with=True, **given)
                self.clinic.visit(child, self.now + timedelta(hours=20 + number))
        plan_messages(self.now, self.practice_id)

    @rule(kind=st.sampled_from(PlanKind))
    def another_plan_is_chosen(self, kind: PlanKind) -> None:
        try:
            with work(self.practice_id) as session:
                choose_plan(session, self.now, DANA, kind)
        except PaidForNext:
            pass  # the rule refused, and nothing changed

    @rule(amount=st.integers(1, 30), unit=st.sampled_from(Unit), paid=st.booleans())
    def something_is_ordered(self, amount: int, unit: Unit, paid: bool) -> None:
        with work(self.practice_id) as session:
            order = order_credit(session, self.now, DANA, Decimal(amount), unit).id
        with work(self.practice_id) as session:
            assert (pay_purchase if paid else cancel_purchase)(session, self.now, DANA, order)

    @rule(amount=st.integers(-10, 10))
    def the_balance_is_corrected(self, amount: int) -> None:
        try:
            with work(self.practice_id) as session:
                correct_balance(session, self.now, DANA, Decimal(amount), "counted again")
        except BelowZero:
            pass  # the rule refused, and nothing changed

    @rule(rate=st.sampled_from(("0", "1", "7")))
    def messages_cost_something_else(self, rate: str) -> None:
        with work(self.practice_id) as session:
            typed = TypedPlan({channel.value: rate for channel in Channel})
            change_plan(session, self.now, DANA, typed, "")

    @initialize(answers=st.lists(st.sampled_from(ANSWERS), min_size=3, max_size=3))
    def the_first_leave(self, answers: list[Result]) -> None:
        self.messages_leave(answers)

    @rule(answers=st.lists(st.sampled_from(ANSWERS), max_size=4))
    def messages_leave(self, answers: list[Result]) -> None:
        self.vendor.answers = list(answers)
        deliver_messages(self.now, Exits(self.vendor), SIGNER, self.practice_id)
        self.vendor.answers = []

    @rule(calls=st.booleans(), arrives=st.booleans())
    def a_worker_dies(self, calls: bool, arrives: bool) -> None:
        with work_everywhere() as session:
            claimed = claim_messages(session, self.now, 3, self.practice_id).get(self.practice_id, [])
        ready = prepare_messages(self.now, Exits(self.vendor), SIGNER, self.practice_id, claimed).outgoing
        with work(self.practice_id) as session:
            claims = {each.message_id: each.claimed_at for each in ready} if calls else {}
            begun = start_sending(session, self.practice_id, claims)
        for each in ready:
            if arrives and each.message_id in begun:
                self.vendor.send(each.envelope, self.now)
        self.claims_grow_old()

    def claims_grow_old(self) -> None:
        with work(self.practice_id) as session:
            session.execute(
                text("""
                    update message set claimed_at = claimed_at - interval '1 hour'
                    where practice_id = :practice_id and claimed_at is not null
                """),
                {"practice_id": self.practice_id},
            )

    @rule(minutes=st.sampled_from((0, 5, 60, 3000)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        sweep_messages(self.now, Exits(self.vendor), self.practice_id)

    @rule(which=st.integers(0, 9), kind=st.sampled_from(ReceiptKind), earlier=st.booleans())
    def a_report_comes(self, which: int, kind: ReceiptKind, earlier: bool) -> None:
        told = self.ids("sending", "unknown", "sent", "delivered", "failed", "bounced")
        if not told:
            return
        with work(self.practice_id) as session:
            message = session.get_one(Message, told[which % len(told)])
            reference = f"m{message.id}-{max(message.resends - earlier, 0)}".removesuffix("-0")
            why = "" if kind in (ReceiptKind.SENT, ReceiptKind.DELIVERED) else Failure.QUOTA
            event = f"report {next(self.reports)}"
            report = Receipt(self.practice_id, reference, event, kind, self.now, why)
            record_receipts(session, self.now, [report])

    @rule(outcome=st.sampled_from(("delivered", "not_delivered")))
    def staff_settle_what_is_unknown(self, outcome: str) -> None:
        for number in self.ids("unknown"):
            with work(self.practice_id) as session:
                assert settle_unknown(session, self.now, DANA, number, outcome)

    @rule()
    def a_visit_is_cancelled(self) -> None:
        with work(self.practice_id) as session:
            standing = select(AppointmentRow).where(AppointmentRow.lifecycle == "scheduled")
            visit = session.scalars(standing.order_by(AppointmentRow.id)).first()
            if visit:
                visit.lifecycle, visit.cancelled_at, visit.cancelled_by = "cancelled", self.now, "parent"
                session.flush()
                cancel_unsent(session, self.now, [visit.id], "cancelled")

    @rule()
    def a_mailing_begins(self) -> None:
        with work(self.practice_id) as session:
            self.clinic.session = session
            mailing = draft(self.clinic)
            going = count_recipients(session, self.now, question_of(mailing))
            told = quote(session, going.by_channel)
            seen = MailingSeen(going.going, told.cost if told else Decimal(0))
            confirm_mailing(session, self.now, DANA, mailing.id, None, seen)
        drive_mailings(self.now, self.practice_id)

    @rule(steer=st.sampled_from((pause_mailing, resume_mailing, stop_mailing)))
    def a_mailing_is_steered(self, steer: object) -> None:
        with work(self.practice_id) as session:
            newest = session.scalar(select(func.max(Mailing.id)))
            if newest:
                steer(session, self.now, DANA, newest)  # type: ignore[operator]
        drive_mailings(self.now, self.practice_id)

    @invariant()
    def it_adds_up(self) -> None:
        assert not faults(self.practice_id)
        with work(self.practice_id) as session:
            plan = session.scalar(select(Plan))
            came_in = session.scalar(
                select(func.sum(LedgerEntry.amount)).where(LedgerEntry.message_id.is_(None))
            )
            spent = session.scalar(select(func.sum(Message.cost))) or 0
            paid = select(LedgerEntry.message_id, func.count()).where(LedgerEntry.kind == "settle")
            tries = {row.id: row.resends + 1 for row in session.scalars(select(Message))}
            often = session.execute(paid.group_by(LedgerEntry.message_id)).all()
        left = plan.balance + plan.reserved if plan else 0
        assert left + spent == (came_in or 0)
        assert all(times <= tries[number] for number, times in often)

    def teardown(self) -> None:
        """Days later all is settled, and nothing is put aside any more."""
        self.staff_settle_what_is_unknown("not_delivered")
        self.claims_grow_old()
        self.a_mailing_is_steered(stop_mailing)
        for _ in range(2):
            self.time_passes(3 * 24 * 60)
            self.messages_leave([])
        self.staff_settle_what_is_unknown("not_delivered")
        self.time_passes(3 * 24 * 60)
        self.it_adds_up()
        with work(self.practice_id) as session:
            assert session.scalar(select(func.sum(Message.reserved))) in (None, 0)
            plan = session.scalar(select(Plan))
            assert plan is None or plan.kind != PlanKind.UNLIMITED or plan.next_kind is None


def test_the_money_adds_up_after_every_step_of_any_program(app: Flask) -> None:
    # A program takes half a second: a few each time, and hundreds where the profile asks for thousands.
    few = settings(max_examples=settings().max_examples // 10, stateful_step_count=12)
    run_state_machine_as_test(Money, settings=settings(few, suppress_health_check=list(HealthCheck)))
