"""What no browser of ours sends is answered in words, and never reaches the database."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.work import work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.record_pages import RecordPages, open_record_pages
from tests.builders.sign_in import fill_in

NULL = "a\x00b"
BEYOND = "9" * 20


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


@pytest.mark.parametrize("url", ["/families", "/audit", "/messages/skipped", "/sandbox"])
def test_a_null_character_in_an_address_is_refused(pages: RecordPages, url: str) -> None:
    answer = pages.desk.get(url, query={"q": NULL, "person": NULL, "address": NULL, "rule": NULL})
    assert answer.status_code == 400
    assert "We could not read that request" in answer.text


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("/settings/locations", "name"),
        ("/settings/people/groups", "name"),
        ("/messages/skipped/export", "reason"),
        ("/settings/people/invite", "email"),
    ],
)
def test_a_null_character_in_a_form_is_refused(pages: RecordPages, url: str, field: str) -> None:
    assert pages.post(url, **{field: NULL}).status_code == 400


@pytest.mark.parametrize(("page", "field"), [("/login", "email"), ("/forgot", "email"), ("/start", "name")])
def test_nor_does_it_get_past_the_pages_for_everybody(client: FlaskClient, page: str, field: str) -> None:
    assert fill_in(client, page, **{field: NULL}).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "/audit?person=²",
        f"/audit?person={BEYOND}",
        f"/recalls?provider={BEYOND}",
        f"/messages/skipped?rule={BEYOND}&provider={BEYOND}",
        "/messages/auto/new?copy=²",
    ],
)
def test_a_number_that_no_row_has_reads_as_none(pages: RecordPages, url: str) -> None:
    assert pages.desk.get(url).status_code == 200


def test_a_form_with_such_a_number_comes_back(pages: RecordPages) -> None:
    html = pages.refuse("/settings/people/invite", email="x@willow.example", group_id=BEYOND)
    assert "Choose a group" in html
    preview = pages.post("/templates/preview", kind="reminder", set=BEYOND)
    assert preview.status_code == 200


def test_a_parent_s_page_holds_too(app: Flask, client: FlaskClient) -> None:
    with work_everywhere() as session:
        make_clinic(session)
    assert client.get("/v/x", query_string={"lang": NULL}).status_code in {400, 404}
