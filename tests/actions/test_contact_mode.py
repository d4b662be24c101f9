"""How its contact was reached stands beside every message to a family, once the way is known (product K6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.claim_messages import claim_messages
from app.actions.plan_greetings import plan_greetings
from app.actions.plan_messages import plan_messages
from app.actions.prepare_messages import prepare_messages
from app.links import LinkSigner
from app.models import Contact, Message
from app.providers.port import Exits
from app.providers.sandbox import SandboxProvider
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.greetings import birthday_rule, known_child

SIGNER = LinkSigner(("a secret that nobody else knows",), "https://willowpeds.com")
TOMORROW = NOW + timedelta(days=1)

WISHES = (
    ("text", "cell_id", "text"),
    ("cell_phone", "cell_id", "phone"),
    ("home_phone", "home_id", "phone"),
    ("work_phone", "work_phone_id", "work_phone"),
    ("email", "email_id", "email"),
    ("work_email", "work_email_id", "work_email"),
    ("fax", "fax_id", "fax"),
    ("mail", "mail_id", "mail"),
)


def reached(clinic: Clinic) -> list[str | None]:
    """How the contacts of all that is due are reached, in the order it was written."""
    with work_everywhere() as session:
        ids = claim_messages(session, NOW, 100, clinic.practice_id).get(clinic.practice_id, [])
    prepare_messages(NOW, Exits(SandboxProvider()), SIGNER, clinic.practice_id, ids)
    with work_everywhere() as session:
        return list(session.scalars(select(Message.mode).order_by(Message.id)))


def mother(clinic: Clinic, wish: str, column: str, *children: object) -> Contact:
    value = "ana@example.org" if "email" in column else "+19375550123"
    if column == "mail_id":
        value = "2 Oak Street\nDayton, OH 45402"
    kept = clinic.address(value)
    given = {column: kept.id} if column != "cell_id" else {}
    cell = kept if column == "cell_id" else None
    wishes = {"prefers_reminders": wish, "prefers_recalls": wish, "prefers_notices": wish}
    return clinic.parent("Ana Ramos", *children, cell=cell, **wishes, **given)  # type: ignore[arg-type]


def reminded(session: Session, wish: str, column: str) -> Clinic:
    clinic = make_clinic(session)
    child = clinic.child("Mia")
    mother(clinic, wish, column, child)
    clinic.visit(child, TOMORROW)
    clinic.rule()
    return clinic


@pytest.mark.parametrize(("wish", "column", "mode"), WISHES)
def test_a_reminder_tells_which_address_it_went_to(app: Flask, wish: str, column: str, mode: str) -> None:
    with work_everywhere() as session:
        clinic = reminded(session, wish, column)
    plan_messages(NOW)
    assert reached(clinic) == [mode]


def test_a_wish_that_changed_after_planning_counts(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = reminded(session, "email", "email_id")
    plan_messages(NOW)
    with work_everywhere() as session:
        clinic.session = session
        contact = session.scalars(select(Contact)).one()
        contact.work_email_id = clinic.address("ana@office.example").id
        contact.prefers_reminders = "work_email"
    assert reached(clinic) == ["work_email"]


def test_a_fixed_channel_goes_to_the_usual_address(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        child = clinic.child("Mia")
        ana = mother(clinic, "work_email", "work_email_id", child)
        ana.email_id = clinic.address("ana@home.example").id
        clinic.visit(child, TOMORROW)
        clinic.rule(channel_mode="fixed", channel="email")
    plan_messages(NOW)
    assert reached(clinic) == ["email"]


def test_a_greeting_tells_it_too(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        known_child(clinic, "Mia", date(2020, 11, 22))
        contact = session.scalars(select(Contact)).one()
        contact.work_email_id = clinic.address("ana@office.example").id
        contact.prefers_notices = "work_email"
        birthday_rule(clinic)
    plan_greetings(NOW)
    assert reached(clinic) == ["work_email"]


@pytest.mark.parametrize(("given", "mode"), [(None, "email"), ("work_email", "work_email")])
def test_what_was_written_before_keeps_its_way_else_it_is_that_of_its_channel(
    app: Flask, given: str | None, mode: str
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        ana = mother(clinic, "email", "email_id", clinic.child())
        clinic.add(_queued("written", contact_id=ana.id, mode=given))
    assert reached(clinic) == [mode]


def test_an_alert_to_a_department_and_a_mail_to_a_stranger_have_none(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.add(_queued("alert", type="test", department_id=clinic.department_id))
    assert reached(clinic) == [None]


def _queued(key: str, **given: object) -> Message:
    filled = {"type": "private", "channel": "email", "address": "ana@example.org", "body": "Hello"}
    return Message(
        key=key, due_at=NOW, expires_at=TOMORROW, created_at=NOW, status="queued", language="en",
        **{**filled, **given},
    )  # fmt: skip
