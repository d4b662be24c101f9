"""What scripts read: the keys and the meaning the contract promises."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.models import Location, Notice, NoticeLine
from app.queries.appointment_list import appointment_list
from app.queries.message_list import message_list
from app.queries.notice_list import notice_list
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        make_clinic(session, "maple").child("Other", "Practice")
        return make_clinic(session)


def test_an_appointment_has_the_keys_of_the_contract(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia", "Ramos")
        luis = clinic.parent("Luis Ramos", mia, link_position=2)
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia, datetime(2026, 11, 24, 19, 30, tzinfo=UTC), confirmation="cancel_requested")
        listed = appointment_list(session)
    assert listed == [
        {
            "id": visit.id,
            "external_id": visit.external_id,
            "source": "csv",
            "patient": "Mia Ramos",
            "contacts": [{"id": ana.id, "name": "Ana Ramos"}, {"id": luis.id, "name": "Luis Ramos"}],
            "provider": "Dr. Anita Patel",
            "location": "Main Street",
            "starts_at": "2026-11-24T19:30:00+00:00",
            "timezone": "America/New_York",
            "lifecycle": "scheduled",
            "confirmation": "cancel_requested",
            "status": "Asked to cancel",
            "version": 1,
        }
    ]
    assert json.loads(json.dumps(listed)) == listed


def test_a_place_with_its_own_clock_is_said(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        west = clinic.add(Location(name="West Office", timezone="America/Chicago"))
        clinic.visit(clinic.child(), location_id=west.id, provider_id=None)
        (listed,) = appointment_list(session)
    assert (listed["timezone"], listed["provider"], listed["contacts"]) == ("America/Chicago", None, [])


def test_a_message_names_its_visits_and_shows_its_link_in_sandbox_only(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        leo = clinic.child("Leo", family_id=mia.family_id)
        ana = clinic.parent("Ana Ramos", mia, leo)
        rule = clinic.rule("reminder", name="Reminder, 1 day before")
        visits = [clinic.visit(leo), clinic.visit(mia)]
        clinic.message(rule, ana, *visits, body="See you", sent_at=NOW, address="+19375550100", segments=1)
        (listed,) = message_list(session)
    assert listed["appointment_ids"] == sorted(visit.id for visit in visits)
    assert (listed["rule"], listed["type"], listed["contact_id"]) == (
        "Reminder, 1 day before",
        "reminder",
        ana.id,
    )
    assert (listed["sent_at"], listed["status"], listed["body"]) == (NOW.isoformat(), "sent", "See you")
    assert listed["link"] is None


def test_a_notice_lists_what_changed_for_each_child(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.visit(clinic.child("Mia"))
        leo = clinic.visit(clinic.child("Leo"))
        dana = clinic.staff()
        notice = clinic.add(
            Notice(
                department_id=clinic.department_id, kind="cancelled", created_at=NOW,
                assigned_to=dana.id, escalated_at=NOW + timedelta(minutes=15),
            )
        )  # fmt: skip
        clinic.add(NoticeLine(notice_id=notice.id, appointment_id=mia.id, change="cancelled", undone_at=NOW))
        clinic.add(NoticeLine(notice_id=notice.id, appointment_id=leo.id, change="late"))
        listed = notice_list(session)
    assert listed == [
        {
            "id": notice.id,
            "department": "Front Desk",
            "kind": "cancelled",
            "state": "new",
            "created_at": NOW.isoformat(),
            "seen_at": None,
            "done_at": None,
            "assigned_to": "Dana K.",
            "snoozed_until": None,
            "escalated_at": "2026-11-22T15:15:00+00:00",
            "digested_at": None,
            "lines": [
                {"appointment_id": mia.id, "change": "cancelled", "undone": True},
                {"appointment_id": leo.id, "change": "late", "undone": False},
            ],
        }
    ]


def test_lists_never_show_another_practice(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "cedar")
        visit = other.visit(other.child())
        other.message(other.rule(), other.parent("Someone"), visit)
        other.add(Notice(department_id=other.department_id, kind="late", created_at=NOW))
    with work(clinic.practice_id) as session:
        assert (appointment_list(session), message_list(session), notice_list(session)) == ([], [], [])
