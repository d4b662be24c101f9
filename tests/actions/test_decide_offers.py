"""An offer is asked about once more as it leaves: the time, the family, the way (J4, G2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from app.actions.deliver_messages import deliver_messages
from app.actions.offer_times import offer_times
from app.actions.send_again import send_again
from app.actions.write_audit import Actor
from app.models import AppointmentRow, Contact, Message, WaitlistEntry
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.waiting import TUESDAY, Waitlist, make_waitlist

DANA = Actor("dana@willow.example")
NEW = "+19375550188"


def offered(app: Flask, *names: str) -> Waitlist:
    made = make_waitlist(app, *names)
    offer_times(NOW, app.extensions["deskbell.signer"])
    return made


def send(app: Flask, now: datetime = NOW) -> None:
    deliver_messages(now, app.extensions["deskbell.exits"], app.extensions["deskbell.signer"])


def messages(made: Waitlist) -> list[Message]:
    with work(made.practice_id) as session:
        found = select(Message).where(Message.type == "waitlist_offer").order_by(Message.id)
        return list(session.scalars(found))


def outcome(made: Waitlist) -> tuple[str, str | None]:
    last = messages(made)[-1]
    return last.status, last.reason


def test_an_offer_of_a_time_that_is_still_free_leaves(app: Flask) -> None:
    made = offered(app, "Ada")
    send(app)
    assert outcome(made) == ("sent", None)


def test_a_time_that_the_schedule_filled_meanwhile_is_told_to_nobody(app: Flask) -> None:
    made = offered(app, "Ada", "Ben")
    with work(made.practice_id) as session:
        booked = AppointmentRow(
            practice_id=made.practice_id, external_id="new", patient_id=made.children["Ben"],
            provider_id=made.clinic_ids["provider"], location_id=made.clinic_ids["location"],
            starts_at=TUESDAY, minutes=20, version_at=NOW, created_at=NOW, changed_at=NOW,
        )  # fmt: skip
        session.add(booked)
    send(app)
    assert {(each.status, each.reason) for each in messages(made)} == {("cancelled", "time_not_free")}


def test_who_does_not_wait_any_more_is_not_told(app: Flask) -> None:
    made = offered(app, "Ada")
    with work(made.practice_id) as session:
        session.get_one(WaitlistEntry, made.entries["Ada"]).state = "removed"
    send(app)
    assert outcome(made) == ("cancelled", "not_waiting")


def test_who_prefers_another_way_by_now_is_not_told_by_the_old_one(app: Flask) -> None:
    made = offered(app, "Ada")
    with work(made.practice_id) as session:
        session.get_one(Contact, made.contacts["Ada"]).prefers_reminders = "cell_phone"
    send(app)
    assert outcome(made) == ("cancelled", "preference_changed")


def test_an_offer_waits_for_the_opening_if_its_hours_are_over(app: Flask) -> None:
    made = offered(app, "Ada")
    send(app, NOW + timedelta(hours=12))  # 10 PM
    assert outcome(made) == ("queued", None)
    assert messages(made)[0].due_at == NOW + timedelta(hours=22)  # 8 AM


def test_an_offer_that_failed_goes_once_more_to_the_number_that_staff_corrected(app: Flask) -> None:
    made = offered(app, "Ada")
    with work(made.practice_id) as session:
        failed = session.get_one(Message, messages(made)[0].id)
        failed.status = "failed"
        assert send_again(session, NOW, DANA, failed.id, NEW)
    send(app)
    again = messages(made)[-1]
    assert (again.address, again.status, again.reason) == (NEW, "sent", None)
