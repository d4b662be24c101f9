"""The story of an appointment in order, and what comes next with when or why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.actions.note_appointment import note_appointment
from app.actions.write_audit import Actor
from app.domain.reasons import Reason
from app.models import Holiday, Location, Message, Notice, NoticeLine, Provider
from app.queries.appointment_timeline import Timeline, appointment_timeline
from app.queries.timeline_step import StepKind
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

START = datetime(2026, 11, 25, 19, 30, tzinfo=UTC)
FEED = Actor("feed csv")


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


def _read(clinic: Clinic, appointment_id: int, now: datetime = NOW) -> Timeline:
    with work(clinic.practice_id) as session:
        found = appointment_timeline(session, now, appointment_id)
    assert found is not None
    return found


def _titles(timeline: Timeline) -> list[str]:
    return [step.title for step in timeline.steps]


def test_the_head_says_who_when_where_and_the_status(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        visit = clinic.visit(clinic.child("Mia", "Ramos"), START, confirmation="cancel_requested").id
    head = _read(clinic, visit).head
    assert (head.patient, head.provider, head.location, head.zone) == (
        "Mia Ramos",
        "Dr. Anita Patel",
        "Main Street",
        "America/New_York",
    )
    assert (head.starts_at, head.status.words, head.source) == (START, "Asked to cancel", "csv")


def test_the_whole_story_in_order(clinic: Clinic) -> None:
    hour = timedelta(hours=1)
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia", "Ramos")
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia, START, version=2)
        rule = clinic.rule("confirmation_request", name="Confirmation request", statuses=["scheduled"])
        dana = clinic.staff().id
        note_appointment(
            session, NOW - 9 * hour, visit.id, "created", actor=FEED, source="csv", first_import=False
        )
        old = {"starts_at": (START - 24 * hour).isoformat()}
        note_appointment(
            session, NOW - 8 * hour, visit.id, "moved", actor=FEED,
            before=old, after={"starts_at": START.isoformat()},
        )  # fmt: skip
        clinic.message(rule, ana, visit, sent_at=NOW - 7 * hour, body="Coming?", status="delivered")
        note_appointment(session, NOW - 6 * hour, visit.id, "cancelled", contact_id=ana.id, via="link")
        notice = clinic.add(
            Notice(
                department_id=clinic.department_id, contact_id=ana.id, kind="cancelled", state="done",
                created_at=NOW - 6 * hour, seen_at=NOW - 4 * hour, seen_by=dana,
                done_at=NOW - 3 * hour, done_by=dana,
            )
        )  # fmt: skip
        clinic.add(NoticeLine(notice_id=notice.id, appointment_id=visit.id, change="cancelled"))
        clinic.add(
            Message(
                key="notice:1", type="department_notice", notice_id=notice.id,
                department_id=clinic.department_id, channel="email", address="front@willow.example",
                status="sent", due_at=NOW - 5 * hour, sent_at=NOW - 5 * hour, created_at=NOW,
            )
        )  # fmt: skip
        appointment_id = visit.id
    timeline = _read(clinic, appointment_id)
    assert _titles(timeline) == [
        "Booked",
        "Moved in the schedule",
        "Confirmation request: text to Ana Ramos",
        "Ana Ramos answered: can't come. The visit is cancelled.",
        "Front Desk was told: Cancelled",
        "Alert email to front@willow.example",
        "Dana K. saw the notice",
        "Dana K. marked the notice as done",
    ]
    moved, asked = timeline.steps[1], timeline.steps[2]
    assert (moved.was, moved.becomes) == (START - 24 * hour, START)
    assert (asked.outcome, asked.body) == ("Delivered", "Coming?")
    assert asked.detail == "By text because Ana Ramos chose it for reminders."


def test_a_move_names_the_new_doctor_and_office(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        kim = clinic.add(Provider(name="Dr. Sun Kim"))
        north = clinic.add(Location(name="North Office"))
        visit = clinic.visit(clinic.child(), START)
        before = {"provider_id": clinic.provider_id, "location_id": clinic.location_id}
        after = {"provider_id": kim.id, "location_id": north.id}
        note_appointment(session, NOW, visit.id, "moved", actor=FEED, before=before, after=after)
        appointment_id = visit.id
    (step,) = _read(clinic, appointment_id).steps
    assert step.detail == "Provider: Dr. Anita Patel → Dr. Sun Kim. Office: Main Street → North Office."
    assert (step.was, step.becomes) == (None, None)


def test_what_was_skipped_says_why(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child()
        luis = clinic.parent("Luis", mia)
        visit = clinic.visit(mia, START)
        rule = clinic.rule("reminder", name="Reminder")
        clinic.message(rule, luis, visit, status="skipped", reason="no_consent", channel=None)
        appointment_id = visit.id
    (step,) = _read(clinic, appointment_id).steps
    assert (step.title, step.outcome, step.detail) == ("Reminder: Luis", "Not sent", Reason.NO_CONSENT.words)


@pytest.mark.parametrize(
    ("kind", "by", "title", "sign"),
    [
        ("confirmed", "contact", "Ana answered: coming", StepKind.ANSWER),
        ("confirmed", "staff", "Dana K. marked it as confirmed", StepKind.STAFF),
        ("cancelled", "feed", "Cancelled in the schedule", StepKind.SCHEDULE),
        ("kept", "staff", "Dana K. kept the visit on the schedule", StepKind.STAFF),
        ("undone", "contact", "Ana took the answer back: coming after all", StepKind.ANSWER),
        (
            "conflict",
            "contact",
            "Ana answered differently from somebody else of the family. The first answer stands.",
            StepKind.PROBLEM,
        ),
    ],
)
def test_each_event_says_who_did_it(clinic: Clinic, kind: str, by: str, title: str, sign: StepKind) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child()
        ana = clinic.parent("Ana", mia)
        visit = clinic.visit(mia, START)
        actor = Actor("dana@willow.example", clinic.staff().id) if by == "staff" else FEED
        contact = ana.id if by == "contact" else None
        note_appointment(session, NOW, visit.id, kind, actor=actor, contact_id=contact)
        appointment_id = visit.id
    (step,) = _read(clinic, appointment_id).steps
    assert (step.title, step.kind) == (title, sign)


def test_what_comes_next_has_the_moment_the_way_and_the_person(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child()
        leo = clinic.child("Leo", family_id=mia.family_id)
        ana = clinic.parent("Ana Ramos", mia, leo)
        clinic.tie(mia, clinic.parent("Luis"), position=2, consents=[])
        clinic.rule("reminder", name="Reminder")
        visit = clinic.visit(mia, START)
        clinic.visit(leo, START)
        appointment_id = visit.id
        assert ana.id
    coming = _read(clinic, appointment_id).coming
    day_before = START - timedelta(days=1)
    assert [(each.rule, each.at, each.channel, each.contact, each.siblings) for each in coming] == [
        ("Reminder", day_before, "Text", "Ana Ramos", 1),
        ("Reminder", day_before, "", "Luis", 0),
    ]
    assert coming[1].reason == Reason.NO_CONSENT.words


def test_closed_days_and_hours_are_looked_at(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child()
        clinic.parent("Ana", mia)
        clinic.rule("reminder", name="Reminder")
        clinic.add(Holiday(day=datetime(2026, 11, 24, tzinfo=UTC).date(), name="Closed"))
        appointment_id = clinic.visit(mia, START).id
    (next_one,) = _read(clinic, appointment_id).coming
    assert next_one.at == datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


def test_after_a_cancellation_nothing_comes_and_the_reason_is_said(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child()
        clinic.parent("Ana", mia)
        clinic.rule("reminder", name="Reminder")
        clinic.rule(
            "cancelled_by_practice", name="Told", anchor="cancellation", amount=0, statuses=["cancelled"]
        )
        visit = clinic.visit(mia, START, lifecycle="cancelled", cancelled_at=NOW, cancelled_by="parent")
        appointment_id = visit.id
    coming = _read(clinic, appointment_id).coming
    assert [(each.rule, each.at, each.reason) for each in coming] == [
        ("Reminder", None, Reason.STATUS_NOT_CHOSEN.words),
        ("Told", None, Reason.CANCELLED_BY_PARENT.words),
    ]


def test_what_went_already_is_not_promised_again(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child()
        ana = clinic.parent("Ana", mia)
        visit = clinic.visit(mia, START)
        clinic.message(clinic.rule("reminder"), ana, visit)
        appointment_id = visit.id
    assert _read(clinic, appointment_id).coming == ()


def test_another_practice_s_appointment_is_not_there(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
        foreign = other.visit(other.child()).id
    with work(clinic.practice_id) as session:
        assert appointment_timeline(session, NOW, foreign) is None
