"""A video visit is joined from the family's own page, when it is time (product E1, H3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from app.models import Provider, RuleRow
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.parent_link import TUESDAY, ParentLink, make_parent_link

ROOM = "https://video.example/patel"


@pytest.fixture
def family(app: Flask) -> ParentLink:
    """Mia and Leo see Dr. Patel by video, 20 minutes from Tuesday 2:30 PM."""
    family = make_parent_link(app)
    with work(family.practice_id) as session:
        session.add(
            RuleRow(
                type="telehealth_first",
                name="Video visit tomorrow",
                anchor="start",
                amount=1,
                statuses=["scheduled"],
                visit_types=["Telehealth"],
                changed_at=NOW,
            )
        )
        for provider in session.scalars(select(Provider)):
            provider.video_url = ROOM
    for visit in (family.mia, family.leo):
        family.change_visit(visit, visit_type="Telehealth")
    return family


def joins(family: ParentLink, minutes: int, language: str = "en") -> bool:
    family.now(TUESDAY + timedelta(minutes=minutes))
    return f'href="{ROOM}"' in family.open(language).text


def test_the_button_is_there_from_half_an_hour_before_to_the_end(family: ParentLink) -> None:
    shown = {minutes: joins(family, minutes) for minutes in (-60, -31, -30, 0, 20, 21)}
    assert shown == {-60: False, -31: False, -30: True, 0: True, 20: True, 21: False}


def test_it_says_so_in_both_languages_and_once_for_one_room(family: ParentLink) -> None:
    assert joins(family, -5)
    assert family.open("en").text.count("Join by video") == 1
    assert family.open("es").text.count("Entrar a la videocita") == 1


def test_a_visit_in_the_office_or_one_that_was_cancelled_has_none(family: ParentLink) -> None:
    family.change_visit(family.mia, visit_type="Well visit")
    family.change_visit(family.leo, lifecycle="cancelled", cancelled_by="staff", cancelled_at=TUESDAY)
    assert not joins(family, -5)


def test_the_calendar_entry_leads_to_the_room(family: ParentLink) -> None:
    family.change_visit(family.leo, visit_type="Well visit")
    events = Calendar.from_ical(family.phone.get(f"{family.path}/calendar.ics").text).events
    by_place = sorted(str(event["location"]) for event in events)
    assert by_place == ["212 Oak Street, Suite 3, Dayton", ROOM]
    (video,) = [event for event in events if str(event["location"]) == ROOM]
    assert str(video["description"]).startswith(f"Join by video: {ROOM}")
