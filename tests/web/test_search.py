"""Find a family by child, parent, last digits or chart number."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.work import work, work_everywhere
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.front_desk import FrontDesk


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia", "Ramos", external_id="W-1001")
        leo = clinic.child("Leo", "Ramos", mia.family_id)
        clinic.parent("Ana Ortega", mia, leo, cell="+19375550142")
        ava = clinic.child("Ava", "Brooks")
        clinic.parent("Nia 100% Brooks", ava)
        maple = make_clinic(session, "maple")
        maple.parent("Ana Elsewhere", maple.child("Zoe", "Ramos"), cell="+19375550142")
        return clinic


@pytest.fixture
def desk(client: FlaskClient, clinic: Clinic) -> FrontDesk:
    with work(clinic.practice_id) as session:
        clinic.session = session
        return FrontDesk(client, clinic.staff())


@pytest.mark.parametrize(
    "wanted",
    ["mia", "RAM", "mia ramos", "ramos mia", "Ortega", "ana ort", "0142", "(937) 555-0142", "w-1001"],
)
def test_the_family_is_found(desk: FrontDesk, wanted: str) -> None:
    page = desk.get("/families", query={"q": wanted}).text
    assert "Mia Ramos, Leo Ramos" in page
    assert "(937) 555-0142" in page
    assert "Brooks" not in page
    assert "Zoe" not in page


@pytest.mark.parametrize("wanted", ["nobody", "42", "_", "mia brooks", "zoe"])
def test_what_does_not_fit_finds_nobody(desk: FrontDesk, wanted: str) -> None:
    assert "Nobody fits" in desk.get("/families", query={"q": wanted}).text


def test_a_percent_sign_is_a_sign_and_no_wildcard(desk: FrontDesk) -> None:
    page = desk.get("/families", query={"q": "100%"}).text
    assert "Ava Brooks" in page
    assert "Mia" not in page


def test_without_a_question_the_page_says_how_to_ask(desk: FrontDesk) -> None:
    assert "Type a child" in desk.get("/families").text


def test_the_list_alone_comes_while_typing(desk: FrontDesk) -> None:
    fragment = desk.get("/families", htmx=True, query={"q": "mia"}).text
    assert fragment.lstrip().startswith('<section id="found"')


def test_what_was_typed_is_shown_as_text(desk: FrontDesk) -> None:
    page = desk.get("/families", query={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page


def test_the_list_under_the_box_leads_to_the_family(desk: FrontDesk) -> None:
    fragment = desk.get("/families/quick", htmx=True, query={"q": "0142"}).text
    assert fragment.startswith('<div id="quick">')
    assert "Mia Ramos, Leo Ramos" in fragment
    assert "Ana Ortega (937) 555-0142" in fragment
    assert "Zoe" not in fragment
    assert "Nobody fits" in desk.get("/families/quick", htmx=True, query={"q": "nobody"}).text
    assert desk.get("/families/quick", htmx=True, query={"q": " "}).text.startswith('<div id="quick"></div>')


def test_the_same_address_is_a_whole_page_without_scripts(desk: FrontDesk) -> None:
    page = desk.get("/families/quick", query={"q": "mia"}).text
    assert page.lstrip().startswith("<!doctype html>")
    assert "Mia Ramos, Leo Ramos" in page


def test_a_long_list_is_cut_and_says_where_the_rest_is(desk: FrontDesk, clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        for number in range(9):
            clinic.child(f"Kim{number}", "Novak")
    fragment = desk.get("/families/quick", htmx=True, query={"q": "novak"}).text
    assert fragment.count("<li>") == 8
    assert 'href="/families?q=novak"' in fragment
