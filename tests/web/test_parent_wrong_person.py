"""A link that reached somebody else: the contact is held, the link ends, staff get a task (product H5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.models import (
    AppointmentEvent,
    AuditLine,
    Message,
    MessageLine,
    Notice,
    NoticeLine,
    PatientContact,
)
from app.web.patient import throttle
from app.work import work
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import ParentLink, headline, make_parent_link, words
from tests.web.test_parent_states import assert_plain, assert_private


@pytest.fixture
def family(app: Flask) -> ParentLink:
    throttle.forget_all()
    return make_parent_link(app)


def tell(family: ParentLink, said: str = "unknown_child", **more: str) -> TestResponse:
    return family.phone.post(f"{family.path}/wrong-person", data={"said": said, **more})


def held(family: ParentLink) -> list[tuple[str, str]]:
    people = {family.ids[name]: name for name in ("Ana", "Bo")}
    children = {family.ids[name]: name for name in family.visits}
    with work(family.practice_id) as session:
        rows = session.scalars(select(PatientContact).where(PatientContact.held_at.is_not(None)))
        return sorted((people[row.contact_id], children[row.patient_id]) for row in rows)


def waiting(family: ParentLink, *children: str) -> int:
    """A reminder to Ana about these children that is on its way tomorrow."""
    with work(family.practice_id) as session:
        clinic = Clinic(session, family.practice_id, 0, 0, 0, 0)
        rule = clinic.rule("reminder")
        message = clinic.add(
            Message(
                key=f"m{children}", type="reminder", rule_id=rule.id, contact_id=family.contact_id,
                channel="text", status="queued", due_at=NOW + timedelta(days=1), created_at=NOW,
            )
        )  # fmt: skip
        for child in children:
            clinic.add(
                MessageLine(
                    message_id=message.id, rule_id=rule.id, appointment_id=family.visits[child], version=1,
                    contact_id=family.contact_id, channel="text",
                )
            )  # fmt: skip
        return int(message.id)


def status(family: ParentLink, message_id: int) -> tuple[str, str | None]:
    with work(family.practice_id) as session:
        row = session.get_one(Message, message_id)
        return row.status, row.reason


@pytest.mark.parametrize(
    ("language", "asked", "first"),
    [
        ("en", "Not for you?", "I don't know this child"),
        ("es", "¿No es para usted?", "No conozco a este niño o niña"),
    ],
)
def test_the_question_names_no_child_and_looking_does_nothing(
    family: ParentLink, language: str, asked: str, first: str
) -> None:
    page = family.phone.get(f"{family.path}/wrong-person?l={language}")
    assert page.status_code == 200
    assert headline(page) == asked
    assert first in words(page)
    for secret in ("Mia", "Leo", "Patel", "2:30", "Oak Street"):
        assert secret not in page.text
    assert_private(page)
    assert_plain(page)
    assert held(family) == []


def test_the_visit_page_leads_to_it(family: ParentLink) -> None:
    assert f'href="{family.path}/wrong-person"' in family.open().text


@pytest.mark.parametrize("said", ["unknown_child", "ask_other"])
def test_the_contact_is_held_for_the_children_of_the_link_and_the_link_ends(
    family: ParentLink, said: str
) -> None:
    answer = tell(family, said)
    assert answer.status_code == 303
    thanks = family.phone.get(answer.headers["Location"])
    assert thanks.status_code == 200
    assert "Thank you. We will not text this number about this child." in words(thanks)
    assert_private(thanks)
    assert held(family) == [("Ana", "Leo"), ("Ana", "Mia")]
    assert family.open().status_code == 404
    assert family.phone.get(f"{family.path}/wrong-person").status_code == 404


def test_the_visit_stays_and_the_father_is_not_held(family: ParentLink) -> None:
    tell(family)
    assert family.row(family.mia).lifecycle == "scheduled"
    assert headline(family.link_of(family.ids["Bo"]).open()) == "Are Mia and Leo still coming?"


def test_the_department_gets_one_task_with_a_line_for_each_child(family: ParentLink) -> None:
    tell(family, "ask_other")
    with work(family.practice_id) as session:
        notice = session.scalars(select(Notice)).one()
        assert (notice.kind, notice.contact_id) == ("wrong_person", family.contact_id)
        lines = session.scalars(select(NoticeLine.appointment_id)).all()
        assert sorted(lines) == sorted(family.visits.values())
        events = session.scalars(select(AppointmentEvent.kind)).all()
        assert events == ["ask_other", "ask_other"]


def test_what_waits_is_cancelled_and_the_visits_are_planned_again(family: ParentLink) -> None:
    theirs = waiting(family, "Mia", "Leo")
    tell(family)
    assert status(family, theirs) == ("cancelled", "held")
    assert family.row(family.mia).replan


def test_a_message_about_a_sibling_of_another_visit_waits_on(family: ParentLink) -> None:
    only_leo = family.link_of(family.ids["Ana"], [family.leo])
    both = waiting(family, "Mia", "Leo")
    tell(only_leo)
    assert held(family) == [("Ana", "Leo")]
    assert status(family, both) == ("queued", None)
    assert family.open().status_code == 404
    assert headline(family.link_of(family.ids["Ana"], [family.mia]).open()) == "Is Mia still coming?"


def test_a_second_tap_thanks_too_and_writes_nothing(family: ParentLink) -> None:
    first, second = tell(family), tell(family)
    assert (first.status_code, second.status_code) == (303, 303)
    with work(family.practice_id) as session:
        assert len(session.scalars(select(Notice)).all()) == 1
        lines = session.scalars(select(AuditLine.action).order_by(AuditLine.id)).all()
        assert lines == ["hold", "hold", "revoke link"]
        assert set(session.scalars(select(AuditLine.actor))) == {"parent"}


def test_nothing_picked_is_asked_again(family: ParentLink) -> None:
    refused = tell(family, "", l="es")
    assert refused.status_code == 422
    assert "Elija una opción, por favor." in words(refused)
    assert held(family) == []


def test_links_that_are_none_take_nothing(family: ParentLink) -> None:
    bent = family.token[:-1] + ("A" if family.token[-1] != "A" else "B")
    assert family.phone.post(f"/v/{bent}/wrong-person", data={"said": "ask_other"}).status_code == 404
    family.now(NOW + timedelta(days=9))
    assert tell(family).status_code == 410
    assert held(family) == []


def test_whoever_does_not_know_the_birth_date_can_say_so(family: ParentLink) -> None:
    with work(family.practice_id):
        family.change_practice(ask_birth_date=True)
    assert tell(family).status_code == 303
    assert held(family) == [("Ana", "Leo"), ("Ana", "Mia")]
