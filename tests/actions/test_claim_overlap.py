"""Freed times that lie over each other are one time: given away once, and no longer than it is (J4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions.begin_offering import Begun, offer_to_one
from app.actions.claim_offer import Claim, claim_offer
from app.actions.offer_times import offer_times
from app.models import AppointmentRow, Offer, Provider, Slot, WaitlistEntry
from app.work import work, work_everywhere
from tests.actions.test_claim_offer import DANA, at_once, booked, claiming, offering
from tests.builders.clinic import NOW
from tests.builders.waiting import TUESDAY, Waitlist, make_waitlist


def freed_again(made: Waitlist) -> int:
    """The schedule had put another child there, whose visit was cancelled, too: its appointment."""
    with work(made.practice_id) as session:
        freed = session.get_one(AppointmentRow, made.freed)
        other = AppointmentRow(
            practice_id=made.practice_id, source_id=freed.source_id, external_id="second", minutes=20,
            patient_id=freed.patient_id, provider_id=freed.provider_id, location_id=freed.location_id,
            starts_at=TUESDAY, lifecycle="cancelled", cancelled_at=freed.cancelled_at, cancelled_by="parent",
            version=1, version_at=freed.version_at, created_at=freed.created_at, changed_at=NOW,
        )  # fmt: skip
        session.add(other)
        session.flush()
        return other.id


def yes_to(made: Waitlist, appointment_id: int, name: str) -> Callable[[], Claim]:
    with work(made.practice_id) as session:
        offer_id = session.scalars(
            select(Offer.id)
            .join(Slot, Slot.id == Offer.slot_id)
            .where(Slot.appointment_id == appointment_id, Offer.entry_id == made.entries[name])
        ).one()

    def claim() -> Claim:
        with work_everywhere() as session:
            return claim_offer(session, NOW, offer_id)

    return claim


@pytest.mark.parametrize("round_", range(6))
def test_a_time_that_was_freed_twice_is_given_to_one_family(app: Flask, round_: int) -> None:
    made = offering(app, "Ada", "Ben")
    other = freed_again(made)
    offer_times(NOW, app.extensions["deskbell.signer"])
    jobs = yes_to(made, made.freed, "Ada"), yes_to(made, other, "Ben")
    assert Counter(at_once(app, *jobs)) == {Claim.YOURS: 1, Claim.OVER: 1}
    assert len(booked(made)) == 1


def with_another_provider(made: Waitlist) -> int:
    """The second freed time is with somebody else, and Ada waits for that type of visit, too."""
    other = freed_again(made)
    with work(made.practice_id) as session:
        visit = session.get_one(AppointmentRow, other)
        second = Provider(
            practice_id=made.practice_id, name="Dr. Bo Lee", source_id=visit.source_id, external_id="P2"
        )
        session.add(second)
        session.flush()
        visit.provider_id, visit.visit_type = second.id, "Shots"
        first = session.get_one(WaitlistEntry, made.entries["Ada"])
        first.visit_type = "Check-up"
        filled = {"patient_id": first.patient_id, "contact_id": first.contact_id, "minutes": 20}
        session.add(WaitlistEntry(visit_type="Shots", earliest_on=NOW.date(), created_at=NOW, **filled))
    return other


def yes_at(made: Waitlist, appointment_id: int) -> Callable[[], Claim]:
    """To whichever offer of this time there is."""
    with work(made.practice_id) as session:
        mine = select(Offer.id).join(Slot, Slot.id == Offer.slot_id)
        offer_id = session.scalars(mine.where(Slot.appointment_id == appointment_id)).one()

    def claim() -> Claim:
        with work_everywhere() as session:
            return claim_offer(session, NOW, offer_id)

    return claim


@pytest.mark.parametrize("round_", range(3))
def test_a_child_that_waits_twice_is_not_booked_in_two_rooms_at_a_time(app: Flask, round_: int) -> None:
    made = make_waitlist(app, "Ada")
    other = with_another_provider(made)
    offer_times(NOW, app.extensions["deskbell.signer"])
    jobs = yes_at(made, made.freed), yes_at(made, other)
    assert Counter(at_once(app, *jobs)) == {Claim.YOURS: 1, Claim.BUSY: 1}
    assert len(booked(made)) == 1


def test_staff_cannot_offer_a_time_to_a_child_that_is_elsewhere_then(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    with work(made.practice_id) as session:
        freed = session.get_one(AppointmentRow, made.freed)
        session.add(
            AppointmentRow(
                practice_id=made.practice_id, external_id="shots", patient_id=made.children["Ada"],
                location_id=freed.location_id, starts_at=TUESDAY - timedelta(minutes=10), minutes=20,
                version_at=NOW, created_at=NOW, changed_at=NOW,
            )
        )  # fmt: skip
    asked = (DANA, app.extensions["deskbell.signer"], made.freed, made.entries["Ada"])
    with work(made.practice_id) as session:
        assert offer_to_one(session, NOW, *asked) is Begun.BUSY


def test_whoever_wants_longer_by_now_gets_the_time_that_was_offered(app: Flask) -> None:
    made = offering(app, "Ada")
    ada = claiming(made, "Ada")
    with work(made.practice_id) as session:
        session.execute(update(WaitlistEntry).values(minutes=60))
        length = session.scalars(select(Slot.minutes)).one()
    assert ada() is Claim.YOURS
    (visit,) = booked(made)
    assert visit.starts_at + timedelta(minutes=visit.minutes) == TUESDAY + timedelta(minutes=length)
