"""Providers' answers are written down, many at once, and count against an address that is no good (G3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.note_results import note_results
from app.models import Address, FixTask, Message, MessageEvent
from app.providers.port import Accepted, Refused, Result, Unknown
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic


def under_way(statuses: tuple[str, ...], **more: object) -> tuple[int, list[int]]:
    """The practice, and messages to one mother whose calls are in these states."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mother = clinic.parent("Ana Ramos", clinic.child("Mia"))
        address = session.get_one(Address, mother.cell_id)
        several = [
            Message(
                key=f"k{number}", type="private", contact_id=mother.id, channel="text", status=status,
                address=address.value, due_at=NOW, expires_at=NOW + timedelta(days=1),
                created_at=NOW, claimed_at=NOW, **more,
            )
            for number, status in enumerate(statuses)
        ]  # fmt: skip
        for each in several:
            clinic.add(each)
        return clinic.practice_id, [each.id for each in several]


def note(practice_id: int, results: dict[int, Result]) -> list[Message]:
    with work(practice_id) as session:
        note_results(session, NOW, results)
    with work(practice_id) as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def test_many_that_were_taken_are_sent_each_with_its_name_and_its_event(app: Flask) -> None:
    practice_id, ids = under_way(("sending", "unknown", "sending"))
    messages = note(practice_id, {number: Accepted(f"v-{number}") for number in ids})
    assert [each.status for each in messages] == ["sent"] * 3
    assert [each.provider_ref for each in messages] == [f"v-{number}" for number in ids]
    assert {(each.sent_at, each.settled_at, each.claimed_at, each.attempts) for each in messages} == {
        (NOW, NOW, None, 1)
    }
    with work(practice_id) as session:
        events = session.scalars(select(MessageEvent).order_by(MessageEvent.id)).all()
        told = [(each.message_id, each.kind, each.detail, each.at) for each in events]
    assert told == [(number, "sent", {"attempt": 1}, NOW) for number in ids]


@pytest.mark.parametrize("status", ["delivered", "bounced", "failed", "cancelled"])
def test_what_was_settled_meanwhile_keeps_its_end_and_learns_its_name(app: Flask, status: str) -> None:
    practice_id, (number,) = under_way((status,), settled_at=NOW - timedelta(minutes=1), reason="why")
    (message,) = note(practice_id, {number: Accepted("v-1")})
    assert (message.status, message.reason, message.provider_ref) == (status, "why", "v-1")
    assert message.settled_at == NOW - timedelta(minutes=1)


def test_results_of_every_kind_are_noted_together(app: Flask) -> None:
    practice_id, (taken, lost, later) = under_way(("sending",) * 3)
    results: dict[int, Result] = {
        taken: Accepted("v"),
        lost: Unknown("vendor_silent"),
        later: Refused("throttled", retry=True, after=timedelta(minutes=7)),
    }
    messages = note(practice_id, results)
    assert [(each.status, each.reason) for each in messages] == [
        ("sent", None),
        ("unknown", "vendor_silent"),
        ("queued", "throttled"),
    ]
    assert messages[2].due_at == NOW + timedelta(minutes=7)


def test_a_number_that_a_provider_refuses_for_good_is_blocked_and_given_to_staff(app: Flask) -> None:
    practice_id, (number,) = under_way(("sending",))
    (message,) = note(practice_id, {number: Refused("bad_number", retry=False)})
    assert (message.status, message.reason) == ("failed", "bad_number")
    with work(practice_id) as session:
        address = session.scalars(select(Address).where(Address.value == message.address)).one()
        task = session.scalars(select(FixTask)).one()
        assert (address.suppressed_reason, address.suppressed_at) == ("bad_number", NOW)
        assert (task.message_id, task.category) == (number, "bad_number")


def test_another_practice_is_never_noted_in(app: Flask) -> None:
    practice_id, (number,) = under_way(("sending",))
    with work(practice_id + 1) as session:
        note_results(session, NOW, {number: Accepted("v")})
    with work(practice_id) as session:
        assert session.get_one(Message, number).status == "sending"
