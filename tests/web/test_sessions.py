"""Where somebody is signed in: a list, an end for each, and cookies that die wherever they were copied to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import clock
from app.actions.check_password import hash_password
from app.extensions import db
from app.models import StaffSession, StaffUser
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import FrontDesk
from tests.builders.record_pages import words
from tests.builders.sign_in import CHEAP, PASSWORD, enter, fill_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def dana(app: Flask, monkeypatch: pytest.MonkeyPatch) -> StaffUser:
    monkeypatch.setitem(app.extensions, "deskbell.hasher", CHEAP)
    with work_everywhere() as session:
        return make_clinic(session).staff(password_hash=hash_password(PASSWORD, CHEAP))


def browser(app: Flask, agent: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    assert enter(client, "dana@willow.example").status_code == 303
    return client


def sessions(dana: StaffUser) -> list[StaffSession]:
    with work(dana.practice_id) as session:
        return list(session.scalars(select(StaffSession).order_by(StaffSession.id)))


def test_each_browser_is_on_the_list_in_words(app: Flask, dana: StaffUser) -> None:
    desk, _ = browser(app, FIREFOX), browser(app, IPHONE)
    text = words(desk.get("/me").text)
    assert "Firefox on Windows This browser" in text
    assert "Safari on iPhone" in text


def test_one_browser_is_ended_and_the_others_stay(app: Flask, dana: StaffUser) -> None:
    desk, phone = browser(app, FIREFOX), browser(app, IPHONE)
    _, lost = sessions(dana)
    assert phone.get("/today").status_code == 200
    assert fill_in(desk, "/me", f"/me/sessions/{lost.id}/end").status_code == 303
    assert phone.get("/today").status_code == 302
    assert desk.get("/today").status_code == 200
    assert "Safari on iPhone" not in desk.get("/me").text


def test_signing_out_everywhere_ends_all(app: Flask, dana: StaffUser) -> None:
    desk, phone = browser(app, FIREFOX), browser(app, IPHONE)
    answer = fill_in(desk, "/me", "/me/sessions/end")
    assert answer.location == "/login"
    assert desk.get("/today").status_code == 302
    assert phone.get("/today").status_code == 302
    assert all(each.ended_at for each in sessions(dana))


def test_signing_out_ends_this_browser_and_its_copies_only(app: Flask, dana: StaffUser) -> None:
    desk, phone = browser(app, FIREFOX), browser(app, IPHONE)
    thief = app.test_client()
    thief.set_cookie("deskbell", desk.get_cookie("deskbell").value)
    assert thief.get("/today").status_code == 200
    fill_in(desk, "/me", "/logout")
    assert thief.get("/today").status_code == 302
    assert phone.get("/today").status_code == 200


def test_a_session_of_somebody_else_cannot_be_ended(app: Flask, client: FlaskClient, dana: StaffUser) -> None:
    phone = browser(app, IPHONE)
    with work(dana.practice_id) as session:
        lee = StaffUser(
            email="lee@willow.example",
            name="Lee",
            password_hash="kept",
            group_id=dana.group_id,
            created_at=clock.now(),
        )
        session.add(lee)
    (theirs,) = sessions(dana)
    assert FrontDesk(client, lee).post(f"/me/sessions/{theirs.id}/end").status_code == 404
    assert phone.get("/today").status_code == 200


@pytest.mark.parametrize(("minutes_ago", "noted"), [(5, True), (0.5, False)])
def test_acting_is_noted_at_most_once_a_minute(
    client: FlaskClient, dana: StaffUser, minutes_ago: float, noted: bool
) -> None:
    desk = FrontDesk(client, dana, at=clock.now() - timedelta(minutes=minutes_ago))
    (before,) = sessions(dana)
    desk.get("/today")
    assert sessions(dana)[0].acted_at == before.acted_at
    desk.post("/me/password", present="wrong", new="wrong")
    assert (sessions(dana)[0].acted_at > before.acted_at) is noted


def test_knowing_who_it_is_takes_one_query(client: FlaskClient, dana: StaffUser) -> None:
    FrontDesk(client, dana)
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get("/me/two-factor").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert sum("staff_session" in statement for statement in asked) == 1
