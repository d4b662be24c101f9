"""What is due for a family now (product C3, D7, E5, E6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pytest

from app.domain.appointments import CancelledBy, Lifecycle
from app.domain.candidates import Booking, Done, Skipped
from app.domain.consent import Consent
from app.domain.contacts import Address, Authority, ContactFacts
from app.domain.delivery_rules import DeliveryRules
from app.domain.planning import Message, Plan, due
from app.domain.preferences import AddressKind, Channel, Preference, Purpose
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, Timing, Unit
from tests.domain.families import (
    BOOKED,
    START,
    appointment,
    booking,
    cancelled,
    contact,
    here,
    initial,
    request,
    rule,
)

REMINDER_AT = here("2026-11-23 14:30")
REQUEST_AT = here("2026-11-21 14:30")
SECOND = timedelta(seconds=1)
NOTHING = Plan((), (), ())


def plan(
    rules: Sequence[Rule],
    bookings: Sequence[Booking],
    now: datetime,
    done: Sequence[Done] = (),
    mode: SiblingMode = SiblingMode.SAME_TIME,
) -> Plan:
    return due(rules, bookings, set(done), now, mode)


def told(found: Plan) -> list[tuple[int, int, tuple[int, ...]]]:
    return [(each.rule_id, each.contact_id, each.appointment_ids) for each in found.messages]


def decided(found: Plan, bookings: Sequence[Booking]) -> list[Done]:
    """What a caller writes down: a line for each child of a message, and each skip."""
    versions = {each.appointment.id: each.appointment.version for each in bookings}
    lines = [
        Done(message.rule_id, each, versions[each], message.contact_id)
        for message in found.messages
        for each in message.appointment_ids
    ]
    return lines + [each.what for each in (*found.skipped, *found.superseded)]


def test_a_message_is_due_from_its_moment_on_and_only_once() -> None:
    visit = [booking(appointment())]
    assert plan([rule()], visit, REMINDER_AT - SECOND) == NOTHING
    found = plan([rule()], visit, REMINDER_AT)
    assert found.messages == (
        Message(
            rule_id=1,
            contact_id=7,
            channel=Channel.TEXT,
            address=AddressKind.CELL,
            appointment_ids=(1,),
            due_at=REMINDER_AT,
            last_useful=START - timedelta(minutes=15),
        ),
    )
    assert plan([rule()], visit, REMINDER_AT + SECOND, decided(found, visit)) == NOTHING


def test_a_new_version_is_told_again() -> None:
    again = booking(appointment(version=2, version_at=here("2026-11-22 09:00")))
    found = plan([rule()], [again], REMINDER_AT, [Done(1, 1, 1, 7)])
    assert told(found) == [(1, 7, (1,))]


def test_every_eligible_contact_is_messaged_and_every_other_one_has_a_reason() -> None:
    father = contact(8, authority=Authority.OTHER)
    aunt = contact(9, consents={})
    family = [booking(appointment(), contact(7), father, aunt)]
    assert plan([rule()], family, REMINDER_AT - SECOND) == NOTHING
    found = plan([rule()], family, REMINDER_AT)
    assert told(found) == [(1, 7, (1,))]
    assert found.skipped == (
        Skipped(Done(1, 1, 1, 8), Reason.AUTHORITY),
        Skipped(Done(1, 1, 1, 9), Reason.NO_CONSENT),
    )
    assert plan([rule()], family, REMINDER_AT, decided(found, family)) == NOTHING


def test_a_message_without_an_open_moment_is_skipped_when_it_was_meant_to_go() -> None:
    booked = START - timedelta(hours=3)
    hours = DeliveryRules(window_from=time(8), window_to=time(9))
    visit = appointment(created_at=booked, version_at=booked)
    family = [booking(visit, contact(7), contact(8, ended=True), rules=hours)]
    two_hours = rule(timing=Timing(Anchor.START, 2, Unit.HOURS))
    meant = START - timedelta(hours=2)
    assert plan([two_hours], family, meant - SECOND) == NOTHING
    found = plan([two_hours], family, meant)
    assert found.messages == ()
    assert [each.reason for each in found.skipped] == [Reason.NO_OPEN_WINDOW, Reason.ENDED]


def test_a_rule_that_is_not_meant_for_the_visit_leaves_no_trace() -> None:
    assert plan([rule(enabled_at=None)], [booking(appointment(blocked=True))], REMINDER_AT) == NOTHING


@pytest.mark.parametrize(("seconds", "sent"), [(0, True), (1, False)])
def test_after_an_outage_a_message_goes_until_its_last_useful_moment(seconds: int, sent: bool) -> None:
    found = plan([rule()], [booking(appointment())], START - timedelta(minutes=15) + seconds * SECOND)
    assert (len(found.messages) == 1) is sent
    assert found.skipped == (() if sent else (Skipped(Done(1, 1, 1, 7), Reason.TOO_LATE),))


# --- E6: of several due together only the one nearest the visit goes ---


def test_after_an_outage_only_the_message_nearest_the_visit_goes() -> None:
    found = plan([initial(), request(), rule()], [booking(appointment())], REMINDER_AT)
    assert told(found) == [(1, 7, (1,))]
    assert found.superseded == (
        Skipped(Done(2, 1, 1, 7), Reason.SUPERSEDED),
        Skipped(Done(3, 1, 1, 7), Reason.SUPERSEDED),
    )


def test_of_two_planned_for_the_same_moment_the_one_set_up_first_goes() -> None:
    found = plan([rule(6), rule(5)], [booking(appointment())], REMINDER_AT)
    assert told(found) == [(5, 7, (1,))]
    assert [each.what.rule_id for each in found.superseded] == [6]


def test_what_went_before_is_not_superseded() -> None:
    family = [booking(appointment())]
    first = plan([request(), rule()], family, REQUEST_AT)
    assert told(first) == [(2, 7, (1,))]
    second = plan([request(), rule()], family, REMINDER_AT, decided(first, family))
    assert (told(second), second.superseded) == ([(1, 7, (1,))], ())


def test_messages_of_other_families_do_not_supersede_each_other() -> None:
    at = here("2026-11-12 09:00")
    visit = appointment(lifecycle=Lifecycle.CANCELLED, cancelled_at=at, cancelled_by=CancelledBy.STAFF)
    found = plan([cancelled(5), cancelled(6)], [booking(visit)], at)
    assert told(found) == [(5, 7, (1,)), (6, 7, (1,))]


def test_a_late_booking_gets_the_initial_confirmation_alone() -> None:
    booked = START - timedelta(hours=3)
    visit = appointment(created_at=booked, version_at=booked)
    found = plan([initial(), request(), rule()], [booking(visit)], booked)
    assert (told(found), found.superseded) == ([(3, 7, (1,))], ())


def test_each_contact_has_its_own_turn() -> None:
    family = [booking(appointment(), contact(7), contact(8))]
    found = plan([request(), rule()], family, REMINDER_AT, [Done(2, 1, 1, 7)])
    assert told(found) == [(1, 7, (1,)), (1, 8, (1,))]
    assert found.superseded == (Skipped(Done(2, 1, 1, 8), Reason.SUPERSEDED),)


# --- D7: children of one visit in one message ---


def siblings(*minutes: int, booked: datetime = BOOKED) -> list[Booking]:
    return [
        booking(
            appointment(
                number,
                starts_at=START + timedelta(minutes=each),
                created_at=booked,
                version_at=booked,
            )
        )
        for number, each in enumerate(minutes, 1)
    ]


def test_siblings_at_the_same_time_get_one_message() -> None:
    assert told(plan([rule()], siblings(0, 0), REMINDER_AT)) == [(1, 7, (1, 2))]


def test_with_siblings_apart_each_child_gets_its_own() -> None:
    found = plan([rule()], siblings(0, 0), REMINDER_AT, mode=SiblingMode.OFF)
    assert told(found) == [(1, 7, (1,)), (1, 7, (2,))]


def test_a_sibling_whose_moment_is_a_little_later_rides_along_once() -> None:
    family, mode = siblings(0, 45), SiblingMode.WITHIN_60_MINUTES
    found = plan([rule()], family, REMINDER_AT, mode=mode)
    assert told(found) == [(1, 7, (1, 2))]
    (message,) = found.messages
    assert (message.due_at, message.last_useful) == (REMINDER_AT, START - timedelta(minutes=15))
    later = REMINDER_AT + timedelta(minutes=45)
    assert plan([rule()], family, later, decided(found, family), mode) == NOTHING


def test_without_a_message_due_nobody_rides() -> None:
    family = siblings(0, 45)
    found = plan([rule()], family, REMINDER_AT, [Done(1, 1, 1, 7)], SiblingMode.SAME_DAY)
    assert found == NOTHING


def test_a_visit_keeps_its_first_child_when_that_one_was_told_before() -> None:
    family, mode = siblings(0, 50, 100), SiblingMode.WITHIN_60_MINUTES
    found = plan([rule()], family, REMINDER_AT + timedelta(minutes=50), [Done(1, 1, 1, 7)], mode)
    assert told(found) == [(1, 7, (2,))]


def test_a_sibling_booked_too_late_for_the_rule_does_not_ride() -> None:
    late = siblings(0, 0, booked=REMINDER_AT + SECOND)[1]
    found = plan([rule()], [siblings(0)[0], late], REMINDER_AT + 2 * SECOND)
    assert told(found) == [(1, 7, (1,))]


def test_a_sibling_with_a_message_of_its_own_now_does_not_ride_too() -> None:
    family = siblings(0, 600)
    week = request(timing=Timing(Anchor.START, 26, Unit.HOURS))
    now = here("2026-11-23 22:40")
    late_window = DeliveryRules(window_from=time(0), window_to=time(0))
    family = [booking(each.appointment, rules=late_window) for each in family]
    done = [Done(2, 1, 1, 7)]
    found = plan([week, rule()], family, now, done, SiblingMode.SAME_DAY)
    assert sorted(told(found)) == [(1, 7, (1,)), (2, 7, (2,))]


def test_a_sibling_past_its_last_useful_moment_is_skipped_and_the_other_told() -> None:
    now = START
    found = plan([rule()], siblings(0, 45), now, mode=SiblingMode.WITHIN_60_MINUTES)
    assert told(found) == [(1, 7, (2,))]
    assert found.skipped == (Skipped(Done(1, 1, 1, 7), Reason.TOO_LATE),)


def test_children_are_named_in_the_order_of_their_visits() -> None:
    found = plan([rule()], siblings(45, 0, 30), REMINDER_AT, mode=SiblingMode.SAME_DAY)
    assert told(found) == [(1, 7, (2, 3, 1))]


def test_a_child_that_a_contact_may_not_be_messaged_about_is_left_out() -> None:
    mia, leo = siblings(0, 0)
    leo = booking(leo.appointment, contact(7, consents={}), contact(8))
    found = plan([rule()], [mia, leo], REMINDER_AT)
    assert told(found) == [(1, 7, (1,)), (1, 8, (2,))]
    assert found.skipped == (Skipped(Done(1, 2, 1, 7), Reason.NO_CONSENT),)


def caller(id: int = 7) -> ContactFacts:
    """The same parent, reached by phone about this child."""
    return contact(
        id,
        preferences={Purpose.REMINDERS: Preference.CELL_PHONE},
        consents={(Purpose.REMINDERS, Channel.VOICE): Consent.GIVEN},
        addresses={AddressKind.CELL: Address()},
    )


def test_children_reached_in_different_ways_are_not_put_into_one_message() -> None:
    mia, leo = siblings(0, 0)
    found = plan([rule()], [mia, booking(leo.appointment, caller())], REMINDER_AT)
    assert [(each.channel, each.appointment_ids) for each in found.messages] == [
        (Channel.TEXT, (1,)),
        (Channel.VOICE, (2,)),
    ]


def test_children_of_other_contacts_are_never_in_the_same_message() -> None:
    mia, leo = siblings(0, 0)
    found = plan([rule()], [mia, booking(leo.appointment, contact(8))], REMINDER_AT)
    assert told(found) == [(1, 7, (1,)), (1, 8, (2,))]
