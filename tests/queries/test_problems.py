"""What staff must look at, each said in words with where and why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.domain.problems import Problem, ProblemKind
from app.domain.reasons import Reason
from app.models import (
    Contact,
    DeliveryRulesRow,
    FeedImport,
    FeedRowIssue,
    FixTask,
    Heartbeat,
    Message,
    PatientContact,
    VisitType,
)
from app.queries.problems import problem_counts, problems
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """A practice without any problem: the clock ticks, one child with a visit and a parent who is reached."""
    with work_everywhere() as session:
        session.add(Heartbeat(role="clock", at=NOW - timedelta(seconds=20)))
        clinic = make_clinic(session)
        zoe = clinic.child("Zoe", "Lane")
        clinic.parent("Kim Lane", zoe)
        clinic.visit(zoe)
        other = make_clinic(session, "maple")
        other.visit(other.child("Not", "Ours"), blocked=True)
    return clinic


def _problems(clinic: Clinic, until=None) -> list[Problem]:
    with work(clinic.practice_id) as session:
        return problems(session, NOW, until)


def test_all_is_well(clinic: Clinic) -> None:
    assert _problems(clinic) == []


def test_an_unknown_status_names_the_word_of_the_schedule(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia", "Ramos")
        clinic.parent("Ana", mia)
        visit = clinic.visit(mia, blocked=True, status_text="Teleported")
    (problem,) = _problems(clinic)
    assert (problem.kind, problem.appointment_id) == (ProblemKind.UNKNOWN_STATUS, visit.id)
    assert "“Teleported”" in problem.words
    assert "Mia Ramos" in problem.words


def test_a_child_nobody_may_be_messaged_about_comes_with_every_reason(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia", "Ramos")
        clinic.parent("Ana", mia, link_consents=[])
        clinic.parent("Luis", mia, link_position=2, prefers_reminders="no_contact")
        clinic.visit(mia)
        clinic.visit(mia, NOW + timedelta(days=9))
    (problem,) = _problems(clinic)
    assert problem.kind is ProblemKind.NOBODY_REACHABLE
    assert f"Ana: {Reason.NO_CONSENT.words} Luis: {Reason.WANTS_NO_CONTACT.words}" in problem.words


def test_a_confidential_visit_without_the_patients_own_contact_reaches_nobody(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        session.add(VisitType(name="Check-up", confidential=True))
    (problem,) = _problems(clinic)
    assert problem.kind is ProblemKind.NOBODY_REACHABLE
    assert Reason.CONFIDENTIAL.words in problem.words
    with work(clinic.practice_id) as session:
        session.execute(update(PatientContact).values(own=True))
    assert _problems(clinic) == []


def test_one_parent_who_is_reached_is_enough(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia, link_consents=[])
        clinic.parent("Luis", mia, link_position=2)
        clinic.visit(mia)
    assert _problems(clinic) == []


def test_a_child_without_any_contact_is_said(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        clinic.visit(clinic.child("Mia", "Ramos"))
    (problem,) = _problems(clinic)
    assert problem.words == "Nobody can be messaged about Mia Ramos. No contact is on file."


def test_an_unusable_number_is_told_once_a_contact(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        leo = clinic.child("Leo", family_id=mia.family_id)
        wrong = clinic.address("12345", problem="Too short.")
        ana = clinic.parent("Ana", mia, leo, home_id=wrong.id)
        clinic.visit(mia)
        clinic.visit(leo)
    (problem,) = _problems(clinic)
    assert (problem.kind, problem.contact_id) == (ProblemKind.UNUSABLE_ADDRESS, ana.id)
    assert problem.words == "Ana: home phone “12345” cannot be used. Too short."


def test_visits_that_are_over_cancelled_or_later_are_no_problem(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        clinic.visit(mia, NOW - timedelta(minutes=1))
        clinic.visit(mia, lifecycle="cancelled", cancelled_at=NOW, cancelled_by="staff")
        later = clinic.visit(mia, NOW + timedelta(days=5))
    assert _problems(clinic, until=later.starts_at) == []
    assert len(_problems(clinic, until=later.starts_at + timedelta(minutes=1))) == 1


def test_a_message_in_the_dark_is_staff_s_after_15_minutes(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia)
        rule = clinic.rule()
        limit = timedelta(minutes=15)
        clinic.message(rule, ana, status="unknown", claimed_at=NOW - limit)
        old = clinic.message(
            rule, ana, visit, status="unknown", claimed_at=NOW - limit - timedelta(seconds=1)
        )
    (problem,) = _problems(clinic)
    assert (problem.kind, problem.message_id, problem.appointment_id) == (
        ProblemKind.UNSETTLED_MESSAGE,
        old.id,
        visit.id,
    )
    assert problem.words.startswith("Text to Ana Ramos:")


def test_held_rows_wait_until_they_are_settled(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        done = clinic.add(FeedImport(source_id=clinic.source_id, filename="week.csv", created_at=NOW))
        tried = clinic.add(
            FeedImport(source_id=clinic.source_id, filename="try.csv", created_at=NOW, dry_run=True)
        )
        shared = {
            "outcome": "held",
            "reason": "other_person",
            "words": "Another child has this chart number.",
        }
        clinic.add(FeedRowIssue(import_id=done.id, line=7, **shared))
        clinic.add(FeedRowIssue(import_id=done.id, line=8, resolved_at=NOW, **shared))
        clinic.add(FeedRowIssue(import_id=tried.id, line=9, **shared))
    (problem,) = _problems(clinic)
    assert problem.kind is ProblemKind.HELD_ROW
    assert problem.words == "week.csv, line 7: Another child has this chart number."
    assert problem.import_id == done.id


def test_a_clock_that_stopped_comes_first(clinic: Clinic) -> None:
    with work_everywhere() as session:
        session.execute(update(Heartbeat).values(at=NOW - timedelta(seconds=61)))
    with work(clinic.practice_id) as session:
        clinic.session = session
        clinic.visit(clinic.child("Mia"))
    assert [problem.kind for problem in _problems(clinic)] == [
        ProblemKind.CLOCK_SILENT,
        ProblemKind.NOBODY_REACHABLE,
    ]


def test_tracking_without_a_department_is_a_problem(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        session.execute(update(DeliveryRulesRow).values(department_id=None))
    assert [problem.kind for problem in _problems(clinic)] == [ProblemKind.NO_DEPARTMENT]


def test_each_kind_is_counted(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        for name in ("Mia", "Leo"):
            clinic.visit(clinic.child(name))
        assert problem_counts(session, NOW) == {ProblemKind.NOBODY_REACHABLE: 2}


def _alert(clinic: Clinic, status: str, reason: str | None = None, days_ago: int = 1) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        at = NOW - timedelta(days=days_ago)
        clinic.add(
            Message(
                key=f"alert:{status}:{days_ago}", type="department_notice", channel="email",
                department_id=clinic.department_id, address="desk@willow.example", status=status,
                reason=reason, due_at=at, created_at=at, settled_at=at,
            )
        )  # fmt: skip


def test_an_alert_that_came_back_is_told_until_a_later_one_arrives(clinic: Clinic) -> None:
    _alert(clinic, "bounced", "bad_mailbox", days_ago=2)
    (found,) = _problems(clinic)
    assert found.kind is ProblemKind.ALERT_LOST
    assert found.words.startswith(
        "Alert to the department to desk@willow.example did not arrive. This address does not exist."
    )
    _alert(clinic, "delivered")
    assert _problems(clinic) == []


def test_an_alert_lost_long_ago_is_no_news(clinic: Clinic) -> None:
    _alert(clinic, "bounced", "bad_mailbox", days_ago=8)
    assert _problems(clinic) == []


def test_a_number_that_fails_often_is_told_with_its_family(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        kim = session.scalars(select(Contact).where(Contact.name == "Kim Lane")).one()
        clinic.session = session
        clinic.add(
            FixTask(address_id=kim.cell_id, contact_id=kim.id, kind="soft", category="busy", opened_at=NOW)
        )
    (found,) = _problems(clinic)
    assert (found.kind, found.family_id is not None) == (ProblemKind.FAILING_ADDRESS, True)
    assert found.words.endswith("three messages did not arrive. The line was busy.")


def test_a_number_reads_as_on_every_other_page(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        number = clinic.address("+19375551001", suppressed_at=NOW, suppressed_reason="bad_number")
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia, home_id=number.id)
        clinic.visit(mia)
        kim = session.scalars(select(Contact).where(Contact.name == "Kim Lane")).one()
        kim.home_id = clinic.address("+19375551002").id
        clinic.add(
            FixTask(address_id=kim.home_id, contact_id=kim.id, kind="soft", category="busy", opened_at=NOW)
        )
    assert [problem.words for problem in _problems(clinic)] == [
        "Ana: home phone (937) 555-1001 is on the do-not-send list. This number does not exist.",
        "Kim Lane, (937) 555-1002: three messages did not arrive. The line was busy.",
    ]
