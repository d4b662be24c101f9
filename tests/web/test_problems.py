"""The Problems page: everything a person must look at, with the way to put it right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.models import Heartbeat, Message
from app.work import work, work_everywhere
from tests.builders.record_pages import RecordPages, open_record_pages, words


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    with work_everywhere() as session:
        session.add(Heartbeat(role="clock", at=clock.now()))
    return open_record_pages(app)


def _unsettled(pages: RecordPages) -> int:
    with pages.add() as clinic:
        ana = clinic.parent("Ana Ramos", clinic.child())
        return clinic.message(
            clinic.rule(), ana, status="unknown", claimed_at=clock.now() - timedelta(minutes=16)
        ).id


def _status(pages: RecordPages, message_id: int) -> str:
    with work(pages.clinic.practice_id) as session:
        return str(session.get(Message, message_id).status)


def test_nothing_to_fix_is_said(pages: RecordPages) -> None:
    assert "Nothing to fix" in pages.read("/problems")


def test_a_problem_leads_to_the_family_and_the_visit(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child("Mia", "Ramos")
        visit = clinic.visit(mia, clock.now() + timedelta(days=1))
        family, appointment = mia.family_id, visit.id
    html = pages.read("/problems")
    assert "Nobody can be messaged about Mia Ramos. No contact is on file." in words(html)
    assert f'href="/families/{family}"' in html
    assert f'href="/appointments/{appointment}"' in html


def test_visits_beyond_two_weeks_are_looked_at_when_asked(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.visit(clinic.child("Mia", "Ramos"), clock.now() + timedelta(days=15))
    assert "Every family with a visit in the next 14 days can be reached" in pages.read("/problems")
    assert "Nobody can be messaged about Mia Ramos" in words(pages.read("/problems?visits=all"))


@pytest.mark.parametrize(("outcome", "status"), [("delivered", "delivered"), ("not_delivered", "failed")])
def test_a_message_in_the_dark_is_settled_with_one_click(
    pages: RecordPages, outcome: str, status: str
) -> None:
    message = _unsettled(pages)
    assert "It arrived" in pages.read("/problems")
    text = words(pages.save(f"/problems/messages/{message}/settle", outcome=outcome))
    assert "Noted. It is not sent again." in text
    assert "Nothing to fix" in text
    assert _status(pages, message) == status
    again = pages.save(f"/problems/messages/{message}/settle", outcome="delivered")
    assert "This message was settled already." in again
    assert _status(pages, message) == status


def test_an_outcome_that_is_none_is_refused(pages: RecordPages) -> None:
    message = _unsettled(pages)
    assert pages.post(f"/problems/messages/{message}/settle", outcome="maybe").status_code == 422
    assert _status(pages, message) == "unknown"


def test_another_practice_can_neither_see_nor_settle(app: Flask, pages: RecordPages) -> None:
    message = _unsettled(pages)
    other = open_record_pages(app, "maple")
    assert "Nothing to fix" in other.read("/problems")
    other.save(f"/problems/messages/{message}/settle", outcome="delivered")
    assert _status(pages, message) == "unknown"
