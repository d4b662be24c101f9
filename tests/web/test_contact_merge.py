"""One person on file twice: found, compared side by side, and made one by staff alone."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.models import Contact
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


@pytest.fixture
def people(pages: RecordPages) -> dict[str, int]:
    """Ana Ramos is on file for Mia and, with the same number, for Zoe; Luis shares Mia's home phone."""
    with pages.add() as clinic:
        mia, zoe = clinic.child("Mia", "Ramos"), clinic.child("Zoe", "Brooks")
        phone = clinic.address("+16145550142")
        email = clinic.address("ana@ramos.example")
        ana = clinic.parent("Ana Ramos", mia, cell=phone, language="es")
        twin = clinic.parent("ANA RAMOS", zoe, cell=phone, email_id=email.id, language="en")
        luis = clinic.parent("Luis Ramos", mia, cell=None, home_id=phone.id, link_position=2)
        clinic.message(clinic.rule(), twin, body="See you soon, Zoe")
        return {"family": mia.family_id, "ana": ana.id, "twin": twin.id, "luis": luis.id}


def test_the_family_page_says_who_may_be_on_file_twice(pages: RecordPages, people: dict[str, int]) -> None:
    html = pages.read(f"/families/{people['family']}")
    assert html.count("Perhaps on file twice") == 1
    assert f'href="/contacts/{people["ana"]}/same-person"' in html


def test_the_likeliest_come_first_and_others_are_searched(pages: RecordPages, people: dict[str, int]) -> None:
    url = f"/contacts/{people['ana']}/same-person"
    text = words(pages.read(url))
    assert text.index("ANA RAMOS Zoe Brooks Name and number or email") < text.index("Luis Ramos Mia Ramos")
    fragment = pages.read(f"{url}?q=nobody", htmx=True)
    assert fragment.lstrip().startswith('<section id="candidates"')
    with pages.add() as clinic:
        clinic.parent("Anita Ramos", clinic.child("Eva", "Diaz"))
    assert "Anita Ramos" not in pages.read(url)
    assert "Anita Ramos" in pages.read(f"{url}?q=anita")


def test_both_stand_side_by_side_with_what_moves(pages: RecordPages, people: dict[str, int]) -> None:
    text = words(pages.read(f"/contacts/{people['ana']}/same-person/{people['twin']}"))
    assert "Language This contact: Spanish The other: English" in text
    assert "Cell phone (614) 555-0142 The same" in text
    assert "1 child, 1 message and 0 links go to the contact that stays" in text
    assert "The two families become one page." in text
    assert "This cannot be undone." in text


def test_what_only_the_other_has_is_chosen_already(pages: RecordPages, people: dict[str, int]) -> None:
    html = pages.read(f"/contacts/{people['ana']}/same-person/{people['twin']}")
    chosen = dict(re.findall(r'name="(\w+)" value="(\w+)" checked', html))
    assert chosen["email_id"] == "gone"
    assert chosen["language"] == "kept"


def test_the_two_become_one_with_the_chosen_values(pages: RecordPages, people: dict[str, int]) -> None:
    url = f"/contacts/{people['ana']}/same-person/{people['twin']}"
    text = words(pages.save(url, email_id="gone", language="kept", name="kept", staff_fields="gone"))
    assert "The two contacts are one now." in text
    assert "Ramos and Brooks family" in text
    assert "ana@ramos.example" in text
    assert "See you soon, Zoe" in text
    assert "Perhaps on file twice" not in text
    with work(pages.clinic.practice_id) as session:
        assert session.get(Contact, people["ana"]).language == "es"
    assert pages.desk.get(url).status_code == 404
    assert pages.desk.get(f"/contacts/{people['twin']}/same-person").status_code == 404


def test_nobody_without_the_right_merges(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging",))
    with pages.add() as clinic:
        ids = [clinic.parent("Ana", clinic.child()).id for _ in range(2)]
        family_id = clinic.child().family_id
    assert "On file twice?" not in pages.read(f"/families/{family_id}")
    url = f"/contacts/{ids[0]}/same-person/{ids[1]}"
    assert pages.desk.get(url).status_code == 403
    assert pages.post(url).status_code == 403
    with work(pages.clinic.practice_id) as session:
        assert session.get(Contact, ids[1]).merged_into_id is None


def test_another_practice_s_contact_is_not_found(
    app: Flask, pages: RecordPages, people: dict[str, int]
) -> None:
    other = open_record_pages(app, "maple")
    with other.add() as clinic:
        theirs = clinic.parent("Ana Ramos", clinic.child()).id
    assert other.desk.get(f"/contacts/{people['ana']}/same-person").status_code == 404
    assert pages.desk.get(f"/contacts/{people['ana']}/same-person/{theirs}").status_code == 404
    assert pages.post(f"/contacts/{people['ana']}/same-person/{theirs}").status_code == 404
