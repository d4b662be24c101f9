"""Freed times that lie over each other are one time: given away once, and no longer than it is (J4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions.claim_offer import Claim, claim_offer
from app.actions.offer_times import offer_times
from app.models import AppointmentRow, Offer, Slot, WaitlistEntry
from app.work import work, work_everywhere
from tests.actions.test_claim_offer import at_once, booked, claiming, offering
from tests.builders.clinic import NOW
from tests.builders.waiting import TUESDAY, Waitlist


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


def test_whoever_wants_longer_by_now_gets_the_time_that_was_offered(app: Flask) -> None:
    made = offering(app, "Ada")
    ada = claiming(made, "Ada")
    with work(made.practice_id) as session:
        session.execute(update(WaitlistEntry).values(minutes=60))
        length = session.scalars(select(Slot.minutes)).one()
    assert ada() is Claim.YOURS
    (visit,) = booked(made)
    assert visit.starts_at + timedelta(minutes=visit.minutes) == TUESDAY + timedelta(minutes=length)
