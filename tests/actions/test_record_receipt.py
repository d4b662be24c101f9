"""Reports about messages: in any order, any number of times, about any try, early or late."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from random import Random
from typing import NamedTuple

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.actions.collect_receipts import collect_receipts
from app.actions.record_receipt import message_id_of, record_receipts, try_of
from app.domain.failures import Failure
from app.domain.outcomes import ReceiptKind
from app.domain.vendor_reports import ReceiptNote
from app.models import Address, AddressEvent, EarlyReceipt, Message, MessageEvent
from app.providers.port import Receipt
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

pytestmark = pytest.mark.database
SENT, DELIVERED, FAILED, BOUNCED = ReceiptKind
MINUTE = timedelta(minutes=1)
_numbers = count(1)


class Said(NamedTuple):
    """A report without its message."""

    kind: ReceiptKind
    category: str = ""
    note: str = ""
    minutes: int = 0


EVERYTHING = [
    Said(SENT),
    Said(SENT, note=ReceiptNote.DEFERRED, minutes=1),
    Said(DELIVERED, minutes=3),
    Said(DELIVERED, minutes=4),
    Said(FAILED, Failure.PHONE_OFF, minutes=2),
    Said(FAILED, Failure.NETWORK_TROUBLE, minutes=1),
    Said(BOUNCED, Failure.BAD_NUMBER, minutes=5),
]


class Desk:
    """A practice whose messages are reported on."""

    def __init__(self) -> None:
        with work_everywhere() as session:
            clinic = make_clinic(session)
            self.practice_id = clinic.practice_id
            self.rule_id = clinic.rule().id

    def message(self, **given: object) -> int:
        """A text that the provider took, to a number of its own; it is of no use after ``NOW``."""
        with work(self.practice_id) as session:
            clinic = Clinic(session, self.practice_id, 0, 0, 0, 0)
            cell = clinic.address(f"+1937556{next(_numbers):04d}")
            mother = clinic.parent("Ana Ramos", cell=cell)
            values = {"sent_at": NOW, "settled_at": NOW, "expires_at": NOW, "address": cell.value} | given
            rule = type("Rule", (), {"id": self.rule_id, "type": "reminder"})()
            return int(clinic.message(rule, mother, **values).id)

    def told(self, *receipts: Receipt) -> int:
        with work_everywhere() as session:
            return record_receipts(session, NOW, receipts)

    def row(self, message_id: int) -> Message:
        with work(self.practice_id) as session:
            return session.get_one(Message, message_id)

    def end(self, message_id: int) -> tuple[object, ...]:
        """Everything that may not depend on the order of reports."""
        with work(self.practice_id) as session:
            row = session.get_one(Message, message_id)
            address = session.scalars(select(Address).where(Address.value == row.address)).one()
            return row.status, row.reason, row.settled_at, row.resends, address.suppressed_reason


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk()


def receipt(message_id: int, said: Said, name: str = "", *, tries: int = 0) -> Receipt:
    reference = f"m{message_id}-{tries}" if tries else f"m{message_id}"
    event_id = f"{reference}:{name or said}"
    at = NOW + said.minutes * MINUTE
    return Receipt(0, reference, event_id, said.kind, at, said.category, note=said.note)


in_any_order = given(
    said=st.lists(st.sampled_from(EVERYTHING), min_size=1, max_size=5),
    order=st.randoms(use_true_random=False),
    repeats=st.lists(st.integers(0, 4), max_size=3),
)
shares_its_desk = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@shares_its_desk
@in_any_order
def test_any_order_and_any_repetition_end_alike(
    desk: Desk, said: list[Said], order: Random, repeats: list[int]
) -> None:
    one, other = desk.message(), desk.message()
    tell_both(desk, one, other, said, order, repeats)
    assert desk.end(one) == desk.end(other)


@shares_its_desk
@in_any_order
def test_also_where_a_failure_makes_it_go_again(
    desk: Desk, said: list[Said], order: Random, repeats: list[int]
) -> None:
    one, other = (desk.message(expires_at=NOW + timedelta(days=1)) for _ in range(2))
    tell_both(desk, one, other, said, order, repeats)
    assert desk.row(one).status == desk.row(other).status
    assert (desk.row(one).status == "queued") == ({each.kind for each in said} in ({FAILED}, {FAILED, SENT}))


def tell_both(desk: Desk, one: int, other: int, said: list[Said], order: Random, repeats: list[int]) -> None:
    """Report on one message in a row, on the other all at once, in another order and some of it twice."""
    for each in said:
        desk.told(receipt(one, each))
    again = [*said, *(said[place % len(said)] for place in repeats)]
    order.shuffle(again)
    desk.told(*(receipt(other, each) for each in again))


def test_a_report_counts_once_however_it_is_repeated(desk: Desk) -> None:
    number = desk.message()
    failed = receipt(number, Said(FAILED, Failure.PHONE_OFF))
    assert desk.told(failed, failed) == 1
    assert desk.told(failed) == 0
    with work(desk.practice_id) as session:
        assert session.scalar(select(func.count()).select_from(AddressEvent)) == 1


def test_what_an_earlier_try_reports_late_is_old_news(desk: Desk) -> None:
    number = desk.message(resends=1)
    desk.told(receipt(number, Said(FAILED, Failure.PHONE_OFF)), receipt(number, Said(SENT)))
    assert desk.row(number).status == "sent"
    desk.told(receipt(number, Said(FAILED, Failure.BUSY), tries=1))
    assert (desk.row(number).status, desk.row(number).reason) == ("failed", "busy")


def test_a_text_that_arrived_after_all_does_not_go_again(desk: Desk) -> None:
    number = desk.message(status="queued", resends=1)
    desk.told(receipt(number, Said(DELIVERED, minutes=2)))
    assert (desk.row(number).status, desk.row(number).settled_at) == ("delivered", NOW + 2 * MINUTE)


def test_a_dead_number_ends_the_waiting_try_and_not_the_one_that_left(desk: Desk) -> None:
    waiting, left = desk.message(status="queued", resends=1), desk.message(resends=1)
    gone = Said(BOUNCED, Failure.BAD_NUMBER)
    desk.told(receipt(waiting, gone), receipt(left, gone))
    assert [desk.row(number).status for number in (waiting, left)] == ["bounced", "sent"]
    assert desk.end(left)[-1] == "bad_number"


def test_a_call_reported_under_the_vendors_name_alone_is_found(desk: Desk) -> None:
    number = desk.message(provider_ref="call-1")
    assert desk.told(Receipt(0, "", "e1", DELIVERED, NOW, provider_ref="call-1")) == 1
    assert desk.row(number).status == "delivered"


def test_a_report_that_comes_too_early_waits_for_its_message(desk: Desk) -> None:
    early = Receipt(0, "", "e1", DELIVERED, NOW, provider_ref="call-1")
    assert desk.told(early, early) == 0
    assert desk.told(early) == 0
    number = desk.message(status="unknown")
    assert collect_receipts(NOW) == 0
    with work(desk.practice_id) as session:
        session.get_one(Message, number).provider_ref = "call-1"
    assert collect_receipts(NOW) == 1
    assert desk.row(number).status == "delivered"
    assert desk.told(early) == 0
    with work_everywhere() as session:
        assert session.scalars(select(EarlyReceipt)).all() == []


def test_an_early_bounce_blocks_the_number(desk: Desk) -> None:
    desk.told(Receipt(0, "", "e1", BOUNCED, NOW, Failure.BAD_NUMBER, provider_ref="call-1"))
    number = desk.message(provider_ref="call-1")
    assert collect_receipts(NOW) == 1
    assert desk.end(number)[-1] == "bad_number"


def test_a_note_is_kept_with_the_report(desk: Desk) -> None:
    number = desk.message()
    desk.told(receipt(number, Said(DELIVERED, note=ReceiptNote.LEFT_MESSAGE)))
    with work(desk.practice_id) as session:
        event = session.scalars(select(MessageEvent).where(MessageEvent.kind == "receipt")).one()
        assert event.detail["note"] == "left_message"


@pytest.mark.parametrize(
    ("reference", "message_id", "tries"),
    [
        ("m42", 42, 0),
        ("m42-1", 42, 1),
        ("m42-12", 42, 12),
        ("m42-", None, 0),
        ("m-1", None, 0),
        ("m4٢", None, 0),
        ("m1234567890123456789", None, 0),
        ("", None, 0),
    ],
)
def test_a_reference_names_message_and_try(reference: str, message_id: int | None, tries: int) -> None:
    assert (message_id_of(reference), try_of(reference)) == (message_id, tries)
