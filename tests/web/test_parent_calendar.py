"""The file a parent adds to a calendar, and which a later file replaces (H3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from app.web.patient import throttle
from tests.builders.clinic import NOW
from tests.builders.parent_link import TUESDAY, ParentLink, make_parent_link


@pytest.fixture(autouse=True)
def _fresh_throttle(app: Flask) -> None:
    throttle.forget_all()


def calendar(family: ParentLink, query: str = "") -> Calendar:
    reply = family.phone.get(f"{family.path}/calendar.ics{query}")
    assert reply.status_code == 200
    assert reply.mimetype == "text/calendar"
    assert reply.headers["Cache-Control"] == "no-store"
    return Calendar.from_ical(reply.text)


def test_one_entry_for_each_coming_child(app: Flask) -> None:
    family = make_parent_link(app)
    family.send(**{f"answer_{family.mia}": "coming", f"answer_{family.leo}": "cant"})
    (event,) = calendar(family).events
    assert event["summary"] == "Mia: visit at Willow Pediatrics"
    assert event["status"] == "CONFIRMED"
    assert event["location"] == "212 Oak Street, Suite 3, Dayton"
    assert (event.start, event.end) == (TUESDAY, TUESDAY + timedelta(minutes=20))
    assert "Ramos" not in event.to_ical().decode()


def test_a_moved_visit_replaces_the_entry(app: Flask) -> None:
    family = make_parent_link(app, "Mia")
    (before,) = calendar(family).events
    family.move(family.mia, TUESDAY + timedelta(days=1))
    (after,) = calendar(family).events
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (1, 2)
    assert after.start == TUESDAY + timedelta(days=1)
    assert after["dtstamp"].dt == NOW


def test_two_children_and_two_practices_never_share_an_id(app: Flask) -> None:
    family = make_parent_link(app)
    ids = [event["uid"] for event in calendar(family).events]
    assert len(set(ids)) == 2
    assert all("willow" in each for each in ids)


@pytest.mark.parametrize(
    ("starts_at", "offset"),
    [(datetime(2026, 3, 8, 6, 30, tzinfo=UTC), -5), (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), -4)],
)
def test_the_hour_is_right_on_both_sides_of_a_clock_change(
    app: Flask, starts_at: datetime, offset: int
) -> None:
    family = make_parent_link(app, "Mia", starts_at=starts_at)
    family.now(starts_at - timedelta(days=1))
    read = calendar(family)
    assert len(read.timezones) == 1
    (event,) = read.events
    assert event.start == starts_at
    assert event.start.utcoffset() == timedelta(hours=offset)


def test_spanish(app: Flask) -> None:
    (event,) = calendar(make_parent_link(app, "Mia"), "?l=es").events
    assert event["summary"] == "Mia: cita en Willow Pediatrics"


def test_nothing_coming_gives_no_file(app: Flask) -> None:
    family = make_parent_link(app, "Mia")
    family.send(all="cant")
    assert family.phone.get(f"{family.path}/calendar.ics").status_code == 404
