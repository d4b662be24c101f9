from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask

from app.queries.day_sheet import day_sheet
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

Counting = Callable[[], AbstractContextManager[list[str]]]
END = NOW + timedelta(hours=20)


def fill(clinic: Clinic, visits: int) -> None:
    rule = clinic.rule()
    for number in range(visits):
        child = clinic.child(f"Child{number}", "Many")
        parent = clinic.parent(f"Parent {number}", child)
        visit = clinic.visit(child, NOW + timedelta(minutes=number))
        clinic.message(rule, parent, visit, status="delivered", sent_at=NOW)


@pytest.mark.parametrize("visits", [1, 60])
def test_a_day_is_one_statement_however_full(app: Flask, count_queries: Counting, visits: int) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        fill(clinic, visits)
    with work(clinic.practice_id) as session, count_queries() as statements:
        found = day_sheet(session, clinic.practice_id, NOW, END)
    assert len(found) == visits
    assert len(statements) == 1


def test_messages_about_an_older_version_say_nothing_of_this_one(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        child = clinic.child()
        parent = clinic.parent("Ana Ramos", child)
        visit = clinic.visit(child, NOW + timedelta(hours=1))
        clinic.message(clinic.rule(), parent, visit, status="bounced", sent_at=NOW)
        visit.version = 2
    with work(clinic.practice_id) as session:
        (row,) = day_sheet(session, clinic.practice_id, NOW, END)
    assert row.message_id is None
    assert row.answer == "no_answer"


def test_what_left_the_schedule_is_not_on_the_sheet(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        for lifecycle in ("rescheduled", "entered_in_error", "scheduled"):
            clinic.visit(clinic.child(), NOW + timedelta(hours=1), lifecycle=lifecycle)
    with work(clinic.practice_id) as session:
        assert len(day_sheet(session, clinic.practice_id, NOW, END)) == 1
