"""The Global Settings change all at once, with a trace, and never over somebody else's change."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.change_delivery_rules import (
    RulesChangedMeanwhile,
    RulesRefused,
    RulesSaved,
    change_delivery_rules,
)
from app.actions.change_holidays import add_holiday, remove_holiday
from app.actions.write_audit import Actor
from app.domain.delivery_form import TypedRules
from app.models import AppointmentRow, AuditLine, DeliveryRulesRow, Location
from app.queries.delivery_rules_page import RulesPage, delivery_rules_page, said_by
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.visit(clinic.child())
        clinic.visit(clinic.child("Leo"), NOW - timedelta(days=1))
        make_clinic(session, "maple")
    return clinic


def _page(clinic: Clinic) -> RulesPage:
    with work(clinic.practice_id) as session:
        return delivery_rules_page(session)


def _change(clinic: Clinic, typed: TypedRules, seen: str = "", now=LATER, actor: Actor = DANA):
    with work(clinic.practice_id) as session:
        return change_delivery_rules(session, now, actor, typed, seen or _page(clinic).seen)


def _replanned(clinic: Clinic) -> int:
    with work(clinic.practice_id) as session:
        return len(session.scalars(select(AppointmentRow.id).where(AppointmentRow.replan)).all())


def test_the_form_shows_what_is_saved_with_its_sentences(clinic: Clinic) -> None:
    page = _page(clinic)
    assert (page.typed.window_from, page.typed.window_to) == ("08:00", "20:00")
    assert page.typed.days == ("0", "1", "2", "3", "4", "5", "6")
    assert page.said.deadline == "A parent with a 2:30 PM visit can cancel until 1:30 PM."
    assert list(page.departments.values()) == ["Front Desk"]


def test_a_change_is_saved_audited_and_plans_coming_visits_again(clinic: Clinic) -> None:
    typed = replace(_page(clinic).typed, window_from="16:00", deadline_hours="3")
    assert _change(clinic, typed) == RulesSaved(("window_from", "deadline_hours"))
    with work(clinic.practice_id) as session:
        row = session.scalars(select(DeliveryRulesRow)).one()
        assert (row.window_from, row.deadline_hours, row.changed_at) == (time(16), 3, LATER)
        line = session.scalars(select(AuditLine)).one()
        assert (line.actor, line.before) == (
            "dana@willow.example",
            {"window_from": "08:00", "deadline_hours": 1},
        )
        assert line.after == {"window_from": "16:00", "deadline_hours": 3}
    assert _replanned(clinic) == 1


def test_a_new_deadline_alone_does_not_plan_again(clinic: Clinic) -> None:
    _change(clinic, replace(_page(clinic).typed, deadline_hours="24"))
    assert _replanned(clinic) == 0


def test_saving_without_a_change_leaves_no_trace(clinic: Clinic) -> None:
    assert _change(clinic, _page(clinic).typed) == RulesSaved(())
    with work(clinic.practice_id) as session:
        assert session.scalars(select(AuditLine)).all() == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"window_from": "20:00", "window_to": "08:00"}, "window_from"),
        ({"window_to": "25:00"}, "window_to"),
        ({"days": ()}, "days"),
        ({"deadline_hours": "0"}, "deadline_hours"),
        ({"deadline_hours": "25"}, "deadline_hours"),
        ({"deadline_hours": "1.5"}, "deadline_hours"),
        ({"deadline_hours": ""}, "deadline_hours"),
        ({"department_id": ""}, "department_id"),
        ({"sibling_mode": "cousins"}, "sibling_mode"),
    ],
)
def test_what_cannot_work_is_refused_with_an_example_and_not_saved(
    clinic: Clinic, given: dict[str, object], field: str
) -> None:
    typed = replace(_page(clinic).typed, **given)
    result = _change(clinic, typed)
    assert isinstance(result, RulesRefused)
    assert [refusal.field for refusal in result.refusals] == [field]
    assert said_by(typed, _page(clinic).departments) is None
    with work(clinic.practice_id) as session:
        assert session.scalars(select(AuditLine)).all() == []


def test_a_department_of_another_practice_is_refused(clinic: Clinic) -> None:
    with work_everywhere() as session:
        foreign = make_clinic(session, "cedar").department_id
    result = _change(clinic, replace(_page(clinic).typed, department_id=str(foreign)))
    assert isinstance(result, RulesRefused)


def test_somebody_else_s_change_is_never_overwritten(clinic: Clinic) -> None:
    opened = _page(clinic)
    _change(clinic, replace(opened.typed, deadline_hours="2"), actor=Actor("lee@willow.example"))
    result = _change(clinic, replace(opened.typed, deadline_hours="5"), seen=opened.seen)
    assert result == RulesChangedMeanwhile("lee@willow.example", LATER)
    assert _page(clinic).typed.deadline_hours == "2"


def test_the_other_practice_keeps_its_settings(clinic: Clinic) -> None:
    _change(clinic, replace(_page(clinic).typed, deadline_hours="9"))
    with work_everywhere() as session:
        hours = session.scalars(
            select(DeliveryRulesRow.deadline_hours).order_by(DeliveryRulesRow.deadline_hours)
        ).all()
    assert hours == [1, 9]


def test_closed_days_are_listed_added_and_removed(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        place = session.scalars(select(Location)).one()
        assert add_holiday(session, NOW, DANA, "2026-12-25", "Christmas Day", "") == {}
        assert add_holiday(session, NOW, DANA, "2026-12-24", "Painting", str(place.id)) == {}
    days = _page(clinic).holidays
    assert [(day.name, day.location) for day in days] == [("Painting", "Main Street"), ("Christmas Day", "")]
    assert _replanned(clinic) == 1
    with work(clinic.practice_id) as session:
        assert remove_holiday(session, NOW, DANA, days[0].id)
        assert not remove_holiday(session, NOW, DANA, days[0].id)
    assert [day.name for day in _page(clinic).holidays] == ["Christmas Day"]
    with work(clinic.practice_id) as session:
        assert len(session.scalars(select(AuditLine)).all()) == 3


def test_a_closed_day_that_cannot_be_used_is_explained(clinic: Clinic) -> None:
    with work_everywhere() as session:
        foreign = make_clinic(session, "cedar").location_id
    with work(clinic.practice_id) as session:
        assert "2026-12-25" in add_holiday(session, NOW, DANA, "12/25", "", "")["day"]
        assert "location" in add_holiday(session, NOW, DANA, "2026-12-25", "", str(foreign))
        assert add_holiday(session, NOW, DANA, "2026-12-25", "", "") == {}
        assert "already" in add_holiday(session, NOW, DANA, "2026-12-25", "again", "")["day"]
