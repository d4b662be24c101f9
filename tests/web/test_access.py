"""Doors: who may open what, tokens, and what an error page says."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.permissions import Permission
from app.web.access import PUBLIC, PUBLIC_ROOMS, mark_of
from app.work import work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import HTMX, FrontDesk, make_member


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> FrontDesk:
    with work_everywhere() as session:
        return FrontDesk(client, make_clinic(session).staff())


def test_every_door_has_a_mark_or_is_public(app: Flask) -> None:
    unmarked = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC
        and rule.endpoint.partition(".")[0] not in PUBLIC_ROOMS
        and mark_of(app.view_functions[rule.endpoint]) is None
    ]
    assert unmarked == []


def test_nothing_is_public_that_is_not_there(app: Flask) -> None:
    assert set(app.view_functions) >= PUBLIC
    assert set(app.blueprints) >= PUBLIC_ROOMS


def test_strangers_are_sent_to_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/cancellations?tab=done")
    assert (answer.status_code, answer.location) == (302, "/login?next=/cancellations?tab%3Ddone")


def test_a_part_of_a_page_makes_the_browser_sign_in(client: FlaskClient) -> None:
    answer = client.get("/today/delta", headers={**HTMX, "Referer": "http://deskbell.test/today?group=time"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/today?group%3Dtime"


def test_a_form_sent_after_the_session_ended_says_so(app: Flask, desk: FrontDesk) -> None:
    token = desk.token()
    with desk.client.session_transaction() as cookie:
        del cookie["_user_id"]
    answer = desk.client.post("/me/password", data={"csrf_token": token})
    assert answer.status_code == 401
    assert "Please sign in again" in answer.text


@pytest.mark.parametrize("url", ["/today/1/confirm", "/cancellations/1/finish", "/logout", "/login"])
def test_a_form_without_its_token_is_refused_with_words(desk: FrontDesk, url: str) -> None:
    answer = desk.post(url, token=False)
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.text


def test_a_group_without_the_permission_is_told_so(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        pat = make_member(clinic, Permission.CONTACTS_EDIT)
    answer = FrontDesk(client, pat).get("/today")
    assert answer.status_code == 403
    assert "Your group may not open this" in answer.text


def test_what_a_group_may_not_open_is_not_in_the_rail(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        pat = make_member(clinic, Permission.BASIC_MESSAGING)
    page = FrontDesk(client, pat).get("/today").text
    assert "Cancellations" in page
    assert "Global settings" not in page


@pytest.mark.parametrize("signed_in", [True, False])
def test_an_unknown_address_has_a_way_on_and_a_reference(
    app: Flask, client: FlaskClient, signed_in: bool
) -> None:
    if signed_in:
        with work_everywhere() as session:
            FrontDesk(client, make_clinic(session).staff())
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert ("Go to Today" if signed_in else "Sign in") in answer.text
    assert re.search(r"Reference: 404-[0-9a-f]{8}", answer.text)


def test_pages_are_private_and_take_nothing_from_elsewhere(desk: FrontDesk) -> None:
    headers = desk.get("/today").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_the_cookie_cannot_be_read_by_scripts_or_sent_from_elsewhere(client: FlaskClient) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_htmx_comes_from_our_own_address(client: FlaskClient) -> None:
    with client.get("/vendor/htmx/htmx.min.js") as answer:
        assert answer.status_code == 200
        assert b"htmx" in answer.data
