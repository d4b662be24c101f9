"""Staff offer a freed time to one family alone, or are told why they cannot (J3, J4, H3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select, update

from app.actions.begin_offering import Begun, begin_offering, offer_to_one, stop_offering
from app.actions.offer_times import offer_times
from app.actions.write_audit import Actor
from app.models import Message, Offer, PatientContact, RuleRow, WaitlistEntry
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.waiting import TUESDAY, Waitlist, make_waitlist

DANA = Actor("dana@willow.example")


def offer(app: Flask, made: Waitlist, name: str, now: datetime = NOW, visit_id: int = 0) -> Begun:
    signer = app.extensions["deskbell.signer"]
    with work(made.practice_id) as session:
        return offer_to_one(session, now, DANA, signer, visit_id or made.freed, made.entries[name])


def asked(made: Waitlist) -> list[str]:
    names = {entry: name for name, entry in made.entries.items()}
    with work(made.practice_id) as session:
        return [names[each] for each in session.scalars(select(Offer.entry_id).order_by(Offer.id))]


def test_one_family_is_told_whatever_its_place_and_its_wishes_and_nobody_else_is(app: Flask) -> None:
    made = make_waitlist(app, "Ada", "Ben", auto=False, days=[0, 2])  # it is a Tuesday
    assert offer(app, made, "Ben") is Begun.OFFERING
    offer_times(NOW + timedelta(hours=1), app.extensions["deskbell.signer"])
    assert asked(made) == ["Ben"]
    with work(made.practice_id) as session:
        told = session.scalars(select(Message).where(Message.type == "waitlist_offer")).one()
    assert (told.contact_id, told.status) == (made.contacts["Ben"], "queued")


def test_nobody_is_asked_twice_for_the_same_time(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    assert offer(app, made, "Ada") is Begun.OFFERING
    assert offer(app, made, "Ada") is Begun.ASKED_BEFORE
    assert asked(made) == ["Ada"]


def test_while_the_family_may_take_its_cancellation_back_nobody_is_asked(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False, freed_at=NOW)
    assert offer(app, made, "Ada", NOW + timedelta(minutes=9)) is Begun.TOO_EARLY
    assert asked(made) == []
    assert offer(app, made, "Ada", NOW + timedelta(minutes=10)) is Begun.OFFERING


def test_a_family_that_cannot_be_told_is_not_and_staff_read_why(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    with work(made.practice_id) as session:
        session.execute(update(PatientContact).values(consents=[]))
    assert offer(app, made, "Ada") is Begun.NOT_REACHED
    with work(made.practice_id) as session:
        told = session.scalars(select(Message).where(Message.type == "waitlist_offer")).one()
    assert (told.status, told.reason) == ("skipped", "no_consent")


def test_whoever_left_the_list_is_not_asked(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    with work(made.practice_id) as session:
        session.get_one(WaitlistEntry, made.entries["Ada"]).state = "removed"
    assert offer(app, made, "Ada") is Begun.GONE


def test_a_visit_that_is_not_there_and_one_that_stands_free_nothing(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False, later=True)
    assert offer(app, made, "Ada", visit_id=2**40) is Begun.UNKNOWN
    assert offer(app, made, "Ada", visit_id=made.later["Ada"]) is Begun.NOT_FREE


def test_a_time_that_begins_too_soon_is_offered_to_nobody(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    with work(made.practice_id) as session:
        assert begin_offering(session, TUESDAY - timedelta(minutes=14), DANA, made.freed) is Begun.NOT_FREE


def test_without_a_message_for_offers_nothing_goes(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    with work(made.practice_id) as session:
        session.execute(update(RuleRow).values(state="disabled", enabled_at=None))
        assert begin_offering(session, NOW, DANA, made.freed) is Begun.TURNED_OFF
    assert offer(app, made, "Ada") is Begun.TURNED_OFF


def test_a_freed_time_that_is_not_there_cannot_be_stopped(app: Flask) -> None:
    made = make_waitlist(app, "Ada")
    with work(made.practice_id) as session:
        assert stop_offering(session, NOW, DANA, 2**40) is Begun.UNKNOWN
