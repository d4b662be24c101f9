"""What the database says of recipients is what the rule book says, whatever the world (product C2, D7)."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.appointments import Status
from app.domain.audiences import Audience, AudienceKind, AudienceQuestion
from app.domain.contacts import ChildContacts, ContactFacts, Eligible, eligibility
from app.domain.mailings import MailingKind
from app.domain.planning import Booking
from app.domain.preferences import Channel, Purpose
from app.domain.reasons import Reason
from app.domain.rules import STATUSES
from app.domain.siblings import SiblingMode, visits
from app.domain.timing import BEFORE_START, RuleType
from app.models.recipients import recipients
from app.work import work_everywhere
from tests.builders.rule_book import bookings_of
from tests.builders.settled import Settled, settle_in
from tests.builders.sibling_worlds import sibling_worlds
from tests.builders.world import World
from tests.builders.worlds import worlds
from tests.conftest import sweep

# Of a contact: the visits it is told of and how, or a visit it is not told of and why.
Said = tuple[int, tuple[int, ...], str]

_worlds = settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_channels = st.one_of(st.none(), st.sampled_from(list(Channel)))


@_worlds
@given(world=st.one_of(worlds(), sibling_worlds()), channel=_channels)
def test_a_reminder_goes_to_whom_the_rule_book_lets_it(
    migrated_app: Flask, world: World, channel: Channel | None
) -> None:
    with migrated_app.app_context():
        try:
            with work_everywhere() as session:
                settled = settle_in(session, world)
                session.info["practice_id"] = settled.practice_id
                assert _found(session, world, settled, channel) == _expected(session, world, settled, channel)
        finally:
            sweep()


def _found(session: Session, world: World, settled: Settled, channel: Channel | None) -> list[Said]:
    # Of a kind that asks nothing more of a contact than the rule book does.
    question = AudienceQuestion(
        MailingKind.PRIVATE,
        RuleType.REMINDER,
        Audience(AudienceKind.VISITS, appointment_ids=settled.appointment_ids),
        channel,
        Purpose.REMINDERS,
    )
    found: list[Said] = []
    for each in recipients(session, world.middle, question):
        ids = tuple(number for number, _ in each.appointments)
        if each.reason:
            found.extend((each.contact_id, (number,), each.reason.value) for number in ids)
        else:
            assert each.channel is not None
            found.append((each.contact_id, ids, each.channel.value))
    return sorted(found)


def _expected(session: Session, world: World, settled: Settled, channel: Channel | None) -> list[Said]:
    bookings = bookings_of(session, world, settled)
    told: list[Said] = []
    contact_ids = {contact.id for booking in bookings for contact in booking.child.contacts}
    for contact_id in contact_ids:
        ways: dict[int, str] = {}
        for booking, contact, child in _around(bookings, contact_id):
            verdict = _verdict(world, booking, contact, child, channel)
            if isinstance(verdict, Reason):
                told.append((contact_id, (booking.appointment.id,), verdict.value))
            else:
                ways[booking.appointment.id] = verdict.value
        going = [each.appointment for each in bookings if each.appointment.id in ways]
        for visit in visits(going, SiblingMode(world.mode)):
            ids = tuple(each.id for each in visit.appointments)
            told.append((contact_id, ids, ways[ids[0]]))
    return sorted(told)


def _around(
    bookings: list[Booking], contact_id: int
) -> Iterator[tuple[Booking, ContactFacts, ChildContacts]]:
    for booking in bookings:
        for contact in booking.child.contacts:
            if contact.id == contact_id:
                yield booking, contact, booking.child


def _verdict(
    world: World, booking: Booking, contact: ContactFacts, child: ChildContacts, channel: Channel | None
) -> Channel | Reason:
    visit = booking.appointment
    reach = eligibility(contact, child, Purpose.REMINDERS, confidential=visit.confidential, fixed=channel)
    if not isinstance(reach, Eligible):
        return reach.reason
    if visit.blocked:
        return Reason.FEED_BLOCKED
    if visit.starts_at - world.middle <= BEFORE_START:
        return Reason.TOO_LATE
    if visit.status not in STATUSES[RuleType.REMINDER]:
        return Reason.CANCELLED if visit.status is Status.CANCELLED else Reason.STATUS_CHANGED
    return reach.channel
