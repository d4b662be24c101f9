"""A notice reaches the department it is routed to (product D5, J1)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Department, Link, Message, Notice, NoticeLine, RoutingRule
from app.work import work
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import ParentLink, make_parent_link


@pytest.fixture
def family(app: Flask) -> ParentLink:
    family = make_parent_link(app)
    with work(family.practice_id) as session:
        Clinic(session, family.practice_id, 0, 0, 0, 0).add(
            Department(name="Nursing", email="nurses@willow.example")
        )
    family.change_visit(family.leo, visit_type="Vaccine")
    return family


def route(family: ParentLink, **chosen: Any) -> None:
    """What ``chosen`` says goes to Nursing."""
    with work(family.practice_id) as session:
        nursing = session.scalars(select(Department.id).where(Department.name == "Nursing")).one()
        clinic = Clinic(session, family.practice_id, 0, 0, 0, 0)
        clinic.add(RoutingRule(position=1, department_id=nursing, **chosen))


def told(family: ParentLink) -> dict[str, list[int]]:
    """The appointments each department was told of."""
    with work(family.practice_id) as session:
        rows = session.execute(
            select(Department.name, NoticeLine.appointment_id)
            .join(Notice, Notice.department_id == Department.id)
            .join(NoticeLine, NoticeLine.notice_id == Notice.id)
            .order_by(NoticeLine.id)
        ).all()
    found: dict[str, list[int]] = {}
    for name, appointment_id in rows:
        found.setdefault(name, []).append(appointment_id)
    return found


def cancel_both(family: ParentLink) -> None:
    family.send(**{f"answer_{family.mia}": "cant", f"answer_{family.leo}": "cant"})


def test_without_routing_one_department_is_told_of_both(family: ParentLink) -> None:
    cancel_both(family)
    assert told(family) == {"Front Desk": [family.mia, family.leo]}


def test_children_who_route_apart_are_two_notices_each_with_its_alert(family: ParentLink) -> None:
    route(family, visit_types=["vaccine"])
    cancel_both(family)
    assert told(family) == {"Front Desk": [family.mia], "Nursing": [family.leo]}
    with work(family.practice_id) as session:
        alerts = session.scalars(select(Message.address).where(Message.notice_id.is_not(None))).all()
    assert sorted(alerts) == ["front@willow.example", "nurses@willow.example"]


def test_taking_it_back_is_told_to_the_departments_that_were_told(family: ParentLink) -> None:
    route(family, visit_types=["vaccine"])
    cancel_both(family)
    family.send(undo=family.leo)
    with work(family.practice_id) as session:
        again = session.scalars(select(Message.address).where(Message.variant == "coming_again")).all()
    assert again == ["nurses@willow.example"]


@pytest.mark.parametrize("newest", ["ask", "remind"])
def test_the_newest_message_of_the_link_is_the_one_answered(family: ParentLink, newest: str) -> None:
    with work(family.practice_id) as session:
        clinic = Clinic(session, family.practice_id, 0, 0, 0, 0)
        ask = clinic.rule("confirmation_request", statuses=["scheduled"])
        remind = clinic.rule("reminder")
        for rule in (remind, ask) if newest == "ask" else (ask, remind):
            link = session.get_one(Link, family.link_id)
            clinic.add(
                Message(
                    key=f"{rule.type}", type=rule.type, rule_id=rule.id, contact_id=link.contact_id,
                    link_id=link.id, channel="text", status="sent", due_at=NOW, created_at=NOW,
                )
            )  # fmt: skip
        asked = ask.id
    route(family, rule_ids=[asked])
    family.answer(family.mia, "cant")
    assert list(told(family)) == ["Nursing" if newest == "ask" else "Front Desk"]
