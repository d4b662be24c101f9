"""Missed, past and video visits from the clock to the family, in both languages (product E1, D3, D7, F1)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions.plan_messages import plan_messages
from app.actions.run_tick import run_tick
from app.models import AppointmentRow, Message, Patient, Provider, SandboxDelivery
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER
from tests.builders.clinic import NOW, Clinic, make_clinic

HELD = ["no_show"]


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.get_one(Provider, clinic.provider_id).video_url = "https://video.example/patel"
    return clinic


def told(
    clinic: Clinic, language: str, lifecycle: str, hours: float, rule: dict[str, Any], **way: str
) -> None:
    """Mia and Leo have a visit so many hours from now; one automated message is on."""
    with work(clinic.practice_id) as session:
        clinic.session = session
        children = [clinic.child(name) for name in ("Mia", "Leo")]
        email = clinic.address("ana@example.org")
        clinic.parent("Ana", *children, language=language, email_id=email.id, **way)
        for each in children:
            at = NOW + timedelta(hours=hours)
            clinic.visit(each, at, lifecycle=lifecycle, visit_type="Telehealth")
        clinic.rule(**{"enabled_at": NOW - timedelta(days=60), **rule})


def sent(clinic: Clinic, at: timedelta = timedelta(0)) -> list[SandboxDelivery]:
    run_tick(NOW + at, SANDBOX, SIGNER)
    with work(clinic.practice_id) as session:
        return list(session.scalars(select(SandboxDelivery).order_by(SandboxDelivery.id)))


MISSED = {
    "type": "missed_appointment",
    "anchor": "after_start",
    "amount": 2,
    "unit": "hours",
    "statuses": HELD,
}
AFTER = {"type": "post_appointment", "anchor": "end", "amount": 1, "unit": "hours", "statuses": ["completed"]}
FIRST = {"type": "telehealth_first", "amount": 1, "unit": "days", "visit_types": ["Telehealth"]}
SECOND = {"type": "telehealth_second", "amount": 30, "unit": "minutes", "visit_types": ["Telehealth"]}


@pytest.mark.parametrize(
    ("rule", "lifecycle", "hours", "english", "spanish"),
    [
        (MISSED, "no_show", -2, "we missed Mia and Leo on", "no vimos a Mia y Leo el"),
        (AFTER, "completed", -2, "thank you for coming with Mia and Leo", "gracias por venir con Mia y Leo"),
        (FIRST, "scheduled", 24, "Mia and Leo have video visits", "Mia y Leo tienen videocita"),
        (SECOND, "scheduled", 0.5, "To join: https://", "Entre: https://"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_siblings_are_told_in_one_text(
    clinic: Clinic,
    rule: dict[str, Any],
    lifecycle: str,
    hours: float,
    english: str,
    spanish: str,
    language: str,
) -> None:
    told(clinic, language, lifecycle, hours, rule)
    (text,) = sent(clinic)
    assert (english if language == "en" else spanish) in text.body


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_mail_before_a_video_visit_holds_the_room(clinic: Clinic, language: str) -> None:
    told(clinic, language, "scheduled", 0.5, SECOND, prefers_reminders="email")
    (mail,) = sent(clinic)
    assert "https://video.example/patel" in mail.body
    assert "https://video.example/patel" in mail.html


@pytest.mark.parametrize(("rule", "lifecycle"), [(MISSED, "no_show"), (AFTER, "completed")])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_mail_about_a_past_visit_is_called_from_with_one_tap(
    clinic: Clinic, rule: dict[str, Any], lifecycle: str, language: str
) -> None:
    told(clinic, language, lifecycle, -2, rule, prefers_reminders="email")
    (mail,) = sent(clinic)
    numbers = re.findall(r'<a href="tel:(\d+)"[^>]*>([\d-]+)</a>', mail.html)
    assert len(numbers) == 2, "where the words say to call, and under the practice's name"
    assert {(dialled, shown.replace("-", "")) for dialled, shown in numbers} == {("9375550142", "9375550142")}


def test_without_a_room_the_mail_says_to_call(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        session.get_one(Provider, clinic.provider_id).video_url = ""
    told(clinic, "en", "scheduled", 0.5, SECOND, prefers_reminders="email")
    (mail,) = sent(clinic)
    assert "To join: call us for the link" in mail.body


def test_whoever_came_late_after_all_is_not_told_that_they_were_missed(clinic: Clinic) -> None:
    told(clinic, "en", "no_show", -2, MISSED)
    assert plan_messages(NOW).messages == 1
    with work(clinic.practice_id) as session:
        session.execute(
            update(AppointmentRow).values(lifecycle="arrived", version=AppointmentRow.version + 1)
        )
    assert sent(clinic) == []


@pytest.mark.parametrize(("rule", "lifecycle"), [(MISSED, "no_show"), (AFTER, "completed")])
def test_nothing_goes_after_48_hours_or_about_a_child_who_died(
    clinic: Clinic, rule: dict[str, Any], lifecycle: str
) -> None:
    told(clinic, "en", lifecycle, -2, rule)
    with work(clinic.practice_id) as session:
        session.execute(update(Patient).values(deceased_at=NOW))
    assert sent(clinic) == []
    with work(clinic.practice_id) as session:
        assert {row.status for row in session.scalars(select(Message))} <= {"skipped"}
        session.execute(update(Patient).values(deceased_at=None))
    assert sent(clinic, timedelta(hours=49)) == []
