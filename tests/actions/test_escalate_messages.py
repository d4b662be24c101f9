"""From one channel to the next, dearer one, until somebody answers or it arrives (product E4, E7, D2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.escalate_messages import escalate_messages
from app.actions.run_tick import run_tick
from app.models import Answer, AppointmentRow, Message, MessageLine, RuleRow, VisitType
from app.work import work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, arrived, outbox
from tests.builders.clinic import EVERY_CONSENT, NOW, Clinic, make_clinic

HOUR = timedelta(hours=1)


def mailed(clinic: Clinic, kind: str = "confirmation_request", children: int = 1, **given: Any) -> Message:
    """A mail that left now about visits in five days; without an answer its rule waits four hours."""
    asks = kind == "confirmation_request"
    rule = clinic.rule(
        kind,
        amount=4,
        statuses=["scheduled", "out_of_reach"] if asks else ["scheduled", "confirmed", "out_of_reach"],
        channel_mode="escalation",
        escalate_after_minutes=240,
    )
    mother = clinic.parent("Ana", prefers_reminders="email", email_id=clinic.address("ana@ramos.example").id)
    visits = []
    for number in range(children):
        child = clinic.child(f"Child {number}", birth_date=date(2010, 1, 1))
        clinic.tie(child, mother, consents=given.get("consents", EVERY_CONSENT))
        visits.append(clinic.visit(child, NOW + timedelta(days=5)))
    message: Message = clinic.message(
        rule, mother, *visits,
        channel="email", status=given.get("status", "sent"), sent_at=NOW,
        expires_at=given.get("expires_at", NOW + timedelta(days=4)),
    )  # fmt: skip
    return message


def steps() -> list[tuple[int, str | None, str]]:
    return [(each.step, each.channel, each.status) for each in outbox()[1:]]


def test_without_an_answer_the_mail_is_followed_by_a_text_and_then_by_a_call(app: Flask) -> None:
    with work_everywhere() as session:
        first = mailed(make_clinic(session)).key
    assert escalate_messages(NOW + 4 * HOUR - timedelta(minutes=1)) == 0
    assert run_tick(NOW + 4 * HOUR, SANDBOX, SIGNER).sent == 1
    assert run_tick(NOW + 7 * HOUR, SANDBOX, SIGNER).sent == 0
    assert run_tick(NOW + 8 * HOUR, SANDBOX, SIGNER).sent == 1
    assert [(each.step, each.channel) for each in outbox()[1:]] == [(1, "text"), (2, "voice")]
    assert [each.key for each in outbox()] == [first, f"{first}/s1", f"{first}/s2"]
    assert [each.channel for each in arrived()] == ["text", "voice"]
    assert run_tick(NOW + 12 * HOUR, SANDBOX, SIGNER).planned == 0, "the ladder ends"


def test_it_waits_for_an_open_window(app: Flask) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session))
        message = session.scalars(select(Message)).one()
        message.sent_at = NOW + 7 * HOUR
    assert run_tick(NOW + 11 * HOUR, SANDBOX, SIGNER).sent == 0  # 9 PM
    assert run_tick(NOW + 22 * HOUR, SANDBOX, SIGNER).sent == 1  # 8 AM


def test_a_channel_without_consent_is_left_out(app: Flask) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session), consents=["reminders:email", "reminders:voice"])
    run_tick(NOW + 4 * HOUR, SANDBOX, SIGNER)
    assert [(each.step, each.channel) for each in outbox()[1:]] == [(1, "voice")]


@pytest.mark.parametrize("status", ["confirmed", "cancel_requested"])
def test_an_answer_stops_it(app: Flask, status: str) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session), children=2)
        session.scalars(select(AppointmentRow).limit(1)).one().confirmation = status
    assert escalate_messages(NOW + 4 * HOUR) == 0, "who answered for one child has read the message"


def test_an_answer_that_leaves_the_schedule_as_it_is_stops_it_too_until_it_is_taken_back(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mailed(clinic)
        visit = session.scalars(select(AppointmentRow)).one()
        answer = Answer(
            appointment_id=visit.id, choice="move", effect="move_asked", version=1, received_at=NOW + HOUR
        )
        number = clinic.add(answer).id
    assert escalate_messages(NOW + 4 * HOUR) == 0
    with work_everywhere() as session:
        session.get_one(Answer, number).undone_at = NOW + 4 * HOUR
    assert escalate_messages(NOW + 5 * HOUR) == 1


def test_an_answer_after_the_step_was_queued_stops_it_before_it_leaves(app: Flask) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session))
    assert escalate_messages(NOW + 4 * HOUR) == 1
    with work_everywhere() as session:
        session.scalars(select(AppointmentRow)).one().confirmation = "confirmed"
    assert run_tick(NOW + 4 * HOUR, SANDBOX, SIGNER).sent == 0
    assert steps() == [(1, "text", "cancelled")]


@pytest.mark.parametrize(
    ("kind", "status", "follows"),
    [
        ("confirmation_request", "delivered", True),
        ("confirmation_request", "bounced", True),
        ("confirmation_request", "unknown", False),
        ("reminder", "delivered", False),
        ("reminder", "sent", True),
        ("reminder", "bounced", True),
    ],
)
def test_requests_wait_for_an_answer_and_the_rest_to_arrive(
    app: Flask, kind: str, status: str, follows: bool
) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session), kind, status=status)
    assert escalate_messages(NOW + 4 * HOUR) == int(follows)


def test_after_its_last_useful_moment_nothing_follows(app: Flask) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session), expires_at=NOW + 3 * HOUR)
    for hours in (2, 3, 4, 5):
        assert escalate_messages(NOW + hours * HOUR) == 0


def test_a_child_whose_visit_was_moved_is_left_out_of_the_next_step(app: Flask) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session), children=2)
        moved, stays = session.scalars(select(AppointmentRow).order_by(AppointmentRow.id)).all()
        moved.version, moved.version_at = 2, NOW + HOUR
        kept = stays.id
    assert escalate_messages(NOW + 4 * HOUR) == 1
    with work_everywhere() as session:
        lines = select(MessageLine.appointment_id).where(MessageLine.channel == "text")
        assert session.scalars(lines).all() == [kept]


def test_a_visit_that_became_confidential_is_not_told_to_the_mother_again(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mailed(clinic)
        clinic.add(VisitType(name="check-up", confidential=True))
    assert escalate_messages(NOW + 4 * HOUR) == 0


def test_a_message_that_is_turned_off_is_not_followed(app: Flask) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session))
        rule = session.scalars(select(RuleRow)).one()
        rule.state, rule.enabled_at = "disabled", None
    assert escalate_messages(NOW + 4 * HOUR) == 0


def test_another_practice_is_left_alone(app: Flask) -> None:
    with work_everywhere() as session:
        mailed(make_clinic(session))
        maple = make_clinic(session, "maple").practice_id
    assert escalate_messages(NOW + 4 * HOUR, maple) == 0
