from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.actions.create_rules import create_default_rules
from app.actions.plan_messages import plan_messages
from app.models import Message, RuleRow
from app.models.facts import rule_facts
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic


def test_a_new_practice_asks_three_days_and_reminds_one_day_before(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia)
        clinic.visit(mia, NOW + timedelta(days=5))
    with work(clinic.practice_id) as session:
        create_default_rules(session, NOW)
    for day in range(6):
        plan_messages(NOW + timedelta(days=day))
    with work_everywhere() as session:
        sent = session.scalars(select(Message).order_by(Message.due_at)).all()
        assert [(each.type, each.due_at - NOW) for each in sent] == [
            ("confirmation_request", timedelta(days=2)),
            ("reminder", timedelta(days=4)),
        ]


def test_every_first_rule_is_one_the_rule_book_knows(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
    with work(clinic.practice_id) as session:
        create_default_rules(session, NOW)
        rules = session.scalars(select(RuleRow)).all()
        assert {rule_facts(row).type for row in rules} == {
            "initial_confirmation",
            "confirmation_request",
            "reminder",
            "moved",
            "cancelled_by_practice",
        }
        assert [row.name for row in rules if row.state == "draft"] == ["Same-day reminder"]
