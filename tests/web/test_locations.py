"""Locations: what each has of its own, said in sentences, and why one cannot be deleted."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.models import AppointmentRow, Holiday, Location, RoutingRule
from app.work import work
from tests.builders.record_pages import RecordPages, open_record_pages, words

URL = "/settings/locations"


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    return open_record_pages(app)


def typed(**changed: Any) -> dict[str, Any]:
    """The form of a new location as a browser sends it."""
    return {
        "name": "North Office",
        "timezone": "",
        "phone": "",
        "address": "",
        "sender": "",
        "window_from": "08:00",
        "window_to": "20:00",
        "days": list("0123456"),
        "cancellation_mode": "automatic",
        "deadline_hours": "1",
        **changed,
    }


OWN = {
    "timezone": "America/Chicago",
    "phone": "(312) 555-0101",
    "sender": "(312) 555-0199",
    "address": "40 North Avenue",
    "own_hours": "yes",
    "window_from": "09:00",
    "window_to": "18:00",
    "days": ["0", "2"],
    "own_mode": "yes",
    "cancellation_mode": "by_request",
    "own_deadline": "yes",
    "deadline_hours": "24",
}


def place(pages: RecordPages, name: str = "North Office") -> Location | None:
    with work(pages.clinic.practice_id) as session:
        return session.scalars(select(Location).where(Location.name == name)).one_or_none()


def change(pages: RecordPages, location_id: int, **fields: Any) -> dict[str, Any]:
    seen = re.search(r'name="seen" value="([^"]+)"', pages.read(f"{URL}/{location_id}"))
    assert seen
    return typed(seen=seen[1], **fields)


def test_a_location_with_nothing_of_its_own_has_the_practice_s(pages: RecordPages) -> None:
    html = pages.save(URL, **typed())
    assert "North Office is on the list." in words(html)
    assert "Nothing: the practice’s settings count" in words(html)
    row = place(pages)
    assert row is not None
    assert (row.timezone, row.phone, row.address, row.sender) == (None, None, None, None)
    assert (row.window_from, row.days, row.cancellation_mode, row.deadline_hours) == (None, None, None, None)


def test_what_is_ticked_is_its_own(pages: RecordPages) -> None:
    html = pages.save(URL, **typed(**OWN))
    assert "Delivery times, cancelling by request, deadline 24 h, sender" in words(html)
    row = place(pages)
    assert row is not None
    assert (row.timezone, row.phone, row.sender) == ("America/Chicago", "+13125550101", "+13125550199")
    assert (row.window_from, row.window_to, row.days) == (time(9), time(18), [0, 2])
    assert (row.cancellation_mode, row.deadline_hours) == ("by_request", 24)


def test_taking_the_ticks_away_gives_the_practice_s_back(pages: RecordPages) -> None:
    pages.save(URL, **typed(**OWN))
    row = place(pages)
    assert row is not None
    pages.save(
        f"{URL}/{row.id}", **change(pages, row.id, **{k: v for k, v in OWN.items() if k[:4] != "own_"})
    )
    row = place(pages)
    assert row is not None
    assert (row.window_from, row.window_to, row.days) == (None, None, None)
    assert (row.cancellation_mode, row.deadline_hours) == (None, None)


def test_the_sentences_say_what_counts_here_before_anything_is_saved(pages: RecordPages) -> None:
    def said(**given: Any) -> str:
        return words(pages.desk.client.get(f"{URL}/sentences", query_string=typed(**given)).text)

    assert "8:00 AM to 8:00 PM, every day, in this place’s own time" in said()
    own = said(**OWN)
    assert "9:00 AM to 6:00 PM, Monday and Wednesday" in own
    assert "A parent can ask to cancel." in own
    assert "can cancel until 2:30 PM the day before" in own
    assert "cannot be used" in said(**{**OWN, "deadline_hours": "25"})
    assert place(pages) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "MAIN street"}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"phone": "12"}, "phone"),
        ({"sender": "12"}, "sender"),
        ({"own_hours": "yes", "window_from": "21:00"}, "window_from"),
        ({"own_hours": "yes", "window_to": "late"}, "window_to"),
        ({"own_hours": "yes", "days": []}, "days"),
        ({"own_mode": "yes", "cancellation_mode": ""}, "cancellation_mode"),
        ({"own_deadline": "yes", "deadline_hours": "25"}, "deadline_hours"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_cannot_work_comes_back_with_what_was_typed(
    pages: RecordPages, changed: dict[str, Any], field: str, htmx: bool
) -> None:
    html = pages.refuse(URL, htmx=htmx, **typed(address="40 North Avenue", **changed))
    assert f'href="#{field}"' in html
    assert f'id="{field}-error"' in html
    assert 'value="40 North Avenue"' in html
    assert place(pages) is None


def test_fields_without_their_tick_are_not_read(pages: RecordPages) -> None:
    pages.save(URL, **typed(window_from="21:00", days=[], deadline_hours="99"))
    assert place(pages) is not None


@pytest.mark.parametrize(
    ("fields", "again"), [({"timezone": "America/Chicago"}, True), ({"address": "x"}, False)]
)
def test_other_times_make_the_clock_look_again(
    pages: RecordPages, fields: dict[str, str], again: bool
) -> None:
    with pages.add() as clinic:
        visit = clinic.visit(clinic.child(), clock.now() + timedelta(days=3)).id
    number = pages.clinic.location_id
    pages.save(f"{URL}/{number}", **change(pages, number, name="Main Street", **fields))
    with work(pages.clinic.practice_id) as session:
        assert session.get_one(AppointmentRow, visit).replan is again


def test_somebody_else_s_change_is_shown(pages: RecordPages) -> None:
    number = pages.clinic.location_id
    mine = change(pages, number, name="Mine")
    pages.save(f"{URL}/{number}", **change(pages, number, name="Theirs"))
    answer = pages.post(f"{URL}/{number}", htmx=True, **mine)
    assert answer.status_code == 409
    assert "Dana K. changed this location just now." in words(answer.text)
    assert place(pages, "Theirs") is not None


def test_a_refused_form_does_not_take_a_colleague_s_change_for_its_own(pages: RecordPages) -> None:
    number = pages.clinic.location_id
    mine = change(pages, number, name="")
    pages.save(f"{URL}/{number}", **change(pages, number, name="Theirs"))
    page = pages.post(f"{URL}/{number}", **mine)
    assert page.status_code == 422
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)
    assert seen
    assert (
        pages.post(f"{URL}/{number}", **{**mine, "name": "Mine", "seen": unescape(seen[1])}).status_code
        == 409
    )
    assert place(pages, "Theirs") is not None


def test_one_that_nothing_needs_is_deleted_with_its_closed_days(pages: RecordPages) -> None:
    pages.save(URL, **typed())
    row = place(pages)
    assert row is not None
    with pages.add() as clinic:
        clinic.add(Holiday(day=date(2030, 1, 1), location_id=row.id))
    assert "The location was deleted." in pages.save(f"{URL}/{row.id}/remove")
    assert place(pages) is None
    assert pages.post(f"{URL}/{row.id}/remove").status_code == 404


def test_one_that_is_needed_stays_and_says_by_what(pages: RecordPages) -> None:
    pages.save(URL, **typed())
    row = place(pages)
    assert row is not None
    with pages.add() as clinic:
        clinic.visit(clinic.child(), location_id=row.id)
        clinic.rule(name="North only", location_ids=[row.id])
        clinic.add(RoutingRule(position=1, department_id=clinic.department_id, location_ids=[row.id]))
    text = words(pages.refuse(f"{URL}/{row.id}/remove"))
    assert "1 visit is there, past ones included" in text
    assert "the automated message “North only” is limited to it" in text
    assert "a routing rule names it" in text
    assert place(pages) is not None


def test_the_only_location_stays(pages: RecordPages) -> None:
    assert "it is the only one" in words(pages.refuse(f"{URL}/{pages.clinic.location_id}/remove"))


def test_only_those_who_may_edit_the_rules_come_in(app: Flask) -> None:
    pages = open_record_pages(app, permissions=("basic_messaging", "contacts_edit"))
    assert pages.desk.get(URL).status_code == 403
    assert pages.post(URL, **typed()).status_code == 403
