from __future__ import annotations

from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.change_staff import TypedAccount, change_account, disable_staff
from app.actions.check_password import UnusablePassword
from app.actions.create_practice import NewPractice, UnusablePractice, create_practice
from app.actions.create_staff import UnusableStaff, create_staff
from app.actions.keep_administrators import LastAdministrator
from app.actions.start_session import start_session
from app.actions.write_audit import COMMAND_LINE
from app.domain.local_time import UnknownZone
from app.domain.permissions import Permission
from app.models import AuditLine, DeliveryRulesRow, Department, Practice, RuleRow, StaffGroup, StaffUser
from app.models.seen_states import account_state
from app.queries.sign_in import Staff, staff_of_session
from app.work import work, work_everywhere
from tests.builders.clinic import NOW
from tests.web.test_sign_in import CHEAP, PASSWORD

WILLOW = NewPractice("willow", "Willow Pediatrics", "America/New_York", email="front@willow.example")


def make(wanted: NewPractice = WILLOW) -> int:
    with work_everywhere() as session:
        return create_practice(session, NOW, COMMAND_LINE, wanted)


def hire(practice_id: int, email: str, group: str, **given: str) -> int:
    with work(practice_id) as session:
        return create_staff(
            session, NOW, COMMAND_LINE, email, "Dana K.", group, PASSWORD, hasher=CHEAP, **given
        )


def person(staff_id: int) -> Staff:
    with work_everywhere() as session:
        begun = start_session(session, NOW, staff_id, "Firefox on Linux")
        found = staff_of_session(session, begun.session_id, begun.session_version)
    assert found
    return found


def test_a_new_practice_has_the_defaults(app: Flask) -> None:
    practice_id = make()
    with work(practice_id) as session:
        rules = session.scalars(select(DeliveryRulesRow)).one()
        departments = {row.id: row.name for row in session.scalars(select(Department))}
        automated = {row.name: row.state for row in session.scalars(select(RuleRow))}
    assert (rules.window_from, rules.window_to, sorted(rules.days)) == (time(8), time(20), list(range(7)))
    assert (rules.cancellation_mode, rules.sibling_mode) == ("automatic", "same_time")
    assert rules.deadline_hours == 1
    assert rules.track_cancellations
    assert departments[rules.department_id] == "Front Desk"
    assert set(departments.values()) == {"Front Desk", "Nursing", "Billing"}
    assert automated["Confirmation request"] == "enabled"
    assert automated["Same-day reminder"] == "draft"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (NewPractice("Willow!", "Willow", "America/New_York"), "small letters"),
        (NewPractice("willow", "Second Willow", "America/New_York"), "already a practice"),
        (NewPractice("oak", "  ", "America/New_York"), "needs a name"),
        (NewPractice("oak", "Oak", "America/New_York", short_name="x" * 21), "at most 20 letters"),
    ],
)
def test_a_practice_that_cannot_be_says_why(app: Flask, wanted: NewPractice, words: str) -> None:
    make()
    with pytest.raises(UnusablePractice, match=words):
        make(wanted)


def test_an_unknown_zone_makes_no_practice(app: Flask) -> None:
    with pytest.raises(UnknownZone, match="America/Nowhere"):
        make(NewPractice("oak", "Oak", "America/Nowhere"))
    with work_everywhere() as session:
        assert session.scalars(select(Practice)).all() == []


def test_groups_hold_what_they_need(app: Flask) -> None:
    practice_id = make()
    boss = person(hire(practice_id, "boss@willow.example", "System Administrators"))
    desk = person(hire(practice_id, "dana@willow.example", "front desk"))
    assert boss.permissions == frozenset(Permission)
    assert desk.may(Permission.ANSWER_CANCELLATIONS)
    assert not desk.may(Permission.STAFF_MANAGE)


@pytest.mark.parametrize(
    ("email", "group", "given", "words"),
    [
        ("not an address", "Nursing", {}, "not an email address"),
        ("DANA@willow.example", "Nursing", {}, "already has an account"),
        ("lee@willow.example", "Doctors", {}, "Front Desk, Nursing, System Administrators"),
        ("lee@willow.example", "Nursing", {"department": "Kitchen"}, "Billing, Front Desk, Nursing"),
    ],
)
def test_an_account_that_cannot_be_says_why(
    app: Flask, email: str, group: str, given: dict[str, str], words: str
) -> None:
    practice_id = make()
    hire(practice_id, "dana@willow.example", "Nursing")
    with pytest.raises(UnusableStaff, match=words):
        hire(practice_id, email, group, **given)


def test_an_address_of_another_practice_is_taken_too(app: Flask) -> None:
    first, second = make(), make(NewPractice("maple", "Maple", "America/Chicago"))
    hire(first, "dana@willow.example", "Nursing")
    with pytest.raises(UnusableStaff, match="already has an account"):
        hire(second, "dana@willow.example", "Nursing")


def test_a_short_password_is_refused_and_nobody_is_made(app: Flask) -> None:
    practice_id = make()
    with pytest.raises(UnusablePassword, match="at least 10"), work(practice_id) as session:
        create_staff(session, NOW, COMMAND_LINE, "a@willow.example", "A", "Nursing", "short", hasher=CHEAP)
    with work(practice_id) as session:
        assert session.scalars(select(StaffUser)).all() == []


def test_everything_is_on_record_without_the_password(app: Flask) -> None:
    practice_id = make()
    hire(practice_id, "dana@willow.example", "Nursing")
    with work(practice_id) as session:
        lines = session.scalars(select(AuditLine).order_by(AuditLine.id)).all()
        assert [(line.action, line.subject, line.actor) for line in lines] == [
            ("create", "practice", "command line"),
            ("create", "staff_user", "command line"),
        ]
        assert PASSWORD not in str([line.after for line in lines])


def test_the_last_administrator_stays(app: Flask) -> None:
    practice_id = make()
    boss = hire(practice_id, "boss@willow.example", "System Administrators")
    with work(practice_id) as session:
        nursing = session.scalars(select(StaffGroup.id).where(StaffGroup.name == "Nursing")).one()
        seen = account_state(session.get_one(StaffUser, boss))
    with pytest.raises(LastAdministrator), work(practice_id) as session:
        disable_staff(session, NOW, COMMAND_LINE, boss)
    with pytest.raises(LastAdministrator), work(practice_id) as session:
        change_account(session, NOW, COMMAND_LINE, boss, TypedAccount("Dana K.", nursing, None, ""), seen)
    hire(practice_id, "second@willow.example", "System Administrators")
    with pytest.raises(LastAdministrator, match="at least 2"), work(practice_id) as session:
        disable_staff(session, NOW, COMMAND_LINE, boss)
    hire(practice_id, "third@willow.example", "System Administrators")
    with work(practice_id) as session:
        disable_staff(session, NOW, COMMAND_LINE, boss)
        assert session.get_one(StaffUser, boss).disabled_at == NOW
