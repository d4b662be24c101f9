from __future__ import annotations

from datetime import time, timedelta

from flask import Flask
from sqlalchemy import select

from app.actions.create_rules import create_default_rules
from app.actions.plan_messages import plan_messages
from app.domain.timing import RuleType
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
        assert {rule_facts(row).type for row in rules} == set(RuleType)
        drafts = [row.name for row in rules if row.state == "draft"]
        assert drafts == [
            "Same-day reminder",
            "Missed visit",
            "After the visit",
            "Video visit tomorrow",
            "Video visit soon",
            "Birthday greeting",
            "Recall",
        ]


def test_greetings_and_recalls_start_as_the_practice_most_likely_wants_them(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
    with work(clinic.practice_id) as session:
        create_default_rules(session, NOW)
        by_type = {row.type: rule_facts(row) for row in session.scalars(select(RuleRow))}
    birthday, recall = by_type["birthday_greeting"], by_type["recall"]
    assert (birthday.at_time, birthday.age_to, birthday.purpose) == (time(10), 17, "notices")
    assert (recall.at_time, recall.tries, recall.try_every_days, recall.purpose) == (
        time(10),
        3,
        14,
        "recalls",
    )
    # Nobody gets the words of a video visit for another kind of visit.
    assert by_type["telehealth_first"].visit_types == {"Telehealth"}
    assert by_type["telehealth_second"].visit_types == {"Telehealth"}
