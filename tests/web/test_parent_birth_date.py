"""A parent's page that asks for a child's date of birth before it shows anything (product H4)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.models import Link, Patient
from app.web.patient import throttle
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.parent_link import ParentLink, Phone, headline, make_parent_link, phone_at, words
from tests.web.test_parent_states import assert_plain, assert_private

RIGHT = {"month": "4", "day": "9", "year": "2017"}
LEOS = {"month": "12", "day": "01", "year": "2019"}
WRONG = {"month": "9", "day": "4", "year": "2017"}
ASKED = "What is your child's birth date?"


@pytest.fixture
def family(app: Flask) -> ParentLink:
    throttle.forget_all()
    made = make_parent_link(app, ask_birth_date=True)
    born(made, Mia=date(2017, 4, 9), Leo=date(2019, 12, 1))
    return made


def born(family: ParentLink, **days: date | None) -> None:
    with work(family.practice_id) as session:
        for child, day in days.items():
            session.get_one(Patient, family.ids[child]).birth_date = day


def opened(family: ParentLink, **given: str) -> TestResponse:
    """The right date is told, and the page it leads to is opened."""
    answer = family.send(**(given or RIGHT))
    assert answer.status_code == 303
    return family.phone.get(answer.headers["Location"])


def proof(family: ParentLink) -> str:
    found = re.search(r"k=([^&]+)", family.send(**RIGHT).headers["Location"])
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("language", "asked", "order"),
    [
        ("en", ASKED, ["month", "day", "year"]),
        ("es", "¿Cuál es la fecha de nacimiento de su niño o niña?", ["day", "month", "year"]),
    ],
)
def test_the_page_shows_the_practice_and_asks(
    family: ParentLink, language: str, asked: str, order: list[str]
) -> None:
    page = family.open(language)
    assert page.status_code == 200
    assert headline(page) == asked
    for secret in ("Mia", "Leo", "Patel", "2:30", "November", "noviembre", "Oak Street"):
        assert secret not in page.text
    assert "Willow Pediatrics" in words(page)
    assert "(937) 555-0142" in words(page)
    assert re.findall(r'<label for="(\w+)"', page.text) == order
    assert re.findall(r'<input id="(\w+)" name="\w+" inputmode="numeric"', page.text) == order
    assert_private(page)
    assert_plain(page)


@pytest.mark.parametrize("said", [RIGHT, LEOS])
def test_the_date_of_either_child_opens_the_page(family: ParentLink, said: dict[str, str]) -> None:
    assert headline(opened(family, **said)) == "Are Mia and Leo still coming?"
    assert headline(family.open()) == ASKED


def test_whoever_told_it_answers_switches_the_language_and_takes_the_calendar(family: ParentLink) -> None:
    page = opened(family)
    again = re.search(r'href="(\?l=es[^"]*)"', page.text)
    assert again
    spanish = family.phone.get(family.path + again[1].replace("&amp;", "&"))
    assert headline(spanish) == "¿Van a venir Mia y Leo?"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', spanish.text))
    answer = family.send(all="coming", **hidden)
    thanks = family.phone.get(answer.headers["Location"])
    assert headline(thanks) == "Gracias. Los esperamos el martes."
    assert family.row(family.leo).confirmation == "confirmed"
    file = re.search(r'href="([^"]+calendar.ics[^"]*)"', thanks.text)
    assert file
    assert family.phone.get(file[1].replace("&amp;", "&")).mimetype == "text/calendar"


def test_without_it_nothing_is_answered_and_no_calendar_given(family: ParentLink) -> None:
    refused = family.send(all="cant")
    assert refused.status_code == 403
    assert "Nothing was saved." in words(refused)
    assert family.row(family.mia).lifecycle == "scheduled"
    assert family.phone.get(f"{family.path}/calendar.ics").status_code == 303


def test_the_proof_lasts_half_an_hour_and_opens_this_link_only(family: ParentLink) -> None:
    given = proof(family)
    fathers = family.link_of(family.ids["Bo"])
    assert headline(fathers.open(query=f"k={given}")) == ASKED
    family.now(NOW + timedelta(minutes=30))
    assert headline(family.open(query=f"k={given}")) == "Are Mia and Leo still coming?"
    family.now(NOW + timedelta(minutes=30, seconds=1))
    assert headline(family.open(query=f"k={given}")) == ASKED


@pytest.mark.parametrize("bent", ["", "x", "1.aaaaaaaaaaaaaaaa", "é", "a" * 400])
def test_a_bent_proof_opens_nothing(family: ParentLink, bent: str) -> None:
    assert headline(family.open(query=f"k={bent}")) == ASKED
    assert family.send(all="cant", k=bent).status_code == 403


def test_a_wrong_date_says_how_many_tries_are_left(family: ParentLink) -> None:
    first = family.send(**WRONG)
    assert first.status_code == 422
    assert "That is not the date we have. You can try 4 more times." in words(first)
    for _ in range(2):
        family.send(**WRONG)
    assert "Puede probar 1 vez más." in words(family.send(**WRONG, l="es"))


def test_what_is_no_date_is_no_try(family: ParentLink) -> None:
    for _ in range(6):
        refused = family.send(month="2", day="30", year="2017")
        assert refused.status_code == 422
        assert "That is not a date." in words(refused)
    assert headline(opened(family)) == "Are Mia and Leo still coming?"


def test_five_wrong_tries_lock_the_link_for_15_minutes(family: ParentLink) -> None:
    for _ in range(4):
        assert family.send(**WRONG).status_code == 422
    locked = family.send(**WRONG)
    assert locked.status_code == 429
    assert headline(locked) == "Too many tries."
    assert "Please try again at 10:15 AM, or call us." in words(locked)
    assert "(937) 555-0142" in words(locked)
    assert locked.headers["Retry-After"] == "900"
    assert family.send(**RIGHT).status_code == 429
    assert "Pruebe otra vez a las 10:15 a. m., o llámenos." in words(family.open("es"))
    family.now(NOW + timedelta(minutes=15))
    assert headline(opened(family)) == "Are Mia and Leo still coming?"


def test_who_got_in_before_is_not_locked_out(family: ParentLink) -> None:
    given = proof(family)
    for _ in range(5):
        family.send(**WRONG)
    assert headline(family.open(query=f"k={given}")) == "Are Mia and Leo still coming?"


def test_tries_at_the_same_moment_all_count(family: ParentLink) -> None:
    phones = [phone_at(family.app, [NOW]) for _ in range(4)]

    def guess(phone: Phone) -> int:
        return phone.post(family.path, data=WRONG).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(guess, phones)) == [422] * 4
        with work(family.practice_id) as session:
            assert session.get_one(Link, family.link_id).tries == 4
        assert set(pool.map(guess, phones)) == {429}


def test_looking_counts_no_try(family: ParentLink) -> None:
    for _ in range(6):
        family.open(query="month=9&day=4&year=2017")
    with work(family.practice_id) as session:
        assert session.get_one(Link, family.link_id).tries == 0


def test_a_child_without_a_birth_date_is_let_in_by_another(family: ParentLink) -> None:
    born(family, Mia=None)
    assert family.send(**RIGHT).status_code == 422
    assert headline(opened(family, **LEOS)) == "Are Mia and Leo still coming?"


def test_where_no_child_has_one_nothing_is_asked(family: ParentLink) -> None:
    born(family, Mia=None, Leo=None)
    assert headline(family.open()) == "Are Mia and Leo still coming?"


def test_an_expired_or_revoked_link_does_not_ask(family: ParentLink) -> None:
    family.now(NOW + timedelta(days=9))
    assert family.open().status_code == 410
    assert family.send(**RIGHT).status_code == 410
