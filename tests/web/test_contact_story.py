"""What one contact got, what was held back and why, and what comes next; the same from the visit's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.actions.make_link import link_for
from tests.builders.record_pages import RecordPages, open_record_pages
from tests.builders.record_pages import words as plain


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def words(html: str) -> str:
    return plain(html).replace(" ,", ",")


def test_the_past_says_why_it_went_that_way_or_why_it_did_not(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child()
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia, clock.now() + timedelta(days=2))
        prefers = clinic.rule("reminder", name="By choice")
        fixed = clinic.rule("reminder", name="Always email", channel_mode="fixed", channel="email")
        ladder = clinic.rule("reminder", name="Ladder", channel_mode="escalation", escalate_after_minutes=60)
        held = clinic.rule("reminder", name="Held")
        clinic.message(prefers, ana, visit, body="See you.", status="delivered")
        clinic.message(fixed, ana, visit, channel="email", body="Mail", status="delivered")
        clinic.message(ladder, ana, visit, channel="voice", step=1, body="Call", status="delivered")
        clinic.message(held, ana, visit, status="skipped", reason="no_consent")
    text = words(pages.read(f"/contacts/{ana.id}/messages"))
    assert "By text because Ana Ramos chose it for reminders." in text
    assert "By email because this automated message always goes that way." in text
    assert "By phone call because nothing was heard after the message before it." in text
    assert "Consent for this way of messaging is not on file. Ask the person" in text
    assert "About Mia" in text
    story = words(pages.read(f"/appointments/{visit.id}"))
    assert "By email because this automated message always goes that way." in story


def test_what_comes_next_is_said_visit_by_visit(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child()
        ana = clinic.parent("Ana Ramos", mia)
        bo = clinic.parent("Bo Ramos", mia, link_position=2, link_end_date=clock.now().date())
        visit = clinic.visit(mia, clock.now() + timedelta(days=4))
        clinic.rule("reminder", name="Day before")
    text = words(pages.read(f"/contacts/{ana.id}/messages"))
    assert "What comes next Mia," in text
    assert "Day before," in text
    assert ", text" in text
    assert "Day before" in words(pages.read(f"/contacts/{bo.id}/messages"))
    assert "nothing. This contact has an end date." in words(pages.read(f"/contacts/{bo.id}/messages"))
    page = words(pages.read(f"/appointments/{visit.id}"))
    people = page[page.index("Contact by contact") :]
    assert "Ana Ramos Gets them by text" in people
    assert "Next: with the next turn of the clock" not in people
    assert ", text" in people[people.index("Next: ") :]
    assert "Bo Ramos Gets nothing This contact has an end date. If this person is responsible" in people


def test_a_further_way_is_said_to_be_for_want_of_an_answer(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child()
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia, clock.now() + timedelta(days=6))
        clinic.rule(
            "confirmation_request", amount=4, statuses=["scheduled"], name="Please confirm",
            channel_mode="escalation", escalate_after_minutes=60,
        )  # fmt: skip
    for page in (f"/contacts/{ana.id}/messages", f"/appointments/{visit.id}"):
        text = words(pages.read(page))
        assert text.count("Please confirm, if nobody answers,") == 1
        assert "phone call" in text[text.index("if nobody answers,") :]
    assert words(pages.read(f"/appointments/{visit.id}")).count("if nobody answers") == 1


def test_a_child_without_contacts_says_so(pages: RecordPages) -> None:
    with pages.add() as clinic:
        visit = clinic.visit(clinic.child(), clock.now() + timedelta(days=2))
    assert "No contact is on file for Mia Ramos" in words(pages.read(f"/appointments/{visit.id}"))


def test_a_new_link_is_part_of_the_visit_s_story(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child()
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia, clock.now() + timedelta(days=2))
        link_id = link_for(clinic.session, clock.now(), ana.id, [visit.id])
        rule = clinic.rule()
        row = clinic.message(rule, ana, type="new_link", body="here is your new link", status="delivered")
        row.rule_id, row.link_id = None, link_id
    text = words(pages.read(f"/appointments/{visit.id}"))
    assert "New link: text to Ana Ramos Delivered Ana Ramos opened a link that had ended" in text


def test_another_practice_s_contact_is_not_found(app: Flask, pages: RecordPages) -> None:
    other = open_record_pages(app, "maple")
    with other.add() as clinic:
        contact = clinic.parent("Kit Moss", clinic.child("Max", "Moss"))
    assert pages.desk.get(f"/contacts/{contact.id}/messages").status_code == 404


def test_the_family_s_page_leads_there(pages: RecordPages) -> None:
    with pages.add() as clinic:
        mia = clinic.child()
        ana = clinic.parent("Ana Ramos", mia)
    assert f'href="/contacts/{ana.id}/messages"' in pages.read(f"/families/{mia.family_id}")
