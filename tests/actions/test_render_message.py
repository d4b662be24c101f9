"""What a family reads after the schedule changed their visit (product B4, E1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.actions.run_tick import run_tick
from app.models import AppointmentRow, Location, Practice
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, arrived
from tests.actions.test_upsert_appointment import LATER, Feed, given, in_clinic
from tests.builders.clinic import NOW, make_clinic
from tests.builders.schedule import row

NEW_PROVIDER = {"Provider ID": "P2", "Provider": "Dr. Kim"}
NEW_PLACE = {"Location": "North Office"}
NEW_TIME = {"Time": "3:15 PM"}


@pytest.fixture
def feed(app: Flask) -> Feed:
    """Its families are told of every change, and read English."""
    with work_everywhere() as session:
        feed = Feed(make_clinic(session).practice_id)
    with work(feed.practice_id) as session:
        in_clinic(session, feed).rule("moved", anchor="change", amount=0)
    return feed


def told_after(feed: Feed, *changes: dict[str, str], **parent: str) -> str:
    """The one message that leaves when Mia's visit is booked and then goes through ``changes``."""
    booked = row(**{"Contact_1_Language": "English", **parent})
    for hours, change in enumerate(({}, *changes)):
        feed.brings(given(booked | change), LATER + timedelta(hours=hours))
    run_tick(LATER + timedelta(hours=len(changes)), SANDBOX, SIGNER)
    (message,) = arrived()
    return message.body


def test_another_provider_is_a_change_and_no_new_time(feed: Feed) -> None:
    assert "Mia's visit has changed: Tue Nov 24, 2:30 PM. Coming?" in told_after(feed, NEW_PROVIDER)


def test_another_start_is_a_new_time(feed: Feed) -> None:
    assert "Mia's visit has a new time: Tue Nov 24, 3:15 PM. Coming?" in told_after(feed, NEW_TIME)


def test_another_start_and_provider_at_once_is_a_new_time(feed: Feed) -> None:
    assert "has a new time: Tue Nov 24, 3:15 PM" in told_after(feed, NEW_TIME | NEW_PROVIDER)


def test_a_cancelled_visit_booked_again_at_its_time_is_a_change(feed: Feed) -> None:
    said = told_after(feed, {"Status": "Cancelled"}, {"Status": "Scheduled"})
    assert "Mia's visit has changed: Tue Nov 24, 2:30 PM" in said


def test_a_mail_names_the_new_place_and_who_is_there(feed: Feed) -> None:
    said = told_after(feed, NEW_PLACE | NEW_PROVIDER, Contact_1_Preferred="Email")
    assert "The visit is now with Dr. Kim at North Office, on Tuesday, November 24." in said
    assert "new time" not in said


def test_a_call_says_the_new_place_and_who_is_there(feed: Feed) -> None:
    said = told_after(feed, NEW_PLACE | NEW_PROVIDER, Contact_1_Preferred="Phone")
    assert "The visit has changed. It is on Tuesday, November 24" in said
    assert "at North Office, with Dr. Kim." in said


def test_one_sibling_with_a_new_time_makes_it_a_new_time_for_both(feed: Feed) -> None:
    mia = row(Contact_1_Language="English")
    leo = mia | {"Appt ID": "A2", "Chart #": "K2", "First Name": "Leo", "Time": "2:45 PM"}
    feed.brings(given(mia, leo), NOW)
    feed.brings(given(mia | NEW_PROVIDER, leo | {"Time": "2:30 PM"}), LATER)
    assert {visit.version for visit in feed.all(AppointmentRow)} == {2}
    run_tick(LATER, SANDBOX, SIGNER)
    (message,) = arrived()
    assert "the visits of Mia and Leo have a new time: Tue Nov 24, 2:30 PM" in message.body


@pytest.mark.parametrize(("own", "until"), [(None, "Tuesday at 1:30 PM"), (24, "Monday at 2:30 PM")])
def test_a_mail_names_the_deadline_of_the_visit_s_own_place(feed: Feed, own: int | None, until: str) -> None:
    with work(feed.practice_id) as session:
        session.execute(update(Location).values(deadline_hours=own))
    said = told_after(feed, NEW_PROVIDER, Contact_1_Preferred="Email")
    assert f"You can change your answer until {until}." in said


@pytest.mark.parametrize(("languages", "said"), [(["en", "es"], "¿Va a venir?"), (["en"], "Coming?")])
def test_a_language_the_practice_does_not_send_in_takes_its_fallback(
    feed: Feed, languages: list[str], said: str
) -> None:
    with work(feed.practice_id) as session:
        session.get_one(Practice, feed.practice_id).languages = languages
    assert said in told_after(feed, NEW_TIME, Contact_1_Language="Spanish")
