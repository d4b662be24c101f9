from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import SandboxDelivery, SandboxOutcome
from app.providers.port import Accepted, Envelope, Refused, Unknown
from app.providers.sandbox import SandboxProvider
from app.work import work_everywhere
from tests.builders.clinic import NOW, make_clinic


@pytest.fixture
def practice_id(app: Flask) -> int:
    with work_everywhere() as session:
        return make_clinic(session).practice_id


def _envelope(practice_id: int, reference: str = "m1") -> Envelope:
    return Envelope(practice_id, reference, "text", "+19375550100", "Willow", "en", "", "See you", "")


def _force(practice_id: int, outcome: str) -> None:
    with work_everywhere() as session:
        session.add(SandboxOutcome(practice_id=practice_id, address="+19375550100", outcome=outcome))


def _deliveries() -> list[SandboxDelivery]:
    with work_everywhere() as session:
        rows = list(session.scalars(select(SandboxDelivery).order_by(SandboxDelivery.id)))
        session.expunge_all()
        return rows


def test_a_message_arrives_as_it_was_sent_and_its_receipt_is_due_at_once(practice_id: int) -> None:
    provider = SandboxProvider()
    assert provider.send(_envelope(practice_id), NOW).result() == Accepted("sandbox-m1")
    (arrived,) = _deliveries()
    assert (arrived.address, arrived.body, arrived.times) == ("+19375550100", "See you", 1)
    assert (arrived.outcome, arrived.receipt_due_at) == ("delivered", NOW)
    assert provider.find(practice_id, "m1") == Accepted("sandbox-m1")


def test_a_message_that_comes_twice_is_counted_and_shown_once(practice_id: int) -> None:
    provider = SandboxProvider()
    provider.send(_envelope(practice_id), NOW)
    provider.send(_envelope(practice_id), NOW)
    (arrived,) = _deliveries()
    assert arrived.times == 2


@pytest.mark.parametrize(
    ("outcome", "receipt_after"),
    [
        ("bounce", timedelta(0)),
        ("duplicate_receipt", timedelta(0)),
        ("delay", timedelta(minutes=10)),
        ("no_receipt", None),
    ],
)
def test_a_forced_outcome_meets_the_next_message_only(
    practice_id: int, outcome: str, receipt_after: timedelta | None
) -> None:
    _force(practice_id, outcome)
    provider = SandboxProvider()
    assert isinstance(provider.send(_envelope(practice_id), NOW).result(), Accepted)
    assert isinstance(provider.send(_envelope(practice_id, "m2"), NOW).result(), Accepted)
    first, second = _deliveries()
    assert (first.outcome, second.outcome) == (outcome, "delivered")
    assert first.receipt_due_at == (None if receipt_after is None else NOW + receipt_after)


def test_a_forced_refusal_lets_nothing_arrive_and_the_next_try_does(practice_id: int) -> None:
    _force(practice_id, "refuse")
    provider = SandboxProvider()
    assert provider.send(_envelope(practice_id), NOW).result() == Refused("no_connection", retry=True)
    assert _deliveries() == []
    assert provider.find(practice_id, "m1") == Refused("absent", retry=True)
    assert provider.send(_envelope(practice_id), NOW).result() == Accepted("sandbox-m1")


def test_a_forced_silence_takes_the_message_and_never_says_so(practice_id: int) -> None:
    _force(practice_id, "unknown")
    provider = SandboxProvider()
    assert provider.send(_envelope(practice_id), NOW).result() == Unknown("vendor_silent")
    assert provider.find(practice_id, "m1") is None
    assert len(_deliveries()) == 1


def test_another_practices_delivery_is_not_found(practice_id: int) -> None:
    provider = SandboxProvider()
    provider.send(_envelope(practice_id), NOW)
    assert provider.find(practice_id + 1, "m1") == Refused("absent", retry=True)
