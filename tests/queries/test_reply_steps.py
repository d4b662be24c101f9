"""What a family wrote stands on the story of the visit it was about, and on the contact's own (E9, I3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.queries.appointment_timeline import appointment_timeline
from app.queries.contact_story import contact_story
from app.work import reading
from tests.builders.parent_link import TUESDAY
from tests.builders.texting import Texting, make_texting


@pytest.fixture
def family(app: Flask) -> Texting:
    return make_texting(app, "Mia")


def titles(family: Texting, child: str) -> list[str]:
    with reading(family.practice_id) as session:
        timeline = appointment_timeline(session, family.now, family.link.visits[child])
    assert timeline
    return [step.title for step in timeline.steps]


def test_a_text_and_what_it_did_stand_on_the_visit_s_story(family: Texting) -> None:
    family.text("yes")
    said = titles(family, "Mia")
    assert "Ana Ramos texted: “yes”" in said
    assert "Ana Ramos answered: coming" in said


def test_a_text_stands_with_the_visit_that_was_asked_about_last(family: Texting) -> None:
    family.visit("Mia", TUESDAY + timedelta(days=7))
    family.ask("Ana", "Mia 12-01", at=family.now - timedelta(minutes=5))
    family.text("we are on holiday then")
    assert "Ana Ramos texted: “we are on holiday then”" in titles(family, "Mia 12-01")
    assert "Ana Ramos texted: “we are on holiday then”" not in titles(family, "Mia")


def test_somebody_elses_words_are_not_on_it(family: Texting) -> None:
    family.text("hello", who="Bo")
    assert not [title for title in titles(family, "Mia") if "hello" in title]


def test_the_contact_s_story_has_the_latest_words_first(family: Texting) -> None:
    family.text("hello")
    family.now += timedelta(minutes=1)
    family.text("stop")
    with reading(family.practice_id) as session:
        story = contact_story(session, family.now, family.link.contact_id)
    assert story
    assert [(step.title, step.detail) for step in story.wrote] == [
        ("Ana Ramos texted: “stop”", "Stops all texts"),
        ("Ana Ramos texted: “hello”", ""),
    ]
