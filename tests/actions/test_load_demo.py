"""The demo practices: their families are found by name, and they are never in the way of real ones."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.actions.check_password import is_right_password
from app.actions.load_demo import DemoLoaded, DemoRefused, load_demo
from app.actions.plan_messages import plan_messages
from app.actions.remove_practice import NotADemo, remove_practice
from app.actions.write_audit import COMMAND_LINE, write_audit
from app.columns import Base
from app.domain.local_time import local_time, zone
from app.domain.timing import RuleType
from app.models import AuditLine, Practice, SandboxDelivery, StaffUser
from app.queries.appointment_list import appointment_list
from app.queries.birthday_list import birthday_list
from app.queries.greeting_rules import greeting_rule
from app.queries.message_list import message_list
from app.queries.notice_list import notice_list
from app.queries.practice_by_slug import practice_by_slug
from app.queries.recall_list import RecallAsked, recall_list
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic

MONDAY = datetime(2026, 11, 23, 15, 20, tzinfo=UTC)
"""10:20 AM in New York."""
BEFORE_MIDNIGHT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
CLOCKS_WENT_FORWARD = datetime(2027, 3, 14, 21, 40, tzinfo=UTC)
"""In the afternoon of that day."""

NEW_YORK = zone("America/New_York")


def load(app: Flask, now: datetime = MONDAY, *, reset: bool = False) -> DemoLoaded:
    return load_demo(now, app.extensions["deskbell.exits"], app.extensions["deskbell.signer"], reset=reset)


def number_of(slug: str) -> int:
    with work_everywhere() as session:
        return practice_by_slug(session)[slug]


def listed(slug: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    with work(number_of(slug)) as session:
        return appointment_list(session), message_list(session), notice_list(session)


def rows_of(practice_id: int) -> dict[str, int]:
    """How many rows each table holds for a practice."""
    with work_everywhere() as session:
        return {
            table.name: session.scalar(
                select(func.count()).select_from(table).where(table.c.practice_id == practice_id)
            )
            for table in Base.metadata.sorted_tables
            if "practice_id" in table.c
        }


def of_child(appointments: list[dict[str, Any]], name: str) -> dict[str, Any]:
    (found,) = [each for each in appointments if each["patient"] == name]
    return found


def about(messages: list[dict[str, Any]], *visits: dict[str, Any]) -> list[dict[str, Any]]:
    ids = sorted(visit["id"] for visit in visits)
    return [each for each in messages if each["appointment_ids"] == ids]


def it_is_as_loaded_at(now: datetime) -> None:
    """Ana was asked, nothing is due later than ``now``, and the days ahead were looked at."""
    visits, messages, _ = listed("willow")
    ana = about(messages, of_child(visits, "Mia Ramos"), of_child(visits, "Leo Ramos"))
    assert [each["type"] for each in ana][:1] == ["confirmation_request"]
    assert max(each["due_at"] for each in messages) <= now.isoformat()
    with work_everywhere() as session:
        assert session.get_one(Practice, number_of("willow")).looked_ahead_at == now


def the_families_to_try_things_with_are_there() -> None:
    visits, messages, notices = listed("willow")

    mia, leo = of_child(visits, "Mia Ramos"), of_child(visits, "Leo Ramos")
    for child in (mia, leo):
        start = local_time(datetime.fromisoformat(child["starts_at"]), NEW_YORK)
        assert (start, child["status"]) == (datetime(2026, 11, 24, 14, 30), "Scheduled")
    (asked,) = about(messages, mia, leo)
    assert (asked["type"], asked["channel"], asked["language"]) == ("confirmation_request", "text", "es")
    assert (asked["status"], asked["body"].count("Mia y Leo")) == ("delivered", 1)

    assert of_child(visits, "Owen Miller")["status"] == "Scheduled"
    assert len(about(messages, of_child(visits, "Owen Miller"))) >= 1
    becker = [of_child(visits, "Emma Becker"), of_child(visits, "Jack Becker")]
    assert len(about(messages, *becker)) == 1
    shah = about(messages, of_child(visits, "Anika Shah"))
    assert {(each["channel"], each["type"]) for each in shah} >= {
        ("text", "confirmation_request"),
        ("email", "confirmation_request"),
    }
    assert of_child(visits, "Sophie Kim")["status"] == "Confirmed"
    soon = datetime.fromisoformat(of_child(visits, "Finn Olsen")["starts_at"])
    assert timedelta(0) < soon - MONDAY <= timedelta(hours=1)

    assert {each["status"] for each in visits} >= {"Arrived", "Completed", "No show", "Cancelled"}
    assert {each["kind"] for each in notices} >= {"cancelled", "conflict", "late", "move_requested"}
    assert {each["state"] for each in notices} == {"new", "done"}
    assert {each["reason"] for each in messages if each["status"] == "skipped"} >= {
        "another_exclusive", "consent_withdrawn", "unusable_address", "ended", "no_preference",
    }  # fmt: skip
    assert {each["type"] for each in messages} >= {
        "initial_confirmation", "moved", "cancelled_by_practice", "reminder", "department_notice",
        "telehealth_second", "missed_appointment", "post_appointment",
    }  # fmt: skip
    about_visits = [each for each in messages if each["rule"] and each["appointment_ids"] and each["sent_at"]]
    at_once = Counter((each["contact_id"], each["sent_at"][:16]) for each in about_visits)
    assert set(at_once.values()) == {1}, "no family gets two messages about visits in one minute"
    greeted = [each["status"] for each in messages if each["type"] == "birthday_greeting"]
    assert greeted == ["delivered", "delivered"]  # yesterday's, and that of ten o'clock
    assert {each["status"] for each in messages if each["type"] == "recall"} == {"delivered"}
    with work(number_of("willow")) as session:
        greeting = greeting_rule(session, MONDAY, RuleType.BIRTHDAY)
        assert greeting is not None
        coming = birthday_list(session, MONDAY, greeting.rule)
        due = recall_list(session, MONDAY, None, True, RecallAsked())
    ages = {child.name.split()[0]: child.turns for _, children in coming for child in children}
    assert ages.items() >= {"Finn": 4, "Oskar": 10, "Henry": 8, "Ella": 8, "Sophie": 11}.items()
    assert any(child.told for _, children in coming for child in children)
    assert due.total > 0
    lily = [(each["status"], each["reason"]) for each in about(messages, of_child(visits, "Lily Carter"))]
    assert lily == [("bounced", "bad_mailbox"), ("skipped", "suppressed_address")]
    letters = [each for each in messages if each["channel"] == "letter" and each["status"] == "sent"]
    assert [(each["type"], each["language"]) for each in letters] == [("confirmation_request", "es")]
    assert about(messages, of_child(visits, "Mateo Delgado")) == letters
    others = [each for each in messages if each not in letters]
    assert {each["status"] for each in others} <= {"delivered", "skipped", "bounced"}
    with work_everywhere() as session:
        assert session.scalar(select(func.max(SandboxDelivery.times))) == 1
        front = session.scalars(select(StaffUser).where(StaffUser.email == "front@willow.example")).one()
        assert is_right_password(front.password_hash, "deskbell-demo")

    assert not {each["address"] for each in messages} & {each["address"] for each in listed("maple")[1]}


@pytest.mark.slow
def test_it_is_loaded_kept_finished_where_it_was_cut_short_and_made_anew(app: Flask) -> None:
    """In one test, since each loading takes seconds."""
    assert load(app).made == ("willow", "maple")
    the_families_to_try_things_with_are_there()
    willow = number_of("willow")
    before = rows_of(willow)
    assert load(app, MONDAY + timedelta(days=1)).kept == ("willow", "maple")
    assert rows_of(willow) == before

    with work_everywhere() as session:  # as if the last loading had been killed
        session.execute(text("update practice set setting_up = true where slug = 'maple'"))
    assert load(app).made == ("maple",)
    assert rows_of(willow) == before

    with work_everywhere() as session:
        real = make_clinic(session, "cedar").practice_id
    with work(real) as session:
        write_audit(session, MONDAY, COMMAND_LINE, "change", "practice")
    kept = rows_of(real)
    assert load(app, BEFORE_MIDNIGHT, reset=True).made == ("willow", "maple")
    assert rows_of(real) == kept
    assert number_of("willow") != willow
    assert not any(rows_of(willow).values())
    starts = {each["starts_at"][:10] for each in listed("willow")[0]}
    assert starts >= {"2026-11-24", "2026-11-25"}
    it_is_as_loaded_at(BEFORE_MIDNIGHT)


def test_the_running_clock_leaves_a_practice_alone_that_is_being_set_up(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, "cedar", setting_up=True)
        clinic.rule("confirmation_request", statuses=["scheduled"], amount=3)
        child = clinic.child()
        clinic.parent("Ana Ramos", child)
        clinic.visit(child, MONDAY + timedelta(days=3), replan=True)
    assert plan_messages(MONDAY).messages == 0
    assert plan_messages(MONDAY, clinic.practice_id).messages == 1


@pytest.mark.slow
def test_it_can_be_loaded_at_any_hour(app: Flask) -> None:
    load(app, CLOCKS_WENT_FORWARD)
    it_is_as_loaded_at(CLOCKS_WENT_FORWARD)


def test_a_real_practice_of_that_name_is_never_touched(app: Flask) -> None:
    with work_everywhere() as session:
        real = make_clinic(session).practice_id
    before = rows_of(real)
    with pytest.raises(DemoRefused, match="not the demo"):
        load(app, reset=True)
    with pytest.raises(NotADemo), work_everywhere() as session:
        remove_practice(session, real)
    assert rows_of(real) == before


def test_the_record_of_a_real_practice_cannot_be_deleted(app: Flask) -> None:
    with work_everywhere() as session:
        real = make_clinic(session).practice_id
    with work(real) as session:
        write_audit(session, MONDAY, COMMAND_LINE, "change", "practice")
    with pytest.raises(Exception, match="append-only"), work_everywhere() as session:
        session.execute(text("delete from audit_line"))
    with work_everywhere() as session:
        assert session.scalar(select(func.count(AuditLine.id))) == 1
        assert session.get_one(Practice, real).slug == "willow"
