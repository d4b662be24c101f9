"""How many of the waitlist would fit a cancelled visit, and who has its time now (J3)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.actions.claim_offer import claim_offer
from app.actions.offer_times import offer_times
from app.models import Offer
from app.queries.waitlist_fit import filled_by, fits
from app.work import work, work_everywhere
from tests.builders.clinic import NOW
from tests.builders.waiting import make_waitlist


def test_those_whom_it_suits_are_counted(app: Flask) -> None:
    made = make_waitlist(app, "Ada", "Ben", auto=False)
    with work(made.practice_id) as session:
        assert fits(session, NOW, [made.freed, 4711]) == {made.freed: 2}
        assert fits(session, NOW, []) == {}


def test_a_visit_nobody_waits_for_is_left_out(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False, minutes=60)
    with work(made.practice_id) as session:
        assert fits(session, NOW, [made.freed]) == {}


def test_whoever_took_the_time_is_named(app: Flask) -> None:
    made = make_waitlist(app, "Ada", "Ben")
    offer_times(NOW, app.extensions["deskbell.signer"])
    with work(made.practice_id) as session:
        assert filled_by(session, [made.freed]) == {}
        ben = session.scalars(select(Offer.id).where(Offer.entry_id == made.entries["Ben"])).one()
    with work_everywhere() as session:
        claim_offer(session, NOW, ben)
    with work(made.practice_id) as session:
        assert filled_by(session, [made.freed]) == {made.freed: "Ben"}
