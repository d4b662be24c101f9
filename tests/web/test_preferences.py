"""Contact preferences: the counts come first, then the button with the number."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Contact
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words
from tests.web.conftest import Audit

URL = "/messages/preferences"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    """Ana can be texted, Luis only called at home, Eva not at all; none of them has said how."""
    pages = open_record_pages(app, permissions=("basic_messaging", "preferences_bulk"))
    with pages.add() as clinic:
        home = clinic.address("+16145550177")
        clinic.parent("Ana", clinic.child("Mia"), prefers_reminders=None, language=None)
        clinic.parent("Luis", clinic.child("Leo"), cell=None, home_id=home.id, prefers_reminders=None)
        clinic.parent("Eva", clinic.child("Zoe"), cell=None, prefers_reminders=None)
    return pages


def _chosen(pages: RecordPages) -> list[str | None]:
    with work(pages.clinic.practice_id) as session:
        return list(session.scalars(select(Contact.prefers_reminders).order_by(Contact.id)))


def test_the_page_counts_before_anything_is_set(pages: RecordPages) -> None:
    text = words(pages.read(f"{URL}?reminders=text&reminders=phone"))
    assert "Reminders 3 first contacts blank" in text
    assert "Would set 2 contacts: 1 text to the cell phone, 1 call to the home phone." in text
    assert "1 contact stays blank: no number or address for a ticked way." in text
    assert "Set 2 defaults" in text
    assert _chosen(pages) == [None, None, None]


def test_the_button_sets_what_was_counted_and_a_second_run_nothing(
    pages: RecordPages, clinic_audit: Audit
) -> None:
    sent = {"reminders": ["text", "phone"], "language": "es", "seen": "3"}
    assert "3 fields set." in pages.save(URL, **sent)
    assert _chosen(pages) == ["text", "home_phone", None]
    assert ("set default preferences", "dana@willow.example") in clinic_audit(pages.clinic.practice_id)
    again = words(pages.read(f"{URL}?reminders=text&language=es"))
    assert "0 blank. Nothing to do." in again
    assert "0 blank. Nothing to do." in pages.save(URL, reminders="text", language="es", seen="0")


def test_another_count_by_now_is_shown_first(pages: RecordPages) -> None:
    answer = pages.post(URL, reminders="text", seen="7", language="")
    assert answer.status_code == 409
    assert "Nothing was set. These are the new counts." in words(answer.text)
    assert re.search(r'name="seen" value="1"', answer.text)
    assert _chosen(pages) == [None, None, None]


def test_words_that_mean_nothing_are_left_out(pages: RecordPages) -> None:
    text = words(pages.read(f"{URL}?reminders=pigeon&language=fr&portal="))
    assert "Tick a way or choose a language" in text
    assert "Set 0" not in text


def test_the_counts_alone_come_while_ticking(pages: RecordPages) -> None:
    assert pages.read(f"{URL}?reminders=text", htmx=True).lstrip().startswith('<div id="preferences"')


def test_only_who_may_sets_preferences_for_all(app: Flask, pages: RecordPages) -> None:
    other = open_record_pages(app, "maple", permissions=("basic_messaging", "contacts_edit"))
    assert other.desk.get(URL).status_code == 403
    assert other.post(URL, reminders="text", seen="0").status_code == 403
