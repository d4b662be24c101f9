"""The count of what goes next is what the clock then does (product E9)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.actions.look_ahead import look_ahead
from app.actions.plan_messages import plan_messages
from app.models import Message, NextMessage, Practice
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EIGHT_AM = NOW + 22 * HOUR
"""The next morning in New York: messages start."""

Counts = dict[tuple[int, datetime, str, str], int]


def family(clinic: Clinic, *starts: datetime, **parent: object) -> list[int]:
    """A mother whose children have visits at these times; the visits' ids."""
    children = [clinic.child(f"Child {number}") for number in range(len(starts))]
    clinic.parent("Ana", *children, **parent)
    return [clinic.visit(child, at).id for child, at in zip(children, starts, strict=True)]


def busy(clinic: Clinic) -> None:
    """Everything that makes a day differ from a list: rules of one family, siblings, a night, reasons."""
    clinic.rule("confirmation_request", amount=1, unit="days", statuses=["scheduled"])
    clinic.rule(amount=3, unit="hours")
    clinic.rule(amount=30, unit="hours")
    clinic.rule("initial_confirmation", anchor="creation", amount=20, unit="hours", statuses=["scheduled"])
    clinic.rule("cancelled_by_practice", anchor="cancellation", amount=0, statuses=["cancelled"])
    family(clinic, NOW + 4 * HOUR)  # two messages on one day, hours apart
    family(clinic, NOW + 26 * HOUR, NOW + 26 * HOUR)
    family(clinic, NOW + 25 * HOUR, NOW + 25 * HOUR + 40 * MINUTE)
    family(clinic, NOW + 36 * HOUR)  # three moments in the night: one goes in the morning
    family(clinic, NOW + 27 * HOUR, prefers_reminders="cell_phone")
    family(clinic, NOW + 27 * HOUR, prefers_reminders="no_contact")
    family(clinic, NOW + 27 * HOUR, NOW + 60 * HOUR)
    gone = clinic.child("Gone")
    clinic.parent("Tess", gone)
    clinic.visit(
        gone, NOW + 30 * HOUR, lifecycle="cancelled", cancelled_at=NOW, cancelled_by="feed", version_at=NOW
    )
    booked = clinic.child("Booked")
    clinic.parent("Nia", booked)
    clinic.visit(
        booked,
        NOW + 40 * HOUR,
        created_at=NOW - 2 * HOUR,
        version_at=NOW - 2 * HOUR,
        replan=True,
    )


def expected() -> Counts:
    with work_everywhere() as session:
        rows = session.scalars(select(NextMessage)).all()
        return {(row.practice_id, row.at, row.type, row.channel): row.messages for row in rows}


def planned(after: datetime) -> Counts:
    with work_everywhere() as session:
        rows = session.scalars(select(Message).where(Message.status == "queued", Message.due_at > after))
        return dict(Counter((row.practice_id, row.due_at, row.type, row.channel or "") for row in rows))


def turn_for_a_day() -> None:
    """Every 20 minutes: no two visits of these families begin closer together."""
    for turn in range(24 * 3 + 1):
        plan_messages(NOW + turn * 20 * MINUTE)


@pytest.mark.parametrize("mode", ["off", "same_time", "within_60_minutes", "same_day"])
def test_the_counts_are_what_the_clock_then_plans(app: Flask, mode: str) -> None:
    with work_everywhere() as session:
        for slug, zone in (("willow", "America/New_York"), ("maple", "America/Phoenix")):
            clinic = make_clinic(session, slug, timezone=zone)
            session.execute(
                text("update delivery_rules set sibling_mode = :mode where practice_id = :practice_id"),
                {"mode": mode, "practice_id": clinic.practice_id},
            )
            busy(clinic)
    plan_messages(NOW)
    look_ahead(NOW)
    counts = expected()
    turn_for_a_day()
    assert counts == planned(after=NOW)
    assert len(counts) > 12
    assert {kind for _, _, kind, _ in counts} == {
        "confirmation_request",
        "reminder",
        "initial_confirmation",
        "cancelled_by_practice",
    }


def test_it_plans_nothing_and_looking_again_replaces_the_last_look(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        family(clinic, NOW + DAY + HOUR)
    look_ahead(NOW)
    look_ahead(NOW)
    practice_id = clinic.practice_id
    assert expected() == {(practice_id, NOW + HOUR, "reminder", "text"): 1}
    with work_everywhere() as session:
        assert session.scalars(select(Message)).all() == []
        assert session.get_one(Practice, practice_id).planned_until is None
        session.execute(text("update appointment set lifecycle = 'completed'"))
    look_ahead(NOW + MINUTE)
    assert expected() == {}
    with work_everywhere() as session:
        assert session.get_one(Practice, practice_id).looked_ahead_at == NOW + MINUTE


def test_one_practice_is_looked_at_without_touching_another(app: Flask) -> None:
    with work_everywhere() as session:
        clinics = [make_clinic(session, slug) for slug in ("willow", "maple")]
        for clinic in clinics:
            clinic.rule()
            family(clinic, NOW + DAY + HOUR)
    look_ahead(NOW)
    look_ahead(NOW + 2 * HOUR, clinics[0].practice_id)
    with work_everywhere() as session:
        looked = {row.id: row.looked_ahead_at for row in session.scalars(select(Practice))}
    assert looked == {clinics[0].practice_id: NOW + 2 * HOUR, clinics[1].practice_id: NOW}


def test_what_is_due_already_counts_as_going_now_unless_it_is_too_late(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        family(clinic, NOW + 20 * HOUR)
        family(clinic, NOW + 10 * MINUTE)
    look_ahead(NOW + 20 * timedelta(seconds=1))
    assert expected() == {(clinic.practice_id, NOW, "reminder", "text"): 1}


def test_a_family_with_several_children_counts_once_whoever_gets_the_message(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        mia = clinic.child("Mia")
        leo = clinic.child("Leo", family_id=mia.family_id)
        clinic.parent("Ana", mia, leo)
        clinic.parent("Luis", mia, leo, prefers_reminders="cell_phone", link_position=2)
        for child in (mia, leo):
            clinic.visit(child, NOW + DAY + HOUR)
        twice = clinic.child("Twice")
        clinic.parent("Nia", twice)
        for _ in range(2):
            clinic.visit(twice, NOW + DAY + HOUR)
    look_ahead(NOW)
    with work_everywhere() as session:
        rows = session.scalars(select(NextMessage)).all()
        assert {row.channel: row.messages for row in rows} == {"text": 2, "voice": 1}
        assert sum(row.families for row in rows) == 1


def test_what_an_interrupted_look_left_is_not_planned(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        family(clinic, NOW + DAY + HOUR)
        session.execute(text("alter table next_message add constraint broken check (messages < 0)"))
    try:
        with pytest.raises(Exception, match="broken"):
            look_ahead(NOW)
        assert plan_messages(NOW).messages == 0
    finally:
        with work_everywhere() as session:
            session.execute(text("alter table next_message drop constraint broken"))
