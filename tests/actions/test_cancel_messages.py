from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.actions.cancel_messages import cancel_unsent
from app.models import Message
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic


def _statuses(practice_id: int) -> dict[str, tuple[str, str | None]]:
    with work(practice_id) as session:
        return {row.key: (row.status, row.reason) for row in session.scalars(select(Message))}


def test_a_cancelled_visits_waiting_messages_are_cancelled_with_the_reason(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana", mia)
        visit = clinic.visit(mia)
        rule = clinic.rule()
        clinic.message(rule, ana, visit, status="queued", key="waiting")
        clinic.message(clinic.rule(), ana, visit, status="sent", key="gone")
        clinic.message(clinic.rule(), ana, visit, status="queued", key="ready", claimed_at=NOW)
        clinic.message(clinic.rule(), ana, visit, status="sending", key="under way", claimed_at=NOW)
        visit.lifecycle, visit.cancelled_at, visit.cancelled_by = "cancelled", NOW, "parent"
        session.flush()
        assert cancel_unsent(session, NOW, [visit.id], "cancelled") == 2
    assert _statuses(clinic.practice_id) == {
        "waiting": ("cancelled", "cancelled"),
        "gone": ("sent", None),
        "ready": ("cancelled", "cancelled"),
        "under way": ("sending", None),
    }


def test_a_message_for_two_children_stays_until_both_are_cancelled(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        ana = clinic.parent("Ana", mia)
        clinic.tie(leo, ana)
        visits = [clinic.visit(mia), clinic.visit(leo)]
        clinic.message(clinic.rule(), ana, *visits, status="queued", key="both")
        counts = []
        for visit in visits:
            visit.lifecycle, visit.cancelled_at, visit.cancelled_by = "cancelled", NOW, "parent"
            session.flush()
            counts.append(cancel_unsent(session, NOW, [visit.id], "cancelled"))
    assert counts == [0, 1]


def test_a_confirmation_stops_requests_and_keeps_the_reminder(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana", mia)
        visit = clinic.visit(mia)
        ask = clinic.rule("confirmation_request", statuses=["scheduled", "out_of_reach"])
        clinic.message(ask, ana, visit, status="queued", key="ask")
        clinic.message(clinic.rule(), ana, visit, status="queued", key="remind")
        visit.confirmation = "confirmed"
        session.flush()
        assert cancel_unsent(session, NOW, [visit.id], "answered") == 1
    assert _statuses(clinic.practice_id)["remind"] == ("queued", None)


def test_a_moved_visits_messages_of_the_old_time_are_cancelled(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana", mia)
        visit = clinic.visit(mia)
        clinic.message(clinic.rule(), ana, visit, status="queued", key="old time")
        visit.version, visit.version_at = visit.version + 1, NOW
        visit.starts_at += timedelta(hours=1)
        session.flush()
        assert cancel_unsent(session, NOW, [visit.id], "moved") == 1
        assert cancel_unsent(session, NOW, [visit.id], "moved") == 0
        assert cancel_unsent(session, NOW, [], "moved") == 0
