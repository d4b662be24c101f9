"""A practice, its locations and departments as somebody types them: what is wrong is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from app.domain.answers import CancellationMode
from app.domain.department_form import TypedDepartment, TypedRoute, read_department, read_route
from app.domain.form_reading import FormReading, state_of
from app.domain.location_form import TypedLocation, read_location
from app.domain.practice_form import TypedPractice, read_practice

ZONES = ("America/New_York", "America/Chicago")
PRACTICE = TypedPractice(
    name=" Willow   Pediatrics ",
    short_name="Willow Peds",
    timezone="America/New_York",
    phone="",
    address="",
    email="",
    languages=("es", "en"),
    fallback_language="en",
    text_limit="160",
    keep_accents=True,
    opens_at="8:00",
    closes_at="17:00",
    confidential_age="13",
    ask_birth_date=False,
)
LOCATION = TypedLocation(
    name="North Office",
    timezone="America/Chicago",
    phone="",
    address=" 40 North  Avenue",
    sender="",
    own_hours=True,
    window_from="8:00",
    window_to="18:00",
    days=("4", "0"),
    own_mode=True,
    cancellation_mode=CancellationMode.BY_REQUEST,
    own_deadline=True,
    deadline_hours="4",
)
DEPARTMENT = TypedDepartment("Nursing", "", "", "", True, "7:30", "16:00", ("1", "0"))
ROUTE = TypedRoute("4", ("7",), ("Sick  visit", ""), (), ("2", "99"))
KNOWN = {"rule_ids": [6, 7], "provider_ids": [1], "location_ids": [2, 3]}


def _practice(**changed: Any) -> tuple[dict[str, Any], dict[str, str]]:
    reading = FormReading()
    return read_practice(reading, replace(PRACTICE, **changed), ZONES), reading.faults


def _location(**changed: Any) -> tuple[dict[str, Any], dict[str, str]]:
    reading = FormReading()
    return read_location(reading, replace(LOCATION, **changed), ZONES, ["Main Street"]), reading.faults


def _department(**changed: Any) -> tuple[dict[str, Any], dict[str, str]]:
    reading = FormReading()
    return read_department(reading, replace(DEPARTMENT, **changed), ["Billing"]), reading.faults


def _route(**changed: Any) -> tuple[dict[str, Any], dict[str, str]]:
    reading = FormReading()
    return read_route(reading, replace(ROUTE, **changed), [4, 5], KNOWN), reading.faults


def test_a_practice_is_read_without_stray_spaces_and_with_languages_in_one_order() -> None:
    read, faults = _practice()
    assert faults == {}
    assert (read["name"], read["languages"], read["text_limit"]) == ("Willow Pediatrics", ["en", "es"], 160)
    assert (read["opens_at"], read["closes_at"], read["confidential_age"]) == (time(8), time(17), 13)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": "  "}, "name", "for example Willow Pediatrics"),
        ({"name": "x" * 81}, "name", "At most 80 letters."),
        ({"short_name": "Willow Pediatrics Dayton"}, "short_name", "At most 20 letters."),
        ({"timezone": "Mars/Base"}, "timezone", "Choose a time zone from the list"),
        ({"languages": ()}, "languages", "Tick at least one language"),
        ({"languages": ("en",), "fallback_language": "es"}, "fallback_language", "that are ticked"),
        ({"text_limit": "69"}, "text_limit", "70 to 1600 characters"),
        ({"text_limit": "1601"}, "text_limit", "for example 160"),
        ({"text_limit": "many"}, "text_limit", "for example 160"),
        ({"confidential_age": "22"}, "confidential_age", "from 0 to 21"),
        ({"confidential_age": "²"}, "confidential_age", "for example 13"),
        ({"opens_at": "soon"}, "opens_at", "for example"),
        ({"opens_at": "17:00"}, "opens_at", "earlier than Closes"),
    ],
)
def test_what_a_practice_cannot_have_is_named(changed: dict[str, Any], field: str, words: str) -> None:
    _, faults = _practice(**changed)
    assert list(faults) == [field]
    assert words in faults[field]


def test_the_first_fault_of_a_field_is_the_one_that_is_shown() -> None:
    reading = FormReading()
    reading.refuse("name", "first")
    reading.refuse("name", "second")
    assert reading.faults == {"name": "first"}


def test_a_location_has_its_own_times_days_mode_and_deadline() -> None:
    read, faults = _location()
    assert faults == {}
    assert (read["address"], read["timezone"], read["days"]) == ("40 North Avenue", "America/Chicago", [0, 4])
    assert (read["window_from"], read["window_to"], read["deadline_hours"]) == (time(8), time(18), 4)
    assert read["cancellation_mode"] == CancellationMode.BY_REQUEST


def test_what_is_not_a_locations_own_is_left_to_the_practice() -> None:
    read, faults = _location(
        own_hours=False, window_from="nonsense", own_mode=False, own_deadline=False, timezone="", address=""
    )
    assert faults == {}
    assert read.pop("name") == "North Office"
    assert set(read.values()) == {None}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": "MAIN street"}, "name", "Another location has this name"),
        ({"name": ""}, "name", "as your schedule has it"),
        ({"timezone": "Mars/Base"}, "timezone", "from the list"),
        ({"window_from": "19:00"}, "window_from", "From"),
        ({"days": ()}, "days", "one day"),
        ({"cancellation_mode": "never"}, "cancellation_mode", "Choose"),
        ({"deadline_hours": "999"}, "deadline_hours", "for example"),
        ({"window_to": "late"}, "window_to", "for example"),
    ],
)
def test_what_a_location_cannot_have_is_named(changed: dict[str, Any], field: str, words: str) -> None:
    _, faults = _location(**changed)
    assert list(faults) == [field]
    assert words in faults[field]


def test_a_department_keeps_its_own_hours_or_those_of_the_practice() -> None:
    own, faults = _department()
    assert (own["opens_at"], own["closes_at"], own["open_days"], faults) == (
        time(7, 30),
        time(16),
        [0, 1],
        {},
    )
    usual, faults = _department(own_hours=False, opens_at="nonsense")
    assert (usual["opens_at"], usual["closes_at"], faults) == (None, None, {})


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": "billing"}, "name", "Another department has this name"),
        ({"closes_at": "7:30"}, "opens_at", "earlier than Closes"),
        ({"opens_at": "dawn"}, "opens_at", "for example"),
        ({"open_days": ("8",)}, "open_days", "Monday"),
    ],
)
def test_what_a_department_cannot_have_is_named(changed: dict[str, Any], field: str, words: str) -> None:
    _, faults = _department(**changed)
    assert list(faults) == [field]
    assert words in faults[field]


def test_a_route_keeps_only_what_the_practice_has() -> None:
    read, faults = _route()
    assert faults == {}
    assert read == {
        "department_id": 4,
        "visit_types": ["Sick visit"],
        "rule_ids": [7],
        "provider_ids": [],
        "location_ids": [2],
    }


@pytest.mark.parametrize("chosen", ["", "9", "four"])
def test_a_route_needs_a_department_of_the_practice(chosen: str) -> None:
    read, faults = _route(department_id=chosen)
    assert read["department_id"] == 0
    assert faults == {"department_id": "Choose the department that is told, for example Nursing."}


def test_the_mark_of_saved_values_changes_with_them_and_tells_nothing() -> None:
    assert state_of(DEPARTMENT) == state_of(replace(DEPARTMENT))
    assert state_of(DEPARTMENT) != state_of(replace(DEPARTMENT, name="Front Desk"))
    assert "Nursing" not in state_of(DEPARTMENT)
