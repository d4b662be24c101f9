"""Freed times are offered to those who wait: the right ones, in order, a few at a time, once (J4, H3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions.offer_times import Offered, offer_times
from app.models import AppointmentRow, Message, Offer, PatientContact, RuleRow, Slot, WaitlistRules
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.waiting import TUESDAY, Waitlist, make_waitlist

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus")


def turn(app: Flask, now: datetime = NOW) -> Offered:
    return offer_times(now, app.extensions["deskbell.signer"])


def offered(made: Waitlist, **asked: object) -> list[str]:
    """The children who have an offer, in the order they were asked."""
    names = {entry: name for name, entry in made.entries.items()}
    with work(made.practice_id) as session:
        rows = session.scalars(select(Offer).filter_by(**asked).order_by(Offer.id)).all()
    return [names[row.entry_id] for row in rows]


def slot_of(made: Waitlist) -> Slot:
    with work(made.practice_id) as session:
        return session.scalars(select(Slot)).one()


def messages(made: Waitlist) -> list[Message]:
    with work(made.practice_id) as session:
        return list(
            session.scalars(select(Message).where(Message.type == "waitlist_offer").order_by(Message.id))
        )


def test_five_are_asked_at_once_and_the_rest_ten_minutes_later(app: Flask) -> None:
    made = make_waitlist(app, *NAMES)
    assert turn(app) == Offered(offers=5)
    assert offered(made) == ["Ada", "Ben", "Cleo", "Dan", "Eve"]
    assert turn(app, NOW + timedelta(minutes=9)) == Offered()
    assert turn(app, NOW + timedelta(minutes=10)) == Offered(offers=2)
    assert offered(made, batch=2) == ["Finn", "Gus"]
    assert turn(app, NOW + timedelta(minutes=30)) == Offered()


def test_each_is_told_by_the_way_it_prefers_with_a_link_of_its_own(app: Flask) -> None:
    made = make_waitlist(app, "Ada", "Ben")
    turn(app)
    ada, ben = messages(made)
    assert ada.body.startswith("Willow: a time is free for Ada: Tue Nov 24, 2:30 PM. First yes gets it: http")
    assert "/w/" in ada.body
    assert ada.body != ben.body.replace("Ben", "Ada")
    assert (ada.channel, ada.mode, ada.status) == ("text", "text", "queued")
    assert ada.expires_at == TUESDAY - timedelta(minutes=15)
    assert [each.key for each in (ada, ben)] == [f"offer:{number}" for number in ids(made)]


def ids(made: Waitlist) -> list[int]:
    with work(made.practice_id) as session:
        return list(session.scalars(select(Offer.id).order_by(Offer.id)))


def test_nobody_is_asked_while_the_family_may_have_second_thoughts(app: Flask) -> None:
    made = make_waitlist(app, "Ada", freed_at=NOW)
    assert turn(app, NOW + timedelta(minutes=9)) == Offered()
    assert slot_of(made).offer_from == NOW + timedelta(minutes=10)
    assert turn(app, NOW + timedelta(minutes=10)) == Offered(offers=1)


def test_a_cancellation_that_is_taken_back_is_offered_to_nobody_else(app: Flask) -> None:
    made = make_waitlist(app, *NAMES)
    turn(app)
    with work(made.practice_id) as session:
        stands = {"lifecycle": "scheduled", "cancelled_at": None, "cancelled_by": None}
        session.execute(update(AppointmentRow).where(AppointmentRow.id == made.freed).values(**stands))
    assert turn(app, NOW + timedelta(minutes=10)) == Offered(closed=1)
    assert slot_of(made).state == "closed"
    assert {each.reason for each in messages(made)} == {"time_not_free"}
    assert offered(made, state="over") == list(NAMES[:5])


def test_whoever_cancels_once_more_has_ten_minutes_for_second_thoughts_once_more(app: Flask) -> None:
    made = make_waitlist(app, "Ada", freed_at=NOW)
    turn(app)
    again = NOW + timedelta(minutes=9)
    with work(made.practice_id) as session:
        session.get_one(AppointmentRow, made.freed).cancelled_at = again
    assert turn(app, NOW + timedelta(minutes=10)) == Offered()
    assert turn(app, again + timedelta(minutes=10)) == Offered(offers=1)


def test_a_time_that_the_schedule_fills_is_closed(app: Flask) -> None:
    made = make_waitlist(app, "Ada")
    turn(app)
    with work(made.practice_id) as session:
        booked = AppointmentRow(
            practice_id=made.practice_id, external_id="new", patient_id=made.children["Ada"],
            provider_id=made.clinic_ids["provider"], location_id=made.clinic_ids["location"],
            starts_at=TUESDAY + timedelta(minutes=10), minutes=20, version_at=NOW, created_at=NOW,
            changed_at=NOW,
        )  # fmt: skip
        session.add(booked)
    assert turn(app, NOW + timedelta(minutes=1)) == Offered(closed=1)


def test_a_sibling_booked_beside_the_child_all_along_takes_nothing_away(app: Flask) -> None:
    made = make_waitlist(app, "Ada")
    with work(made.practice_id) as session:
        beside = AppointmentRow(
            practice_id=made.practice_id, external_id="old", patient_id=made.children["Ada"],
            provider_id=made.clinic_ids["provider"], location_id=made.clinic_ids["location"],
            starts_at=TUESDAY + timedelta(minutes=10), minutes=20, version_at=NOW - timedelta(days=9),
            created_at=NOW - timedelta(days=9), changed_at=NOW,
        )  # fmt: skip
        session.add(beside)
    turn(app)
    assert slot_of(made).state == "offering"


def test_without_the_rule_set_to_offer_by_itself_nothing_goes(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    assert turn(app) == Offered()
    assert slot_of(made).state == "freed"


def test_while_the_message_for_offers_is_off_nothing_goes(app: Flask) -> None:
    made = make_waitlist(app, "Ada")
    with work(made.practice_id) as session:
        session.execute(update(RuleRow).values(state="disabled", enabled_at=None))
    assert turn(app) == Offered()


def test_outside_the_delivery_times_it_waits_for_the_opening(app: Flask) -> None:
    made = make_waitlist(app, "Ada", freed_at=NOW + timedelta(hours=11))
    late = NOW + timedelta(hours=12)  # 10 PM
    assert turn(app, late) == Offered()
    assert slot_of(made).next_batch_at == NOW + timedelta(hours=22)  # 8 AM
    assert turn(app, NOW + timedelta(hours=22)) == Offered(offers=1)


@pytest.mark.parametrize(
    "wish",
    [
        {"days": [0, 2, 4]},
        {"minutes": 40},
        {"visit_type": "Vaccination"},
        {"provider_ids": [0]},
        {"latest_on": NOW.date()},
    ],
)
def test_whom_the_time_does_not_suit_is_not_asked(app: Flask, wish: dict[str, object]) -> None:
    made = make_waitlist(app, "Ada", **wish)
    assert turn(app) == Offered()
    assert slot_of(made).next_batch_at is None


def test_who_has_the_latest_visit_is_asked_first_if_the_practice_wants_it_so(app: Flask) -> None:
    made = make_waitlist(app, "Ada", "Ben", later=True)
    with work(made.practice_id) as session:
        session.execute(update(WaitlistRules).values(offer_order="latest_visit", batch=1))
        session.execute(
            update(AppointmentRow)
            .where(AppointmentRow.id == made.later["Ben"])
            .values(starts_at=TUESDAY + timedelta(days=20))
        )
    turn(app)
    assert offered(made) == ["Ben"]


def test_a_family_that_cannot_be_told_takes_no_place_and_the_reason_is_kept(app: Flask) -> None:
    made = make_waitlist(app, "Ada", "Ben")
    with work(made.practice_id) as session:
        session.execute(update(WaitlistRules).values(batch=1))
        ada = update(PatientContact).where(PatientContact.contact_id == made.contacts["Ada"])
        session.execute(ada.values(consents=[]))
    turn(app)
    assert offered(made, state="open") == ["Ben"]
    assert [(each.status, each.reason) for each in messages(made)] == [
        ("skipped", "no_consent"),
        ("queued", None),
    ]


def test_times_of_a_provider_who_is_away_are_not_offered_by_themselves(app: Flask) -> None:
    made = make_waitlist(app, "Ada")
    with work(made.practice_id) as session:
        session.execute(
            update(AppointmentRow).values(cancelled_by="staff").where(AppointmentRow.id == made.freed)
        )
        freed = session.get_one(AppointmentRow, made.freed)
        for hour in (1, 2):
            session.add(
                AppointmentRow(
                    practice_id=made.practice_id, external_id=f"gone-{hour}", patient_id=freed.patient_id,
                    provider_id=freed.provider_id, location_id=freed.location_id, minutes=20,
                    starts_at=TUESDAY + timedelta(hours=hour), lifecycle="cancelled", cancelled_by="staff",
                    cancelled_at=freed.cancelled_at, created_at=freed.created_at,
                    version_at=freed.created_at, changed_at=freed.created_at,
                )
            )  # fmt: skip
    assert turn(app) == Offered()
    with work(made.practice_id) as session:
        assert set(session.scalars(select(Slot.state))) == {"freed"}
