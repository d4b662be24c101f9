"""Families of the waitlist's journeys: one gave up its time a while ago, others wait for such a one."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.answer_link import GivenAnswers, answer_link
from app.actions.begin_offering import Begun, offer_to_one
from app.actions.change_waitlist import add_entry
from app.actions.write_audit import Actor
from app.actions.write_changes import Refused
from app.domain.answers import Wish
from app.domain.waitlist_form import TypedEntry
from app.links import LinkSigner
from app.models import AppointmentRow, Offer, Patient, PatientContact, WaitlistEntry
from app.work import work
from tests.browser.conftest import Product
from tests.browser.neighbours import Household, willow
from tests.browser.people import link_of, visit_of

AGO = timedelta(minutes=11)
"""So long ago that the family cannot take it back any more, and its time may be offered (H3)."""
LATER = timedelta(hours=4)
_given_up = count()
DESK = Actor("front@willow.example")


def gave_up(product: Product, household: Household) -> None:
    """The family said by its link, eleven minutes ago, that it cannot come.

    The visit was booked before that, and for hours after the other families' visits: each at a time of its
    own, which nobody else is given.
    """
    token = link_of(product, household.child).rpartition("/")[2]
    link = product.app.extensions["deskbell.signer"].read(token)
    said_at = clock.now() - AGO
    with product.app.app_context(), work(willow(product)) as session:
        visit = session.get_one(AppointmentRow, visit_of(product, household.child)["id"])
        visit.created_at = said_at - timedelta(days=1)
        visit.starts_at += LATER + next(_given_up) * timedelta(hours=1)
        session.flush()
        result = answer_link(session, said_at, link, GivenAnswers({visit.id: Wish.CANT}))
        assert result.refused is None, result


def wait_for_a_time(product: Product, *households: Household) -> None:
    """Each family's child is put on the waitlist, as the front desk did weeks ago, in this order."""
    now = clock.now()
    with product.app.app_context(), work(willow(product)) as session:
        for number, each in enumerate(households):
            found = select(PatientContact).join(Patient, Patient.id == PatientContact.patient_id)
            tie = session.scalars(found.where(Patient.last_name == each.last)).one()
            typed = TypedEntry(str(tie.contact_id), minutes="15", earliest_on=now.date().isoformat())
            since = now - timedelta(days=20 - number)
            entry = add_entry(session, since, DESK, tie.patient_id, typed)
            assert not isinstance(entry, Refused), entry


def offer_alone(product: Product, freed: Household, *households: Household) -> list[str]:
    """The desk offers the time that ``freed`` gave up to each of these by hand; their pages' addresses."""
    signer = product.app.extensions["deskbell.signer"]
    visit_id = visit_of(product, freed.child)["id"]
    with product.app.app_context(), work(willow(product)) as session:
        return [
            product.url + _path(signer.offer_url(_offer(session, signer, visit_id, each)))
            for each in households
        ]


def _offer(session: Session, signer: LinkSigner, visit_id: int, household: Household) -> int:
    mine = select(WaitlistEntry.id).join(Patient, Patient.id == WaitlistEntry.patient_id)
    entry_id = session.scalars(mine.where(Patient.last_name == household.last)).one()
    assert offer_to_one(session, clock.now(), DESK, signer, visit_id, entry_id) is Begun.OFFERING
    return session.scalars(select(Offer.id).where(Offer.entry_id == entry_id)).one()


def _path(url: str) -> str:
    return url[url.index("/w/") :]
