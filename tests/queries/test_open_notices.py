"""What the desk reads beside a cancelled visit: who of the waitlist fits, who has the time now (J3, J4)."""

from __future__ import annotations

import pytest
from flask import Flask

from app.actions.write_notice import Change, write_notice
from app.domain.answers import NoticeKind
from app.models import Offer, Slot
from app.queries.notice_children import NoticeChild
from app.queries.open_notices import DeskAsked, open_notices
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.waiting import FREED, TUESDAY, Waitlist, make_waitlist


@pytest.fixture
def waitlist(app: Flask) -> Waitlist:
    made = make_waitlist(app, "Ava", "Ben")
    with work(made.practice_id) as session:
        write_notice(
            session, FREED, [Change(made.freed, None, NoticeKind.CANCELLED)], made.contacts["Kim"], None
        )
    return made


def line(made: Waitlist) -> NoticeChild:
    with work(made.practice_id) as session:
        (item,) = open_notices(session, NOW, DeskAsked(), 10)
    return item.lines[0]


def add_slot(made: Waitlist, state: str, taker: str = "") -> None:
    filled = {"filled_at": NOW} if taker else {}
    with work(made.practice_id) as session:
        slot = Slot(
            appointment_id=made.freed, appointment_version=1, provider_id=made.clinic_ids["provider"],
            location_id=made.clinic_ids["location"], starts_at=TUESDAY, minutes=20, state=state,
            freed_at=FREED, offer_from=NOW, **filled,
        )  # fmt: skip
        session.add(slot)
        session.flush()
        if taker:
            offer = Offer(
                slot_id=slot.id, entry_id=made.entries[taker], contact_id=made.contacts[taker],
                batch=1, state="claimed", offered_at=NOW,
            )  # fmt: skip
            session.add(offer)
            session.flush()
            slot.filled_by = offer.id


def test_a_freed_time_says_how_many_would_fit(waitlist: Waitlist) -> None:
    read = line(waitlist)
    assert (read.fits, read.offered_from, read.filled_by) == (2, None, "")


def test_a_time_that_is_offered_says_so(waitlist: Waitlist) -> None:
    add_slot(waitlist, "offering")
    assert line(waitlist).offered_from == NOW


def test_a_time_that_was_taken_says_by_whom(waitlist: Waitlist) -> None:
    add_slot(waitlist, "filled", "Ben")
    assert line(waitlist).filled_by == "Ben"


def test_a_time_that_is_over_suits_nobody(waitlist: Waitlist) -> None:
    with work(waitlist.practice_id) as session:
        (item,) = open_notices(session, TUESDAY, DeskAsked(), 10)
    assert item.lines[0].fits == 0
