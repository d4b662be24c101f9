"""The first page of a new installation: who finds it, what it makes, and when it is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock
from app.actions.start_practice import short_name_of
from app.links import FirstPracticeKey
from app.models import Department, Practice, StaffUser
from app.settings import Settings
from app.work import work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import Browser
from tests.builders.record_pages import words

GIVEN = {
    "name": "Willow Children's Medicine",
    "timezone": "America/Chicago",
    "person": "Alex Morgan",
    "email": "Alex@willow.example",
    "password": "a short sentence",
}


@pytest.fixture(autouse=True)
def quick_hasher(app: Flask) -> Iterator[None]:
    """Passwords are hashed with little work, since no test is about that."""
    slow = app.extensions["deskbell.hasher"]
    app.extensions["deskbell.hasher"] = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    yield
    app.extensions["deskbell.hasher"] = slow


@pytest.fixture
def production(app: Flask) -> Iterator[Settings]:
    """The same application as it behaves in production."""
    trial = app.extensions["deskbell.settings"]
    real = trial.model_copy(update={"deskbell_env": "production"})
    app.extensions["deskbell.settings"] = real
    yield real
    app.extensions["deskbell.settings"] = trial


def send(browser: Browser, key: str = "", **changed: str) -> TestResponse:
    page = browser.get("/start", query_string={"key": key} if key else {})
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token, page.status
    return browser.post("/start", data={"csrf_token": token[1], "key": key, **GIVEN, **changed})


def practices() -> list[Practice]:
    with work_everywhere() as session:
        return list(session.scalars(select(Practice)))


def test_of_two_who_start_at_once_one_does(app: Flask) -> None:
    def start(number: int) -> int:
        browser = Browser(app)
        page = browser.get("/start")
        both.wait(timeout=10)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token
        given = {**GIVEN, "name": f"Practice {number}", "email": f"alex{number}@willow.example"}
        return browser.post("/start", data={"csrf_token": token[1], **given}).status_code

    both = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(start, (1, 2)))
    assert answers == [303, 404]
    assert len(practices()) == 1


def test_five_fields_make_a_practice_and_sign_its_administrator_in(app: Flask) -> None:
    browser = Browser(app)
    answer = send(browser)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/setup")
    (practice,) = practices()
    assert (practice.slug, practice.short_name) == ("willow-childrens-medicine", "Willow Children's")
    assert (practice.timezone, practice.demo) == ("America/Chicago", False)
    page = browser.get("/setup")
    assert page.status_code == 200
    assert "Alex Morgan" in page.text
    assert "System Administrators" in page.text


def test_alerts_go_to_the_administrator_until_departments_have_addresses(app: Flask) -> None:
    send(Browser(app))
    with work_everywhere() as session:
        assert set(session.scalars(select(Department.email))) == {"Alex@willow.example"}
        assert session.scalars(select(Practice.email)).one() == ""


def test_somebody_may_sign_in_again_with_that_password(app: Flask) -> None:
    send(Browser(app))
    browser = Browser(app)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/login").text)
    assert token
    who = {"csrf_token": token[1], "email": "alex@willow.example", "password": GIVEN["password"]}
    assert browser.post("/login", data=who).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed", "example"),
    [
        ("name", "  ", "for example Willow Pediatrics"),
        ("timezone", "", "for example Eastern time"),
        ("timezone", "Mars/Olympus", "for example Eastern time"),
        ("person", "", "for example Alex Morgan"),
        ("email", "alex", "Write it like alex@practice.example."),
        ("password", "short", "at least 10 characters"),
    ],
)
def test_what_cannot_be_used_comes_back_with_an_example(
    app: Flask, field: str, typed: str, example: str
) -> None:
    answer = send(Browser(app), **{field: typed})
    assert answer.status_code == 422
    assert example in words(answer.text)
    assert f'id="{field}-error"' in answer.text
    assert GIVEN["password"] not in answer.text
    assert practices() == []


def test_an_address_that_has_an_account_is_refused_and_leaves_nothing(app: Flask) -> None:
    with work_everywhere() as session:
        make_clinic(session, demo=True).staff("alex@willow.example")
    answer = send(Browser(app), name="Oak Medical")
    assert answer.status_code == 422
    assert "already has an account" in words(answer.text)
    assert [practice.slug for practice in practices()] == ["willow"]


def test_a_slug_that_the_demo_has_gets_a_number(app: Flask) -> None:
    with work_everywhere() as session:
        make_clinic(session, demo=True)
    assert send(Browser(app), name="Willow").status_code == 303
    assert sorted(practice.slug for practice in practices()) == ["willow", "willow-2"]


def test_it_is_gone_once_there_is_a_practice(app: Flask) -> None:
    browser = Browser(app)
    page = browser.get("/start")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    assert "Set up a new practice" in words(browser.get("/login").text)
    send(Browser(app))
    assert browser.get("/start").status_code == 404
    late = browser.post("/start", data={"csrf_token": token[1], **GIVEN, "email": "other@willow.example"})
    assert late.status_code == 404
    assert len(practices()) == 1
    assert "Set up a new practice" not in words(Browser(app).get("/login").text)


def test_the_bare_address_leads_to_the_first_page_and_later_to_today(app: Flask) -> None:
    assert Browser(app).get("/").headers["Location"] == "/start"
    with work_everywhere() as session:
        make_clinic(session, demo=True)
    assert Browser(app).get("/").headers["Location"] == "/today"


def test_in_production_only_the_printed_address_opens_it(app: Flask, production: Settings) -> None:
    browser = Browser(app)
    assert browser.get("/start").status_code == 404
    assert "Set up a new practice" not in words(browser.get("/login").text)
    printed = app.test_cli_runner().invoke(args=["practice", "invite"])
    assert printed.exit_code == 0, printed.output
    key = re.search(r"/start\?key=(\S+)", printed.output)
    assert key
    assert send(browser, key[1]).status_code == 303
    assert Browser(app).get("/start", query_string={"key": key[1]}).status_code == 404
    again = app.test_cli_runner().invoke(args=["practice", "invite"])
    assert again.exit_code == 1
    assert "has a practice" in again.output


def test_the_printed_address_is_good_for_a_day_and_for_nothing_else(app: Flask) -> None:
    settings = app.extensions["deskbell.settings"]
    key = FirstPracticeKey(settings.secret_keys, settings.base_url)
    now = clock.now()
    token = key.url(now).partition("key=")[2]
    assert key.opens(token, now + timedelta(hours=23, minutes=59))
    assert not key.opens(token, now + timedelta(hours=24, seconds=2))
    assert not key.opens(token[:-9] + ("A" if token[-9] != "A" else "B") + token[-8:], now)
    assert not key.opens("", now)
    assert not key.opens(app.extensions["deskbell.signer"].token(1), now)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Willow Pediatrics", "Willow Pediatrics"),
        ("Willow Children's Medical Center", "Willow Children's"),
        ("Supercalifragilisticexpialidocious", "Supercalifragilistic"),
    ],
)
def test_the_short_name_is_as_many_words_as_fit_a_text(name: str, short: str) -> None:
    assert short_name_of(name) == short


def test_whoever_signed_up_is_written_down(app: Flask) -> None:
    send(Browser(app))
    with work_everywhere() as session:
        staff = session.scalars(select(StaffUser)).one()
    assert staff.password_hash.startswith("$argon2")
    assert GIVEN["password"] not in staff.password_hash
