"""Signing in and out: equal answers, a lock against guessing, and cookies that die."""

from __future__ import annotations

import re
from datetime import timedelta
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock
from app.actions.change_staff import TypedAccount, change_account, disable_staff
from app.actions.check_password import hash_password
from app.actions.write_audit import COMMAND_LINE
from app.models import SignInAttempt, StaffGroup, StaffUser
from app.models.seen_states import account_state
from app.web.staff.sign_in import WRONG
from app.work import work, work_everywhere
from tests.builders.clinic import Clinic, make_clinic
from tests.builders.front_desk import FrontDesk

PASSWORD = "the cat sleeps at noon"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def dana(app: Flask, monkeypatch: pytest.MonkeyPatch) -> StaffUser:
    """Dana of the front desk, with a password that is quick to check."""
    monkeypatch.setitem(app.extensions, "deskbell.hasher", CHEAP)
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.staff("boss@willow.example", password_hash="kept")
        clinic.staff("chief@willow.example", password_hash="kept")
        return clinic.staff(password_hash=hash_password(PASSWORD, CHEAP))


def enter(client: FlaskClient, email: str, password: str, next_page: str = "") -> TestResponse:
    page = client.get("/login").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    fields = {"csrf_token": token[1], "email": email, "password": password, "next": next_page}
    return client.post("/login", data=fields)


def age_attempts(minutes: int) -> None:
    with work_everywhere() as session:
        for attempt in session.scalars(select(SignInAttempt)):
            attempt.at -= timedelta(minutes=minutes)


def test_the_right_password_opens_today(client: FlaskClient, dana: StaffUser) -> None:
    answer = enter(client, " Dana@Willow.example ", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/today")
    assert "Dana K." in client.get("/today").text


def test_wrong_password_unknown_address_and_closed_account_read_alike(
    client: FlaskClient, dana: StaffUser
) -> None:
    def page(email: str, password: str) -> str:
        answer = enter(client, email, password)
        assert answer.status_code == 422
        return re.sub(r'value="[^"]*"', "", answer.text)

    wrong = page("dana@willow.example", "not my password")
    unknown = page("nobody@willow.example", "not my password")
    with work(dana.practice_id) as session:
        disable_staff(session, clock.now(), COMMAND_LINE, dana.id)
    closed = page("dana@willow.example", PASSWORD)
    assert WRONG in wrong
    assert wrong == unknown == closed


def test_an_unknown_address_takes_as_long_as_a_known_one(
    app: Flask, client: FlaskClient, dana: StaffUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = PasswordHasher(time_cost=2, memory_cost=16384, parallelism=1)
    monkeypatch.setitem(app.extensions, "deskbell.hasher", slow)
    with work_everywhere() as session:
        session.get_one(StaffUser, dana.id).password_hash = slow.hash(PASSWORD)

    def seconds(email: str) -> float:
        started = perf_counter()
        enter(client, email, "wrong")
        return perf_counter() - started

    seconds("warm@willow.example")
    known = min(seconds("dana@willow.example") for _ in range(3))
    unknown = min(seconds("nobody@willow.example") for _ in range(3))
    assert unknown == pytest.approx(known, rel=0.6)


@pytest.mark.parametrize("email", ["dana@willow.example", "nobody@willow.example"])
def test_five_failures_lock_an_address_and_say_when_it_opens(
    client: FlaskClient, dana: StaffUser, email: str
) -> None:
    for _ in range(5):
        assert WRONG in enter(client, email, "wrong").text
    locked = enter(client, email, PASSWORD)
    assert locked.status_code == 422
    assert "opens again in 15 minutes" in locked.text
    assert "Set-Cookie" not in locked.headers or "_user_id" not in locked.headers["Set-Cookie"]


def test_a_locked_address_is_not_even_checked(
    app: Flask, client: FlaskClient, dana: StaffUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        enter(client, "dana@willow.example", "wrong")

    class Refuses:
        def hash(self, password: str) -> str:
            raise AssertionError("hashed while locked")

        def verify(self, hash: str, password: str) -> bool:
            raise AssertionError("checked while locked")

    monkeypatch.setitem(app.extensions, "deskbell.hasher", Refuses())
    assert "Too many failed tries" in enter(client, "DANA@willow.example", PASSWORD).text


def test_the_lock_opens_by_itself_and_a_success_forgets_failures(
    client: FlaskClient, dana: StaffUser
) -> None:
    for _ in range(5):
        enter(client, "dana@willow.example", "wrong")
    age_attempts(minutes=16)
    assert enter(client, "dana@willow.example", PASSWORD).status_code == 303
    with work_everywhere() as session:
        assert session.scalar(select(func.count(SignInAttempt.id))) == 0


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/cancellations?tab=done", "/cancellations?tab=done"),
        ("", "/today"),
        ("https://evil.example/", "/today"),
        ("//evil.example/", "/today"),
        ("/\\evil.example", "/today"),
        ("javascript:alert(1)", "/today"),
        ("today", "/today"),
    ],
)
def test_next_leads_to_our_own_pages_only(
    client: FlaskClient, dana: StaffUser, wanted: str, goes_to: str
) -> None:
    assert enter(client, "dana@willow.example", PASSWORD, wanted).location == goes_to


def copied(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser with the same cookie."""
    thief = app.test_client()
    thief.set_cookie("deskbell", client.get_cookie("deskbell").value)
    return thief


def test_a_copied_cookie_dies_with_the_logout(app: Flask, client: FlaskClient, dana: StaffUser) -> None:
    desk = FrontDesk(client, dana)
    thief = copied(app, client)
    assert thief.get("/today").status_code == 200
    assert desk.post("/logout").location == "/login"
    assert thief.get("/today").location == "/login?next=/today"
    assert client.get("/today").status_code == 302


def test_a_copied_cookie_dies_with_a_new_password_and_the_owner_stays(
    app: Flask, client: FlaskClient, dana: StaffUser
) -> None:
    desk = FrontDesk(client, dana)
    thief = copied(app, client)
    answer = desk.post("/me/password", present=PASSWORD, new="a much longer sentence")
    assert answer.status_code == 303
    assert thief.get("/today").status_code == 302
    assert client.get("/today").status_code == 200
    assert enter(app.test_client(), "dana@willow.example", "a much longer sentence").status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"present": "wrong", "new": "a much longer sentence"}, "This is not your present password."),
        ({"present": PASSWORD, "new": "short"}, "at least 10 characters"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    client: FlaskClient, dana: StaffUser, fields: dict[str, str], words: str
) -> None:
    answer = FrontDesk(client, dana).post("/me/password", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "data-focus" in answer.text


def test_a_browser_left_open_is_no_place_to_guess_the_password(client: FlaskClient, dana: StaffUser) -> None:
    desk = FrontDesk(client, dana)
    for _ in range(5):
        desk.post("/me/password", present="wrong", new="a much longer sentence")
    locked = desk.post("/me/password", present=PASSWORD, new="a much longer sentence")
    assert locked.status_code == 422
    assert "opens again in 15 minutes" in locked.text


def test_a_new_group_and_a_closed_account_end_sessions(client: FlaskClient, dana: StaffUser) -> None:
    FrontDesk(client, dana)
    with work(dana.practice_id) as session:
        group = StaffGroup(name="Nursing")
        session.add(group)
        session.flush()
        change_account(
            session, clock.now(), COMMAND_LINE, dana.id, TypedAccount("Dana K.", group.id, None, ""),
            account_state(session.get_one(StaffUser, dana.id)),
        )  # fmt: skip
        session.expunge_all()
        again = session.get_one(StaffUser, dana.id)
    assert client.get("/me").status_code == 302
    FrontDesk(client, again)
    assert client.get("/me").status_code == 200
    with work(dana.practice_id) as session:
        disable_staff(session, clock.now(), COMMAND_LINE, dana.id)
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize(
    ("since", "seen", "open_still"),
    [
        (timedelta(minutes=5), timedelta(minutes=5), True),
        (timedelta(hours=11), timedelta(minutes=119), True),
        (timedelta(hours=11), timedelta(minutes=121), False),
        (timedelta(hours=12, minutes=1), timedelta(minutes=1), False),
    ],
)
def test_sessions_end_when_idle_and_after_a_day_of_work(
    client: FlaskClient, dana: StaffUser, since: timedelta, seen: timedelta, open_still: bool
) -> None:
    FrontDesk(client, dana)
    with client.session_transaction() as cookie:
        cookie["since"] = (clock.now() - since).timestamp()
        cookie["seen"] = (clock.now() - seen).timestamp()
    assert (client.get("/me").status_code == 200) is open_still


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(
    client: FlaskClient, dana: StaffUser
) -> None:
    FrontDesk(client, dana, at=clock.now() - timedelta(minutes=100))
    assert client.get("/today/delta?since=0").headers.get("Set-Cookie") is None
    assert "deskbell=" in client.get("/today").headers["Set-Cookie"]


def test_signing_in_and_out_is_on_record(client: FlaskClient, dana: StaffUser, clinic_audit) -> None:
    enter(client, "dana@willow.example", PASSWORD)
    desk = FrontDesk(client, dana)
    desk.post("/logout")
    assert clinic_audit(dana.practice_id) == [
        ("sign_in", "dana@willow.example"),
        ("sign_out", "dana@willow.example"),
    ]


def test_asking_for_the_form_writes_nothing(client: FlaskClient, dana: StaffUser, clinic_audit) -> None:
    client.get("/login")
    assert clinic_audit(dana.practice_id) == []


def test_another_practice_signs_in_to_its_own(app: Flask, dana: StaffUser) -> None:
    with work_everywhere() as session:
        maple: Clinic = make_clinic(session, "maple")
        maple.staff("lee@maple.example", password_hash=hash_password(PASSWORD, CHEAP))
    browser = app.test_client()
    enter(browser, "lee@maple.example", PASSWORD)
    assert "Maple Pediatrics" in browser.get("/today").text
