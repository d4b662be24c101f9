"""Departments, the order of routing rules, what can never match, and who would get it."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import DeliveryRulesRow, Department, Location, Notice, RoutingRule, StaffUser
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/settings/departments"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Nursing",
        "email": "nursing@willow.example",
        "second_email": "",
        "opens_at": "08:00",
        "closes_at": "17:00",
        "open_days": list("01234"),
        **changed,
    }


def department(pages: RecordPages, name: str = "Nursing") -> Department | None:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(Department).where(Department.name == name)).one_or_none()


@pytest.fixture
def nursing(pages: RecordPages) -> int:
    pages.save(URL, **typed())
    row = department(pages)
    assert row is not None
    return row.id


def routes(pages: RecordPages) -> list[tuple[int, list[str]]]:
    with work(pages.clinic.practice_id) as session:
        rows = session.scalars(select(RoutingRule).order_by(RoutingRule.position))
        return [(row.position, row.visit_types) for row in rows]


def route(pages: RecordPages, department_id: int, **chosen: Any) -> None:
    pages.save(f"{URL}/routing", department_id=str(department_id), **chosen)


def number_of(pages: RecordPages, visit_type: str) -> int:
    with work(pages.clinic.practice_id) as session:
        found = select(RoutingRule.id).where(RoutingRule.visit_types == [visit_type])
        return session.scalars(found).one()


def who(pages: RecordPages, **case: Any) -> str:
    answer = pages.desk.get(URL, htmx=True, query={key: str(value) for key, value in case.items()})
    assert answer.text.lstrip().startswith('<section id="who"')
    found = re.search(r'<div class="verdict.*?</div>', answer.text, re.DOTALL)
    assert found
    return words(found[0])


def test_a_department_is_added_and_changed(pages: RecordPages, nursing: int) -> None:
    html = pages.read(f"{URL}/{nursing}")
    seen = re.search(r'name="seen" value="([^"]+)"', html)
    assert seen
    fields = typed(
        seen=seen[1], second_email="Boss@willow.example", own_hours="yes", opens_at="07:00",
        closes_at="19:00", open_days=["0", "5"],
    )  # fmt: skip
    assert "07:00 to 19:00" in words(pages.save(f"{URL}/{nursing}", **fields))
    row = department(pages)
    assert row is not None
    assert (row.email, row.second_email) == ("nursing@willow.example", "boss@willow.example")
    assert (row.opens_at, row.closes_at, row.open_days) == (time(7), time(19), [0, 5])
    again = pages.post(f"{URL}/{nursing}", htmx=True, **fields)
    assert again.status_code == 409
    assert "Dana K. changed this department just now." in words(again.text)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "front desk"}, "name"),
        ({"email": "nursing"}, "email"),
        ({"second_email": "boss@"}, "second_email"),
        ({"own_hours": "yes", "opens_at": "18:00"}, "opens_at"),
        ({"own_hours": "yes", "closes_at": ""}, "closes_at"),
        ({"open_days": []}, "open_days"),
    ],
)
def test_what_cannot_work_comes_back(pages: RecordPages, changed: dict[str, Any], field: str) -> None:
    html = pages.refuse(URL, **typed(**changed))
    assert f'href="#{field}"' in html
    assert f'id="{field}-error"' in html
    assert department(pages) is None


def test_one_that_nothing_needs_is_deleted(pages: RecordPages, nursing: int) -> None:
    assert "The department was deleted." in pages.save(f"{URL}/{nursing}/remove")
    assert department(pages) is None
    assert pages.post(f"{URL}/{nursing}/remove").status_code == 404


def test_one_that_is_needed_stays_and_says_by_what(pages: RecordPages, nursing: int) -> None:
    route(pages, nursing, visit_types=["Vaccine"])
    with pages.add() as clinic:
        clinic.session.scalars(select(StaffUser)).one().department_id = nursing
        clinic.add(Notice(department_id=nursing, kind="cancelled", created_at=clock.now()))
    text = words(pages.refuse(f"{URL}/{nursing}/remove"))
    for reason in ("a routing rule sends notices there", "Dana K. belongs to it", "1 notice in the history"):
        assert reason in text
    front = words(pages.refuse(f"{URL}/{pages.clinic.department_id}/remove"))
    assert "the Global settings tell it of cancellations" in front


def test_rules_keep_the_order_they_are_given(pages: RecordPages, nursing: int) -> None:
    for name in ("Vaccine", "Well visit", "Sick visit"):
        route(pages, nursing, visit_types=[name])
    assert routes(pages) == [(1, ["Vaccine"]), (2, ["Well visit"]), (3, ["Sick visit"])]
    pages.save(f"{URL}/routing/{number_of(pages, 'Sick visit')}/up")
    pages.save(f"{URL}/routing/{number_of(pages, 'Vaccine')}/down")
    assert routes(pages) == [(1, ["Sick visit"]), (2, ["Vaccine"]), (3, ["Well visit"])]
    pages.save(f"{URL}/routing/{number_of(pages, 'Sick visit')}/up")
    assert routes(pages)[0] == (1, ["Sick visit"])
    pages.save(f"{URL}/routing/{number_of(pages, 'Vaccine')}/remove")
    assert routes(pages) == [(1, ["Sick visit"]), (2, ["Well visit"])]
    assert pages.post(f"{URL}/routing/999999/up").status_code == 404
    assert pages.post(f"{URL}/routing/999999/remove").status_code == 404


def test_a_rule_is_changed(pages: RecordPages, nursing: int) -> None:
    route(pages, nursing, visit_types=["Vaccine"])
    number = number_of(pages, "Vaccine")
    assert 'value="Vaccine" checked' in pages.read(f"{URL}/routing/{number}")
    front = str(pages.clinic.department_id)
    html = pages.save(
        f"{URL}/routing/{number}", department_id=front, provider_ids=[str(pages.clinic.provider_id)]
    )
    assert "Dr. Anita Patel → Front Desk" in words(html)


def test_a_rule_without_a_department_is_refused_and_strange_numbers_are_not_kept(
    pages: RecordPages, nursing: int
) -> None:
    html = pages.refuse(f"{URL}/routing", department_id="", visit_types=["Vaccine"])
    assert 'href="#department_id"' in html
    assert routes(pages) == []
    route(pages, nursing, provider_ids=["999999", "x"], visit_types=["Vaccine"])
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(RoutingRule)).one().provider_ids == []


def test_a_rule_that_is_never_reached_or_can_never_match_is_flagged(pages: RecordPages, nursing: int) -> None:
    with pages.add() as clinic:
        gone = clinic.rule(name="Gone").id
    route(pages, nursing, rule_ids=[str(gone)])
    route(pages, nursing, visit_types=["Vaccine"])
    route(pages, nursing, visit_types=["vaccine"], provider_ids=[str(pages.clinic.provider_id)])
    with pages.add() as clinic:
        row = clinic.session.get_one(type(clinic.rule(name="Other")), gone)
        row.state, row.enabled_at, row.deleted_at = "disabled", None, clock.now()
    text = words(pages.read(URL))
    assert "Can never match: the automated messages it names are deleted." in text
    assert "Never reached: rule 2 takes all of this first." in text
    assert text.count("Never reached") == 1


def test_the_tester_names_the_department_and_the_rule(pages: RecordPages, nursing: int) -> None:
    with pages.add() as clinic:
        north = clinic.add(Location(name="North Office")).id
        asks = clinic.rule("confirmation_request", name="Ask", statuses=["scheduled"]).id
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana", mia)
        visit = clinic.visit(mia, clock.now() + timedelta(days=1), visit_type="Well visit")
        clinic.message(clinic.session.get_one(type(clinic.rule(name="Other")), asks), ana, visit)
        tried = visit.id
    route(pages, nursing, visit_types=["Vaccine"], location_ids=[str(north)])
    route(pages, nursing, rule_ids=[str(asks)])
    main = pages.clinic.location_id
    assert "Front Desk No routing rule matches" in who(pages, visit_type="Vaccine", location=main)
    assert "Nursing Rule 1 decides: Vaccine · North Office." in who(
        pages, visit_type="vaccine", location=north
    )
    assert "Nursing Rule 2 decides: Ask." in who(pages, location=main, message=asks)
    said = who(pages, appointment=tried)
    assert "Nursing Rule 2 decides: Ask." in said
    assert "The newest message about it is “Ask”." in said
    assert "Unknown" in who(pages, appointment=999999)


def test_without_tracking_nobody_is_told_and_the_page_says_so(pages: RecordPages, nursing: int) -> None:
    with pages.add() as clinic:
        clinic.session.scalars(select(DeliveryRulesRow)).one().track_cancellations = False
    assert "Cancellations are not tracked, so no department is told of them." in words(pages.read(URL))
    said = who(pages)
    assert "Nobody" in said
    assert "Only when two parents disagree, Front Desk is told." in said


def test_only_those_who_may_edit_the_rules_come_in(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "contacts_edit"))
    assert pages.desk.get(URL).status_code == 403
    assert pages.post(f"{URL}/routing", department_id="1").status_code == 403
