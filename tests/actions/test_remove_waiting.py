"""Sample families leave the waitlist with everything else of theirs (L5)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select, update

from app.actions.claim_offer import Claim, claim_offer
from app.actions.offer_times import offer_times
from app.actions.remove_samples import remove_samples
from app.actions.write_audit import Actor
from app.models import AppointmentRow, FeedSource, Offer, Slot, WaitlistEntry
from app.work import work, work_everywhere
from tests.builders.clinic import NOW
from tests.builders.waiting import make_waitlist


def test_entries_freed_times_and_offers_of_sample_families_go(app: Flask) -> None:
    made = make_waitlist(app, "Ada", "Ben", later=True)
    offer_times(NOW, app.extensions["deskbell.signer"])
    with work(made.practice_id) as session:
        session.execute(update(FeedSource).values(sample=True))
        ada = session.scalars(select(Offer.id).where(Offer.entry_id == made.entries["Ada"])).one()
    with work_everywhere() as session:
        assert claim_offer(session, NOW, ada) is Claim.YOURS
    with work(made.practice_id) as session:
        assert remove_samples(session, NOW, Actor("dana@willow.example")) == 3
    with work(made.practice_id) as session:
        for table in (Slot, Offer, WaitlistEntry, AppointmentRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0
