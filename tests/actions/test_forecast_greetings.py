"""What a birthday greeting or a recall is foreseen to do is what it then does (E8, K5)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.foresee_change import foresee_change
from app.actions.plan_greetings import plan_greetings
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.rule_effect import Shift
from app.domain.rule_parts import starting_rule
from app.domain.rules import Rule
from app.domain.timing import RuleType
from app.models import Message, RuleRow
from app.models.facts import rule_facts
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.greetings import TODAY, birthday_rule, known_child, recall_rule

DAYS = 14


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """A child has a birthday every third day, one of them without a way to be reached."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        for number in range(0, 30, 3):
            born = TODAY.replace(year=2020) + timedelta(days=number)
            _, contact = known_child(clinic, f"Child {number}", born)
            if number == 9:
                contact.prefers_notices = contact.prefers_recalls = None
    return clinic


def _happened(clinic: Clinic, rule_id: int) -> Counter[tuple[str | None, str | None]]:
    """What the rule did in two weeks of turns of the clock."""
    for hour in range(0, DAYS * 24 + 1, 4):
        plan_greetings(NOW + timedelta(hours=hour), clinic.practice_id)
    with work_everywhere() as session:
        rows = session.scalars(select(Message).where(Message.rule_id == rule_id)).all()
        return Counter((row.channel, row.reason) for row in rows)


def _saved(clinic: Clinic) -> Rule:
    with work_everywhere() as session:
        return rule_facts(session.scalars(select(RuleRow)).one())


@pytest.mark.parametrize("make", [birthday_rule, recall_rule])
def test_turning_it_on_is_foreseen_as_it_then_happens(clinic: Clinic, make) -> None:
    with work_everywhere() as session:
        clinic.session = session
        rule_id = make(clinic, state="draft", enabled_at=None).id
    effect = foresee_change(NOW, clinic.practice_id, replace(_saved(clinic), enabled_at=NOW))
    with work_everywhere() as session:
        row = session.scalars(select(RuleRow)).one()
        row.state, row.enabled_at = "enabled", NOW
    happened = _happened(clinic, rule_id)
    assert effect.more == happened["text", None] > 0
    assert effect.channels == {Channel.TEXT: Shift(0, happened["text", None])}
    assert effect.skipped == {Reason.NO_PREFERENCE: Shift(0, happened[None, Reason.NO_PREFERENCE])}


def test_a_change_is_held_against_what_is_saved(clinic: Clinic) -> None:
    with work_everywhere() as session:
        clinic.session = session
        birthday_rule(clinic)
    saved = _saved(clinic)
    unchanged = foresee_change(NOW, clinic.practice_id, saved)
    assert (unchanged.more, unchanged.fewer, unchanged.own.before) == (0, 0, unchanged.own.after)
    assert unchanged.own.before > 0
    nobody = foresee_change(NOW, clinic.practice_id, replace(saved, age_to=2))
    assert (nobody.more, nobody.fewer) == (0, unchanged.own.before)
    off = foresee_change(NOW, clinic.practice_id, replace(saved, enabled_at=None))
    assert off.fewer == unchanged.own.before


def test_one_that_is_not_saved_yet_is_foreseen_and_nothing_is_written(clinic: Clinic) -> None:
    new = replace(starting_rule(RuleType.BIRTHDAY), enabled_at=NOW)
    assert foresee_change(NOW, clinic.practice_id, new).more > 0
    with work_everywhere() as session:
        assert session.scalars(select(Message)).all() == []


def test_who_is_greeted_follows_the_child_s_own_day(clinic: Clinic) -> None:
    nobody_today = replace(starting_rule(RuleType.BIRTHDAY), enabled_at=NOW + timedelta(minutes=1))
    today_too = replace(nobody_today, enabled_at=NOW - timedelta(hours=1))
    first = foresee_change(NOW, clinic.practice_id, nobody_today).more
    assert foresee_change(NOW, clinic.practice_id, today_too).more == first + 1
