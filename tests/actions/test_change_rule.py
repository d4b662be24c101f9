"""Automated messages change all at once, with a trace, never over somebody's change, never back in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.change_rule import RuleChangedMeanwhile, RuleRefused, RuleSaved, as_of, change_rule
from app.actions.create_rule import create_rule
from app.actions.foresee_change import foresee_change
from app.actions.plan_messages import plan_messages
from app.actions.switch_rule import Switched, delete_rule, disable_rule, enable_rule, undo_switch
from app.actions.write_audit import Actor
from app.domain.rule_form import Choices, read_rule
from app.domain.rule_parts import starting_rule
from app.domain.timing import RuleType
from app.domain.typed_rule import NamedRule, TypedRule, typed_rule
from app.models import AppointmentRow, AuditLine, Message, RuleRow, TemplateSet
from app.models.facts import rule_facts
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule(name="Reminder", amount=2)
        mia = clinic.child()
        clinic.parent("Ana", mia)
        clinic.visit(mia, NOW + timedelta(days=4))
    return clinic


def _row(clinic: Clinic, name: str = "Reminder") -> RuleRow:
    with work(clinic.practice_id) as session:
        return session.scalars(select(RuleRow).where(RuleRow.name == name)).one()


def _typed(clinic: Clinic, **changed: Any) -> TypedRule:
    row = _row(clinic)
    return replace(typed_rule(NamedRule(row.name, rule_facts(row))), **changed)


def _change(clinic: Clinic, seen: str = "", now=LATER, **changed: Any):
    row = _row(clinic)
    with work(clinic.practice_id) as session:
        seen = seen or row.changed_at.isoformat()
        return change_rule(session, now, DANA, row.id, _typed(clinic, **changed), seen)


def _audit(clinic: Clinic) -> list[AuditLine]:
    with work(clinic.practice_id) as session:
        return list(session.scalars(select(AuditLine).order_by(AuditLine.id)))


def _replanned(clinic: Clinic) -> int:
    with work(clinic.practice_id) as session:
        return len(session.scalars(select(AppointmentRow.id).where(AppointmentRow.replan)).all())


def test_a_change_is_saved_audited_and_plans_coming_visits_again(clinic: Clinic) -> None:
    row = _row(clinic)
    saved = _change(clinic, amount="1", own_hours=True, window_from="09:00", window_to="12:00", days=("0",))
    assert saved == RuleSaved(row.id, ("amount", "window_from", "window_to", "days"))
    row = _row(clinic)
    assert (row.amount, row.window_from, row.days, row.changed_at) == (1, time(9), [0], LATER)
    (line,) = _audit(clinic)
    assert (line.actor, line.subject, line.subject_id) == (DANA.words, "rule", row.id)
    assert line.before == {"amount": 2, "window_from": None, "window_to": None, "days": None}
    assert line.after == {"amount": 1, "window_from": "09:00", "window_to": "12:00", "days": [0]}
    assert _replanned(clinic) == 1


@pytest.mark.parametrize(
    ("changed", "anew"),
    [
        ({"name": "Other"}, False),
        ({"amount": "1"}, False),
        ({"amount": "2", "unit": "weeks"}, True),
        ({"statuses": ("confirmed",)}, False),
        ({"channel_mode": "fixed", "channel": "text"}, False),
        ({"own_last_useful": True, "last_useful": "1"}, False),
        ({"visit_types": ("Check-up",)}, False),
    ],
)
def test_one_that_is_on_counts_anew_only_if_the_change_reaches_back(
    clinic: Clinic, changed: dict[str, Any], anew: bool
) -> None:
    before = _row(clinic).enabled_at
    assert isinstance(_change(clinic, **changed), RuleSaved)
    after = _row(clinic, changed.get("name", "Reminder")).enabled_at
    assert after == (LATER if anew else before)


def test_visits_that_are_added_get_nothing_whose_moment_has_passed(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        session.scalars(select(RuleRow)).one().visit_types = ["Vaccine"]
        session.scalars(select(AppointmentRow)).one().starts_at = NOW + timedelta(hours=30)
    _change(clinic, visit_types=())
    plan_messages(LATER + timedelta(minutes=1), clinic.practice_id)
    with work(clinic.practice_id) as session:
        assert session.scalars(select(Message)).all() == []


def test_an_earlier_moment_that_has_passed_is_not_made_up_for(clinic: Clinic) -> None:
    _change(clinic, amount="5")
    plan_messages(LATER + timedelta(minutes=1), clinic.practice_id)
    with work(clinic.practice_id) as session:
        assert session.scalars(select(Message)).all() == []


def test_a_later_moment_still_goes_for_the_visits_ahead(clinic: Clinic) -> None:
    _change(clinic, amount="1")
    plan_messages(NOW + timedelta(days=3, hours=1), clinic.practice_id)
    with work(clinic.practice_id) as session:
        assert len(session.scalars(select(Message)).all()) == 1


def test_a_draft_stays_a_draft(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        row = session.scalars(select(RuleRow)).one()
        row.state, row.enabled_at = "draft", None
    _change(clinic, amount="9")
    assert (_row(clinic).state, _row(clinic).enabled_at, _replanned(clinic)) == ("draft", None, 0)


def test_saving_without_a_change_leaves_no_trace(clinic: Clinic) -> None:
    assert _change(clinic) == RuleSaved(_row(clinic).id, ())
    assert _audit(clinic) == []
    assert _replanned(clinic) == 0


def test_what_cannot_work_is_refused_and_not_saved(clinic: Clinic) -> None:
    result = _change(clinic, amount="0", name="")
    assert isinstance(result, RuleRefused)
    assert [each.field for each in result.wrong] == ["name", "amount"]
    assert _audit(clinic) == []


def test_somebody_else_s_change_is_never_overwritten(clinic: Clinic) -> None:
    opened = _row(clinic).changed_at.isoformat()
    _change(clinic, amount="1")
    result = _change(clinic, seen=opened, amount="5")
    assert result == RuleChangedMeanwhile(DANA.words, LATER)
    assert _row(clinic).amount == 1


def test_things_of_another_practice_are_refused(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "cedar")
        foreign = other.add(TemplateSet(type="reminder", name="Theirs", created_at=NOW)).id
        their_rule = other.rule(name="Theirs").id
    result = _change(
        clinic,
        provider_ids=(str(other.provider_id),),
        location_ids=(str(other.location_id),),
        template_set_id=str(foreign),
    )
    assert isinstance(result, RuleRefused)
    assert {each.field for each in result.wrong} == {"provider_ids", "location_ids", "template_set_id"}
    with work(clinic.practice_id) as session:
        assert change_rule(session, LATER, DANA, their_rule, TypedRule(), "") is None
        assert disable_rule(session, LATER, DANA, their_rule) is Switched.UNKNOWN


def test_words_of_another_type_cannot_be_chosen(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        moved = clinic.add(TemplateSet(type="moved", name="Moved", created_at=NOW)).id
        gone = clinic.add(TemplateSet(type="reminder", name="Old", created_at=NOW, archived_at=NOW)).id
        own = clinic.add(TemplateSet(type="reminder", name="Own", created_at=NOW)).id
    assert isinstance(_change(clinic, template_set_id=str(moved)), RuleRefused)
    assert isinstance(_change(clinic, template_set_id=str(gone)), RuleRefused)
    assert isinstance(_change(clinic, template_set_id=str(own)), RuleSaved)
    assert _row(clinic).template_set_id == own


def _create(clinic: Clinic, kind: RuleType, name: str = "New one", **changed: Any) -> RuleSaved | RuleRefused:
    begun = starting_rule(kind)
    typed = replace(typed_rule(NamedRule(name, begun)), **changed)
    with work(clinic.practice_id) as session:
        return create_rule(session, NOW, DANA, begun, typed)


@pytest.mark.parametrize("kind", RuleType)
def test_a_new_message_of_every_type_is_a_draft_that_comes_back_as_typed(
    clinic: Clinic, kind: RuleType
) -> None:
    saved = _create(clinic, kind)
    assert isinstance(saved, RuleSaved)
    row = _row(clinic, "New one")
    assert (row.id, row.state, row.enabled_at) == (saved.rule_id, "draft", None)
    assert rule_facts(row) == replace(starting_rule(kind), id=row.id)
    assert [(line.action, line.after["type"]) for line in _audit(clinic) if line.after] == [("create", kind)]


def test_two_messages_cannot_have_one_name(clinic: Clinic) -> None:
    assert isinstance(_create(clinic, RuleType.REMINDER, "reminder"), RuleRefused)


def _switch(clinic: Clinic, action: Any, *more: str, now=LATER):
    with work(clinic.practice_id) as session:
        return action(session, now, DANA, session.scalars(select(RuleRow.id)).one(), *more)


def test_on_and_off_are_audited_and_count_from_now(clinic: Clinic) -> None:
    assert _switch(clinic, disable_rule) is Switched.DONE
    assert (_row(clinic).state, _row(clinic).enabled_at) == ("disabled", None)
    assert _switch(clinic, disable_rule) is Switched.ALREADY
    seen = _row(clinic).changed_at.isoformat()
    at = LATER + timedelta(hours=1)
    assert _switch(clinic, enable_rule, seen, now=at) is Switched.DONE
    assert (_row(clinic).state, _row(clinic).enabled_at) == ("enabled", at)
    assert _switch(clinic, enable_rule, seen, now=at) is Switched.ALREADY
    assert [line.action for line in _audit(clinic)] == ["disable", "enable"]


def test_one_that_changed_meanwhile_is_not_turned_on(clinic: Clinic) -> None:
    seen = _row(clinic).changed_at.isoformat()
    _switch(clinic, disable_rule)
    assert isinstance(_switch(clinic, enable_rule, seen), RuleChangedMeanwhile)
    assert _row(clinic).state == "disabled"


@pytest.mark.parametrize(("action", "word"), [(disable_rule, "disable"), (delete_rule, "delete")])
def test_undo_brings_it_back_as_it_was(clinic: Clinic, action: Any, word: str) -> None:
    before = _row(clinic).enabled_at
    assert _switch(clinic, action) is Switched.DONE
    assert _switch(clinic, undo_switch, word, now=LATER + timedelta(minutes=2)) is Switched.DONE
    row = _row(clinic)
    assert (row.state, row.enabled_at, row.deleted_at) == ("enabled", before, None)


def test_undo_is_refused_when_it_is_old_or_something_came_after(clinic: Clinic) -> None:
    _switch(clinic, disable_rule)
    assert _switch(clinic, undo_switch, "delete") is Switched.ALREADY
    assert _switch(clinic, undo_switch, "disable", now=LATER + timedelta(minutes=11)) is Switched.ALREADY
    _change(clinic, amount="9")
    assert _switch(clinic, undo_switch, "disable", now=LATER) is Switched.ALREADY
    assert _row(clinic).state == "disabled"


def test_a_deleted_message_sends_nothing_and_frees_its_name(clinic: Clinic) -> None:
    rule_id = _row(clinic).id
    _switch(clinic, delete_rule)
    plan_messages(NOW + timedelta(days=3), clinic.practice_id)
    with work(clinic.practice_id) as session:
        assert session.scalars(select(Message)).all() == []
        assert change_rule(session, LATER, DANA, rule_id, TypedRule(), "") is None
    assert isinstance(_create(clinic, RuleType.REMINDER, "Reminder"), RuleSaved)
    with work(clinic.practice_id) as session:
        assert undo_switch(session, LATER, DANA, rule_id, "delete") is Switched.ALREADY


@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "5"},
        {"amount": "1"},
        {"visit_types": ("Check-up",)},
        {"channel_mode": "fixed", "channel": "email"},
        {"own_hours": True, "window_from": "17:00", "window_to": "18:00", "days": ("0", "3")},
    ],
)
def test_a_change_does_what_was_foreseen_before_it_was_saved(clinic: Clinic, changed: dict[str, Any]) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        for days in range(1, 15):
            child = clinic.child()
            clinic.parent("Ben", child)
            kind = "Vaccine" if days % 3 else "Check-up"
            clinic.visit(child, NOW + timedelta(days=days, hours=4), visit_type=kind)
    plan_messages(NOW, clinic.practice_id)
    saved = rule_facts(_row(clinic))
    read = read_rule(_typed(clinic, **changed), saved, Choices(visit_types=("Check-up", "Vaccine")))
    assert isinstance(read, NamedRule)
    foreseen = foresee_change(LATER, clinic.practice_id, as_of(LATER, saved, read.rule))
    before = _planned(clinic)
    assert isinstance(_change(clinic, **changed), RuleSaved)
    for hours in range(0, 14 * 24, 12):
        plan_messages(LATER + timedelta(hours=hours), clinic.practice_id)
    plan_messages(LATER + timedelta(days=14), clinic.practice_id)
    happened = _planned(clinic) - before
    assert foreseen.own.after == sum(number for (_, why), number in happened.items() if why is None)
    assert {reason: shift.after for reason, shift in foreseen.skipped.items() if shift.after} == {
        why: number for (_, why), number in happened.items() if why is not None
    }


def _planned(clinic: Clinic) -> Counter[tuple[str | None, str | None]]:
    with work(clinic.practice_id) as session:
        return Counter((row.channel, row.reason) for row in session.scalars(select(Message)))
