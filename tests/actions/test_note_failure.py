"""What comes back is counted at the address, blocks it, and becomes a task for staff (product C6, G6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.note_failure import note_delivery, note_failure
from app.actions.plan_messages import plan_messages
from app.actions.suppress_address import allow_address
from app.actions.write_audit import Actor
from app.models import Address, AddressEvent, AppointmentRow, AuditLine, FixTask, Message
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")
DAY = timedelta(days=1)


@dataclass
class Phone:
    """The cell phone of Mia's mother, who has a visit to come, and texts to it."""

    clinic: Clinic
    address_id: int
    messages: list[int]

    def fail(self, number: int, category: str, now: datetime = NOW) -> None:
        with work_everywhere() as session:
            note_failure(session, now, session.get_one(Message, self.messages[number]), category)

    def arrive(self, *numbers: int, now: datetime = NOW) -> None:
        with work_everywhere() as session:
            note_delivery(session, now, *(session.get_one(Message, self.messages[each]) for each in numbers))

    def row(self) -> Address:
        with work(self.clinic.practice_id) as session:
            return session.get_one(Address, self.address_id)

    def tasks(self) -> list[FixTask]:
        with work(self.clinic.practice_id) as session:
            return list(session.scalars(select(FixTask).order_by(FixTask.id)))

    def events(self) -> list[tuple[str, str]]:
        with work(self.clinic.practice_id) as session:
            rows = session.scalars(select(AddressEvent).order_by(AddressEvent.id))
            return [(row.kind, row.category) for row in rows]


@pytest.fixture
def phone(app: Flask) -> Phone:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child()
        cell = clinic.address("+19375550123")
        ana = clinic.parent("Ana Ramos", mia, cell=cell)
        clinic.visit(mia)
        rule = clinic.rule()
        sent = [clinic.message(rule, ana, address=cell.value).id for _ in range(5)]
        return Phone(clinic, cell.id, sent)


def test_a_hard_failure_blocks_the_number_and_opens_one_task(phone: Phone) -> None:
    phone.fail(0, "bad_number")
    phone.fail(1, "bad_number")
    row = phone.row()
    assert (row.suppressed_at, row.suppressed_reason) == (NOW, "bad_number")
    (task,) = phone.tasks()
    assert (task.kind, task.category, task.message_id, task.done_at) == (
        "hard",
        "bad_number",
        phone.messages[0],
        None,
    )
    with work(phone.clinic.practice_id) as session:
        assert list(session.scalars(select(AppointmentRow.replan))) == [True]
        (line,) = session.scalars(select(AuditLine))
        assert (line.actor, line.action, line.after) == (
            "delivery report",
            "suppress",
            {"suppressed_reason": "bad_number"},
        )


def test_from_then_on_nothing_is_planned_for_it(phone: Phone) -> None:
    phone.fail(0, "bad_number")
    plan_messages(NOW + DAY)
    with work(phone.clinic.practice_id) as session:
        planned = session.scalars(select(Message).where(Message.id > phone.messages[-1])).all()
        assert [(each.status, each.reason) for each in planned] == [("skipped", "suppressed_address")]


def test_the_same_report_twice_does_nothing_twice_also_after_staff_allowed_it(phone: Phone) -> None:
    phone.fail(0, "bad_number")
    with work(phone.clinic.practice_id) as session:
        assert allow_address(session, NOW, DANA, phone.address_id)
    phone.fail(0, "bad_number")
    assert phone.row().suppressed_at is None
    assert [task.done_at for task in phone.tasks()] == [NOW]
    assert [kind for kind, _ in phone.events()] == ["hard", "allowed"]


def test_the_third_soft_failure_in_30_days_is_a_task_and_the_number_stays_in_use(phone: Phone) -> None:
    for number, days in enumerate((0, 29, 31)):
        phone.fail(number, "phone_off", NOW + days * DAY)
    assert phone.tasks() == []
    phone.fail(3, "phone_off", NOW + 31 * DAY)
    (task,) = phone.tasks()
    assert (task.kind, task.category, task.message_id) == ("soft", "phone_off", phone.messages[3])
    assert phone.row().suppressed_at is None


def test_several_tries_of_one_message_are_one_soft_failure(phone: Phone) -> None:
    for _ in range(3):
        phone.fail(0, "busy")
    assert phone.events() == [("soft", "busy")]
    assert phone.tasks() == []


def test_a_message_that_fails_for_good_after_a_soft_try_blocks_all_the_same(phone: Phone) -> None:
    phone.fail(0, "phone_off")
    phone.fail(0, "bad_number")
    assert phone.row().suppressed_reason == "bad_number"


def test_a_delivery_starts_the_count_anew_and_ends_the_task(phone: Phone) -> None:
    for number in range(3):
        phone.fail(number, "busy", NOW + number * DAY)
    phone.arrive(3, 4, now=NOW + 3 * DAY)
    assert [task.done_at for task in phone.tasks()] == [NOW + 3 * DAY]
    phone.fail(4, "busy", NOW + 4 * DAY)
    assert len(phone.tasks()) == 1
    assert [kind for kind, _ in phone.events()] == ["soft", "soft", "soft", "delivered", "soft"]


def test_a_delivery_where_nothing_failed_is_not_worth_a_row(phone: Phone) -> None:
    phone.arrive(0, 1)
    assert phone.events() == []


def test_a_complaint_stops_everything_and_is_the_reason_that_stays(phone: Phone) -> None:
    phone.fail(0, "bad_number")
    phone.fail(1, "complaint", NOW + DAY)
    row = phone.row()
    assert (row.suppressed_at, row.suppressed_reason) == (NOW, "complaint")
    assert [task.kind for task in phone.tasks()] == ["hard", "complaint"]


@pytest.mark.parametrize("category", ["vendor_down", "no_balance", "our_fault", "not_delivered"])
def test_our_own_trouble_is_not_held_against_the_family(phone: Phone, category: str) -> None:
    phone.fail(0, category)
    assert phone.events() == []


def test_a_word_we_do_not_know_counts_as_a_soft_failure(phone: Phone) -> None:
    phone.fail(0, "code_9999")
    assert phone.events() == [("soft", "other")]


def test_a_failed_alert_to_the_department_touches_no_family(phone: Phone) -> None:
    with work(phone.clinic.practice_id) as session:
        phone.clinic.session = session
        alert = phone.clinic.add(
            Message(
                key="alert", type="cancelled", department_id=phone.clinic.department_id, channel="text",
                address="+19375550123", status="failed", due_at=NOW, created_at=NOW,
            )
        )  # fmt: skip
        phone.messages.append(alert.id)
    phone.fail(-1, "bad_number")
    assert phone.row().suppressed_at is None
    assert phone.events() == []


def test_the_same_number_at_another_practice_stays_in_use(phone: Phone) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple").address("+19375550123").id
    phone.fail(0, "bad_number")
    with work_everywhere() as session:
        assert session.get_one(Address, other).suppressed_at is None
