"""Where a message goes on to if nobody answers is told before it happens, and happens (product E4, E9)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.run_tick import run_tick
from app.models import Answer, AppointmentRow, Message, PatientContact
from app.queries.appointment_timeline import appointment_timeline
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER
from tests.builders.clinic import NOW, Clinic, make_clinic

HOUR = timedelta(hours=1)
ASKED = NOW + timedelta(days=1)
EVENING, NIGHT = ASKED + 6 * HOUR, ASKED + 22 * HOUR
"""10 AM is asked; six hours later it is 4 PM, and six more are 10 PM, so 8 AM."""


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """Ana, whom every channel reaches, and Mia's visit in four days; three days before she is asked."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(
            "confirmation_request", name="Please confirm", amount=3, statuses=["scheduled", "out_of_reach"],
            channel_mode="escalation", escalate_after_minutes=360,
        )  # fmt: skip
        mia = clinic.child("Mia")
        mail = clinic.address("ana@ramos.example").id
        clinic.parent("Ana", mia, prefers_reminders="email", email_id=mail)
        clinic.visit(mia, NOW + timedelta(days=4), replan=True)
        return clinic


def _coming(clinic: Clinic, now: datetime) -> list[tuple[datetime | None, str, bool]]:
    with work(clinic.practice_id) as session:
        visit = session.scalars(select(AppointmentRow.id)).one()
        found = appointment_timeline(session, now, visit)
    assert found is not None
    return [(each.at, each.channel, each.unanswered) for each in found.coming if each.channel]


def test_before_it_is_sent_every_way_is_told(clinic: Clinic) -> None:
    assert _coming(clinic, NOW) == [
        (ASKED, "Email", False),
        (EVENING, "Text", True),
        (NIGHT, "Phone call", True),
    ]


def test_what_was_told_then_happens(clinic: Clinic) -> None:
    for at, rest in ((ASKED, 2), (EVENING, 1), (NIGHT, 0)):
        told = _coming(clinic, at - HOUR)
        assert run_tick(at, SANDBOX, SIGNER).sent + run_tick(at, SANDBOX, SIGNER).sent == 1
        assert _coming(clinic, at) == told[1:]
        assert len(told) == rest + 1
    with work(clinic.practice_id) as session:
        sent = select(Message.sent_at, Message.channel).order_by(Message.id)
        assert [tuple(row) for row in session.execute(sent)] == [
            (ASKED, "email"),
            (EVENING, "text"),
            (NIGHT, "voice"),
        ]


def test_an_answer_ends_it(clinic: Clinic) -> None:
    run_tick(ASKED, SANDBOX, SIGNER)
    with work(clinic.practice_id) as session:
        visit = session.scalars(select(AppointmentRow)).one()
        session.add(
            Answer(appointment_id=visit.id, choice="move", effect="asked", version=1, received_at=ASKED)
        )
    assert _coming(clinic, ASKED) == []


def test_who_may_not_be_called_is_not(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        session.scalars(select(PatientContact)).one().consents = ["reminders:email", "reminders:text"]
    assert [channel for _, channel, _ in _coming(clinic, NOW)] == ["Email", "Text"]
