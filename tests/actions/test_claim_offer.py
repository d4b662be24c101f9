"""The first family to say yes has the time, whatever happens at the same moment (J4, H3, decision 20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.actions.answer_link import GivenAnswers, answer_link
from app.actions.begin_offering import Begun, begin_offering, stop_offering
from app.actions.claim_offer import Claim, claim_offer
from app.actions.make_link import link_for
from app.actions.offer_times import Offered, offer_times
from app.actions.write_audit import Actor
from app.domain.answers import LinkState, Wish
from app.domain.effects import Refused
from app.models import (
    AppointmentRow,
    DeliveryRulesRow,
    Message,
    Notice,
    NoticeLine,
    Offer,
    Slot,
    WaitlistEntry,
    WaitlistRules,
)
from app.work import work, work_everywhere
from tests.builders.clinic import NOW
from tests.builders.waiting import TUESDAY, Waitlist, make_waitlist

DANA = Actor("dana@willow.example")


def at_once(app: Flask, *jobs: Callable[[], object]) -> list[object]:
    """Run all jobs in threads of their own, started together."""
    gate = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        with app.app_context():
            gate.wait(30)
            return job()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def offering(app: Flask, *names: str, batch: int = 5, **given: object) -> Waitlist:
    made = make_waitlist(app, *names, **given)  # type: ignore[arg-type]
    with work(made.practice_id) as session:
        session.execute(update(WaitlistRules).values(batch=batch))
    offer_times(NOW, app.extensions["deskbell.signer"])
    return made


def claiming(made: Waitlist, name: str) -> Callable[[], Claim]:
    with work(made.practice_id) as session:
        offer_id = session.scalars(select(Offer.id).where(Offer.entry_id == made.entries[name])).one()

    def claim() -> Claim:
        with work_everywhere() as session:
            return claim_offer(session, NOW, offer_id)

    return claim


def states(made: Waitlist, model: type[Offer] | type[WaitlistEntry]) -> Counter[str]:
    with work(made.practice_id) as session:
        return Counter(session.scalars(select(model.state)))


def number(made: Waitlist, model: type) -> int:
    with work(made.practice_id) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def booked(made: Waitlist) -> list[AppointmentRow]:
    with work(made.practice_id) as session:
        rows = select(AppointmentRow).where(AppointmentRow.external_id.startswith("waitlist-"))
        return list(session.scalars(rows))


def test_who_says_yes_has_the_time_and_the_department_is_told_to_book_it(app: Flask) -> None:
    made = offering(app, "Ada", "Ben")
    assert claiming(made, "Ada")() is Claim.YOURS
    (visit,) = booked(made)
    assert (visit.patient_id, visit.starts_at, visit.minutes) == (made.children["Ada"], TUESDAY, 20)
    assert (visit.lifecycle, visit.confirmation, visit.quiet) == ("scheduled", "confirmed", True)
    with work(made.practice_id) as session:
        assert session.scalars(select(Notice.kind)).all() == ["time_taken"]
        assert session.scalars(select(NoticeLine.appointment_id)).all() == [visit.id]
        alert = session.scalars(select(Message).where(Message.type == "department_notice")).all()
    assert [each.status for each in alert] == ["queued"]
    assert states(made, Offer) == {"claimed": 1, "lost": 1}
    assert states(made, WaitlistEntry) == {"booked": 1, "waiting": 1}


def test_the_others_are_told_keep_their_place_and_their_unsent_messages_stay_here(app: Flask) -> None:
    made = offering(app, "Ada", "Ben")
    ben = claiming(made, "Ben")
    claiming(made, "Ada")()
    assert ben() is Claim.TAKEN
    with work(made.practice_id) as session:
        told = session.scalars(select(Message).where(Message.contact_id == made.contacts["Ben"])).one()
        entry = session.get_one(WaitlistEntry, made.entries["Ben"])
    assert (told.status, told.reason) == ("cancelled", "time_taken")
    assert entry.state == "waiting"
    assert number(made, Notice) == 1


def test_yes_twice_is_one_visit(app: Flask) -> None:
    made = offering(app, "Ada")
    ada = claiming(made, "Ada")
    assert at_once(app, ada, ada, ada) == [Claim.YOURS] * 3
    assert len(booked(made)) == 1
    assert number(made, Notice) == 1


def test_of_fifty_who_say_yes_at_once_one_has_it_and_forty_nine_are_told(app: Flask) -> None:
    names = [f"Child{number}" for number in range(50)]
    made = offering(app, *names, batch=50)
    claims = [claiming(made, name) for name in names]
    results = Counter(at_once(app, *claims))
    assert results == {Claim.YOURS: 1, Claim.TAKEN: 49}
    assert states(made, Offer) == {"claimed": 1, "lost": 49}
    assert states(made, WaitlistEntry) == {"booked": 1, "waiting": 49}
    assert len(booked(made)) == 1
    assert number(made, Notice) == 1
    with work(made.practice_id) as session:
        slot = session.scalars(select(Slot)).one()
        winner = session.get_one(Offer, slot.filled_by)
        assert winner.state == "claimed"
        assert session.get_one(WaitlistEntry, winner.entry_id).patient_id == booked(made)[0].patient_id


@pytest.mark.parametrize("round_", range(6))
def test_a_yes_and_an_undo_at_once_leave_one_family_with_the_time(app: Flask, round_: int) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        link_id = link_for(session, NOW, made.contacts["Kim"], [made.freed])

    def undo() -> object:
        with work_everywhere() as session:
            return answer_link(session, NOW, link_id, GivenAnswers({made.freed: Wish.UNDO}))

    claim, undone = at_once(app, claiming(made, "Ada"), undo)
    with work(made.practice_id) as session:
        freed = session.get_one(AppointmentRow, made.freed)
    if claim is Claim.YOURS:
        assert undone.refused is Refused.TIME_TAKEN  # type: ignore[attr-defined]
        assert (freed.lifecycle, len(booked(made))) == ("cancelled", 1)
    else:
        assert claim is Claim.OVER
        assert (undone.link, undone.refused) == (LinkState.LIVE, None)  # type: ignore[attr-defined]
        assert (freed.lifecycle, len(booked(made))) == ("scheduled", 0)


@pytest.mark.parametrize("round_", range(6))
def test_a_yes_and_staff_who_stop_at_once_agree_about_who_was_first(app: Flask, round_: int) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        slot_id = session.scalars(select(Slot.id)).one()

    def stop() -> object:
        with work(made.practice_id) as session:
            return stop_offering(session, NOW, DANA, slot_id)

    assert at_once(app, claiming(made, "Ada"), stop) in (
        [Claim.YOURS, Begun.TAKEN],
        [Claim.OVER, Begun.NOT_FREE],
    )


@pytest.mark.parametrize("round_", range(3))
def test_two_workers_ask_each_family_once(app: Flask, round_: int) -> None:
    made = make_waitlist(app, "Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")
    signer = app.extensions["deskbell.signer"]
    results = at_once(app, *[lambda: offer_times(NOW, signer)] * 4)
    assert sum(each.offers for each in results if isinstance(each, Offered)) == 5
    assert number(made, Offer) == 5


def test_a_time_taken_by_the_schedule_meanwhile_is_not_given_away(app: Flask) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        freed = session.get_one(AppointmentRow, made.freed)
        session.add(
            AppointmentRow(
                practice_id=made.practice_id, external_id="new", patient_id=freed.patient_id, minutes=20,
                provider_id=freed.provider_id, location_id=freed.location_id, starts_at=TUESDAY,
                version_at=NOW, created_at=NOW, changed_at=NOW,
            )
        )  # fmt: skip
    assert claiming(made, "Ada")() is Claim.OVER
    assert booked(made) == []
    assert states(made, WaitlistEntry) == {"waiting": 1}


def test_a_quarter_of_an_hour_before_it_starts_a_time_is_gone(app: Flask) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        offer_id = session.scalars(select(Offer.id)).one()
    with work_everywhere() as session:
        assert claim_offer(session, TUESDAY - timedelta(minutes=14), offer_id) is Claim.OVER
    with work_everywhere() as session:
        assert claim_offer(session, TUESDAY - timedelta(minutes=15), offer_id) is Claim.YOURS


def test_an_offer_that_nobody_made_is_unknown(app: Flask) -> None:
    with work_everywhere() as session:
        assert claim_offer(session, NOW, 4711) is Claim.UNKNOWN


def test_the_later_visit_is_cancelled_and_its_time_is_freed(app: Flask) -> None:
    made = offering(app, "Ada", later=True)
    claiming(made, "Ada")()
    with work(made.practice_id) as session:
        later = session.get_one(AppointmentRow, made.later["Ada"])
        assert (later.lifecycle, later.cancelled_by) == ("cancelled", "parent")
        assert sorted(session.scalars(select(Notice.kind))) == ["cancelled", "time_taken"]
    offer_times(NOW, app.extensions["deskbell.signer"])
    with work(made.practice_id) as session:
        freed = session.scalars(select(Slot.appointment_id).where(Slot.state == "freed")).all()
    assert freed == [made.later["Ada"]]


def test_where_cancelling_is_by_request_the_later_visit_waits_for_staff(app: Flask) -> None:
    made = offering(app, "Ada", later=True)
    with work(made.practice_id) as session:
        session.execute(update(DeliveryRulesRow).values(cancellation_mode="by_request"))
    claiming(made, "Ada")()
    with work(made.practice_id) as session:
        later = session.get_one(AppointmentRow, made.later["Ada"])
        assert (later.lifecycle, later.confirmation) == ("scheduled", "cancel_requested")
        assert sorted(session.scalars(select(Notice.kind))) == ["cancel_requested", "time_taken"]


def test_a_later_visit_within_the_deadline_stays_and_the_office_is_told(app: Flask) -> None:
    made = offering(app, "Ada", later=True)
    with work(made.practice_id) as session:
        soon = TUESDAY + timedelta(hours=1)
        session.execute(
            update(AppointmentRow).where(AppointmentRow.id == made.later["Ada"]).values(starts_at=soon)
        )
        session.execute(update(DeliveryRulesRow).values(deadline_hours=24))
    with work(made.practice_id) as session:
        offer_id = session.scalars(select(Offer.id)).one()
    with work_everywhere() as session:
        assert claim_offer(session, TUESDAY - timedelta(hours=1), offer_id) is Claim.YOURS
    with work(made.practice_id) as session:
        assert session.get_one(AppointmentRow, made.later["Ada"]).lifecycle == "scheduled"
        assert sorted(session.scalars(select(Notice.kind))) == ["late", "time_taken"]


def test_staff_offer_with_one_click_and_the_first_batch_goes(app: Flask) -> None:
    made = make_waitlist(app, "Ada", auto=False)
    with work(made.practice_id) as session:
        assert begin_offering(session, NOW, DANA, made.freed) is Begun.OFFERING
    assert offer_times(NOW, app.extensions["deskbell.signer"]) == Offered(offers=1)
    assert claiming(made, "Ada")() is Claim.YOURS
    with work(made.practice_id) as session:
        assert begin_offering(session, NOW, DANA, made.freed) is Begun.TAKEN


def test_a_stopped_time_can_be_offered_again(app: Flask) -> None:
    made = offering(app, "Ada", "Ben", batch=1)
    with work(made.practice_id) as session:
        slot_id = session.scalars(select(Slot.id)).one()
        assert stop_offering(session, NOW, DANA, slot_id) is Begun.NOT_FREE
    with work(made.practice_id) as session:
        assert begin_offering(session, NOW, DANA, made.freed) is Begun.OFFERING
    offer_times(NOW, app.extensions["deskbell.signer"])
    assert claiming(made, "Ben")() is Claim.YOURS
