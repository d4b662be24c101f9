"""The schedule brings a visit that a family took from the waitlist: there is one visit, not two (J4, B1)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.claim_offer import Claim, claim_offer
from app.actions.offer_times import offer_times
from app.actions.upsert_appointment import Upserted, UpsertResult, upsert_appointments
from app.feeds.canonical import AppointmentGiven, PatientGiven
from app.models import (
    AppointmentEvent,
    AppointmentRow,
    FeedSource,
    Notice,
    Offer,
    Patient,
    Slot,
)
from app.work import work, work_everywhere
from tests.builders.clinic import NOW
from tests.builders.waiting import TUESDAY, Waitlist, make_waitlist

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def taken(app: Flask) -> Waitlist:
    """Ada has taken Kim's time and gave up her visit a week later."""
    made = make_waitlist(app, "Ada", later=True)
    offer_times(NOW, app.extensions["deskbell.signer"])
    with work(made.practice_id) as session:
        offer_id = session.scalars(select(Offer.id)).one()
    with work_everywhere() as session:
        assert claim_offer(session, NOW, offer_id) is Claim.YOURS
    return made


def brings(made: Waitlist, external_id: str, starts_at: datetime, **given: object) -> Upserted:
    """The schedule says that Ada has this appointment."""
    with work(made.practice_id) as session:
        source = session.scalars(select(FeedSource)).one()
        chart = session.get_one(Patient, made.children["Ada"]).external_id
        row = AppointmentGiven(
            line=2,
            external_id=external_id,
            patient=PatientGiven(chart),
            contacts=(),
            **{"starts_at": starts_at, "minutes": 20, "status": "Scheduled", **given},  # type: ignore[arg-type]
        )
        return upsert_appointments(session, LATER, source, [row], first=False)[0]


def standing(made: Waitlist) -> list[AppointmentRow]:
    """Ada's visits that are to come."""
    with work(made.practice_id) as session:
        mine = AppointmentRow.patient_id == made.children["Ada"]
        wanted = select(AppointmentRow).where(mine, AppointmentRow.lifecycle == "scheduled")
        return list(session.scalars(wanted))


def claimed_id(made: Waitlist) -> int:
    with work(made.practice_id) as session:
        return session.scalars(select(Slot.booked_id).where(Slot.booked_id.is_not(None))).one()


def task(made: Waitlist) -> Notice:
    with work(made.practice_id) as session:
        return session.scalars(select(Notice).where(Notice.kind == "time_taken")).one()


def test_booked_anew_it_is_the_same_visit_and_stays_confirmed(taken: Waitlist) -> None:
    ours = claimed_id(taken)
    assert brings(taken, "A-900", TUESDAY) == Upserted(UpsertResult.UPDATED, (), ours)
    (visit,) = standing(taken)
    assert (visit.id, visit.external_id, visit.confirmation) == (ours, "A-900", "confirmed")
    assert visit.version == 1
    assert task(taken).state == "done"
    with work(taken.practice_id) as session:
        steps = session.scalars(
            select(AppointmentEvent.kind).where(AppointmentEvent.appointment_id == ours)
        ).all()
    assert "booked_in_schedule" in steps


def test_the_same_row_again_changes_nothing(taken: Waitlist) -> None:
    brings(taken, "A-900", TUESDAY)
    assert brings(taken, "A-900", TUESDAY).result is UpsertResult.UNCHANGED
    assert len(standing(taken)) == 1


def test_the_later_visit_moved_there_takes_its_place_and_is_not_announced(taken: Waitlist) -> None:
    ours = claimed_id(taken)
    with work(taken.practice_id) as session:
        moved = session.get_one(AppointmentRow, taken.later["Ada"]).external_id
    brings(taken, moved, TUESDAY)
    (visit,) = standing(taken)
    assert (visit.id, visit.confirmation, visit.quiet) == (taken.later["Ada"], "confirmed", True)
    assert claimed_id(taken) == visit.id
    assert task(taken).state == "done"
    with work(taken.practice_id) as session:
        assert session.get_one(AppointmentRow, ours).lifecycle == "rescheduled"


def test_an_appointment_at_another_time_is_another_visit(taken: Waitlist) -> None:
    assert brings(taken, "A-901", TUESDAY + timedelta(hours=2)).result is UpsertResult.CREATED
    assert len(standing(taken)) == 2
    assert task(taken).state == "new"


def test_one_that_comes_in_cancelled_takes_nothing_over(taken: Waitlist) -> None:
    assert brings(taken, "A-902", TUESDAY, status="Cancelled").result is UpsertResult.CREATED
    assert [each.external_id for each in standing(taken)] == [f"waitlist-{slot_id(taken)}"]


def slot_id(made: Waitlist) -> int:
    with work(made.practice_id) as session:
        return session.scalars(select(Slot.id).where(Slot.state == "filled")).one()


def test_what_is_looked_at_and_not_kept_leaves_the_visit_ours(taken: Waitlist) -> None:
    """A dry run rolls back what it did."""
    with work(taken.practice_id) as session:
        source = session.scalars(select(FeedSource)).one()
        chart = session.get_one(Patient, taken.children["Ada"]).external_id
        row = AppointmentGiven(
            line=2, external_id="A-900", patient=PatientGiven(chart), contacts=(), starts_at=TUESDAY,
            minutes=20, status="Scheduled",
        )  # fmt: skip
        with session.begin_nested() as trial:
            upsert_appointments(session, LATER, source, [row], first=False)
            trial.rollback()
    assert standing(taken)[0].external_id.startswith("waitlist-")
    assert task(taken).state == "new"
