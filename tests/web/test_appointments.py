"""A visit's page: its story, what comes next, and the front desk's decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.actions.note_appointment import note_appointment
from app.domain.reasons import Reason
from app.models import AppointmentRow, Contact
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


@pytest.fixture
def visit(pages: RecordPages) -> int:
    """Mia's visit in three days; Ana gets a reminder a day before."""
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        clinic.parent("Ana Ramos", mia)
        clinic.rule("reminder", name="Reminder, 1 day before")
        return clinic.visit(mia, clock.now() + timedelta(days=3)).id


def _row(pages: RecordPages, visit: int) -> AppointmentRow:
    with work(pages.clinic.practice_id) as session:
        row = session.get(AppointmentRow, visit)
        session.expunge(row)
    return row


def test_the_page_tells_what_comes_next_to_whom_and_how(pages: RecordPages, visit: int) -> None:
    text = words(pages.read(f"/appointments/{visit}"))
    assert text.count("Reminder, 1 day before") == 1
    assert "text to Ana Ramos" in text
    assert "Nothing happened yet" in text


def test_the_story_shows_exact_texts_and_moves(pages: RecordPages, visit: int) -> None:
    with pages.add() as clinic:
        session, row = clinic.session, clinic.session.get(AppointmentRow, visit)
        ana = session.query(Contact).one()
        clinic.message(clinic.rule("reminder"), ana, row, body="Mia <3 tomorrow?", status="delivered")
        before = {"starts_at": (row.starts_at - timedelta(days=1)).isoformat()}
        after = {"starts_at": row.starts_at.isoformat()}
        note_appointment(session, clock.now(), visit, "moved", before=before, after=after)
    html = pages.read(f"/appointments/{visit}")
    assert "Mia &lt;3 tomorrow?" in html
    assert "Moved in the schedule" in html
    assert "<s>" in html


def test_confirming_by_phone_is_done_and_told(pages: RecordPages, visit: int) -> None:
    text = words(pages.save(f"/appointments/{visit}/confirm"))
    assert "Marked as confirmed." in text
    assert "Dana K. marked it as confirmed" in text
    assert _row(pages, visit).confirmation == "confirmed"
    assert "Mark as confirmed (phoned)" not in text


def test_a_request_can_be_kept_or_cancelled(pages: RecordPages, visit: int) -> None:
    with pages.add() as clinic:
        clinic.session.get(AppointmentRow, visit).confirmation = "cancel_requested"
    assert "Keep the visit" in pages.read(f"/appointments/{visit}")
    pages.save(f"/appointments/{visit}/keep")
    assert _row(pages, visit).confirmation == "none"
    text = words(pages.save(f"/appointments/{visit}/cancel"))
    assert _row(pages, visit).cancelled_by == "staff"
    assert "Nothing more goes out about this visit." in text
    assert Reason.STATUS_NOT_CHOSEN.words in text
    assert "Decide" not in text


def test_a_decision_that_comes_too_late_shows_the_new_state(pages: RecordPages, visit: int) -> None:
    with pages.add() as clinic:
        clinic.session.get(AppointmentRow, visit).lifecycle = "completed"
    answer = pages.post(f"/appointments/{visit}/confirm", htmx=True)
    assert answer.status_code == 409
    assert answer.text.lstrip().startswith('<div id="appointment"')
    assert "Completed" in words(answer.text)
    assert 'role="alert"' in answer.text


def test_staff_without_the_right_see_the_story_only(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging",))
    with pages.add() as clinic:
        visit = clinic.visit(clinic.child(), clock.now() + timedelta(days=1)).id
    assert "Mark as confirmed" not in pages.read(f"/appointments/{visit}")
    assert pages.post(f"/appointments/{visit}/confirm").status_code == 403


def test_another_practice_s_visit_is_not_found(app: Flask, pages: RecordPages, visit: int) -> None:
    other = open_record_pages(app, "maple")
    assert other.desk.get(f"/appointments/{visit}").status_code == 404
    assert other.post(f"/appointments/{visit}/cancel").status_code == 404
    assert _row(pages, visit).lifecycle == "scheduled"
