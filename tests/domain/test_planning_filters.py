"""For which patients a rule is, when it may go, and whose matter a visit is (product E3, D1, C7)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from app.domain.appointments import is_confidential
from app.domain.candidates import Booking
from app.domain.consent import Consent
from app.domain.contacts import Address
from app.domain.delivery_rules import DeliveryRules
from app.domain.occurrences import NotDue, Occurrence, occurrence
from app.domain.open_windows import delivery_times
from app.domain.planning import due
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.reasons import Reason
from app.domain.rules import Hours, NewPatients
from app.domain.siblings import SiblingMode
from tests.domain.families import appointment, booking, child, contact, here, rule, windows_around

DAY = date(2026, 11, 24)
THIRTEEN_TODAY, TWELVE_TODAY = date(2013, 11, 24), date(2013, 11, 25)


def refusal(meant: dict[str, Any], visit: dict[str, Any]) -> Reason | None:
    found = occurrence(rule(**meant), appointment(**visit), windows_around(appointment()))
    return found.reason if isinstance(found, NotDue) else None


@pytest.mark.parametrize(
    ("ages", "born", "reason"),
    [
        ((13, None), THIRTEEN_TODAY, None),
        ((13, None), TWELVE_TODAY, Reason.AGE_NOT_CHOSEN),
        ((None, 12), TWELVE_TODAY, None),
        ((None, 12), THIRTEEN_TODAY, Reason.AGE_NOT_CHOSEN),
        ((12, 13), THIRTEEN_TODAY, None),
        ((0, 0), date(2026, 11, 25), Reason.AGE_NOT_CHOSEN),
        ((None, 12), date(2026, 11, 25), Reason.AGE_NOT_CHOSEN),
        ((13, None), None, Reason.AGE_UNKNOWN),
        ((None, 12), None, Reason.AGE_UNKNOWN),
        ((None, None), None, None),
    ],
)
def test_ages_are_whole_years_on_the_day_of_the_visit(
    ages: tuple[int | None, int | None], born: date | None, reason: Reason | None
) -> None:
    assert refusal({"age_from": ages[0], "age_to": ages[1]}, {"birth_date": born}) is reason


def test_the_day_of_the_visit_is_that_of_its_place() -> None:
    evening = {"starts_at": here("2026-11-24 21:00"), "birth_date": date(2013, 11, 25)}
    assert refusal({"age_from": 13}, evening) is Reason.AGE_NOT_CHOSEN
    assert refusal({"age_from": 13}, {**evening, "zone": "Etc/UTC"}) is None


@pytest.mark.parametrize(
    ("wanted", "first", "reason"),
    [
        (NewPatients.ALL, True, None),
        (NewPatients.FIRST_VISIT, True, None),
        (NewPatients.FIRST_VISIT, False, Reason.NOT_FIRST_VISIT),
        (NewPatients.LATER_VISITS, False, None),
        (NewPatients.LATER_VISITS, True, Reason.FIRST_VISIT),
    ],
)
def test_a_rule_can_be_for_first_visits_or_for_later_ones(
    wanted: NewPatients, first: bool, reason: Reason | None
) -> None:
    assert refusal({"new_patients": wanted}, {"first_visit": first}) is reason


# --- D1: a rule's own delivery times come before those of the place, these before the practice's ---

MORNING = Hours(time(8), time(9), frozenset({0}))
EVENING = Hours(time(18), time(19), frozenset({0, 1}))


def test_the_nearest_delivery_times_are_in_force() -> None:
    usual = DeliveryRules()
    assert delivery_times(usual, None, None) == usual
    assert delivery_times(usual, MORNING, None).window_to == time(9)
    in_force = delivery_times(usual, MORNING, EVENING)
    assert (in_force.window_from, in_force.window_to, in_force.days) == (time(18), time(19), EVENING.days)
    assert in_force.sibling_mode is usual.sibling_mode


def test_a_rule_with_own_delivery_times_waits_for_them_and_others_do_not() -> None:
    visit = appointment()
    evening = windows_around(visit, delivery_times(DeliveryRules(), None, EVENING))
    family = [Booking(visit, child(), windows_around(visit), own_windows={2: evening})]
    late = rule(2, hours=EVENING)
    plan = due([late, rule(1)], family, (), here("2026-11-23 14:30"), SiblingMode.OFF)
    assert [each.rule_id for each in plan.messages] == [1]
    waiting = family[0].occurrence_of(late)
    assert isinstance(waiting, Occurrence)
    assert waiting.send_at == here("2026-11-23 18:00")


# --- C7: the patient's own matter ---


@pytest.mark.parametrize(
    ("marked", "born", "confidential"),
    [
        (False, None, False),
        (False, THIRTEEN_TODAY, False),
        (True, THIRTEEN_TODAY, True),
        (True, TWELVE_TODAY, False),
        (True, None, True),
    ],
)
def test_a_marked_type_is_confidential_from_the_practices_age_on(
    marked: bool, born: date | None, confidential: bool
) -> None:
    assert is_confidential(marked, born, DAY, 13) is confidential


def test_only_the_patients_own_contact_hears_of_a_confidential_visit() -> None:
    family = [booking(appointment(confidential=True), contact(7), contact(8, own=True))]
    found = due([rule()], family, (), here("2026-11-23 14:30"), SiblingMode.SAME_DAY)
    assert [each.contact_id for each in found.messages] == [8]
    assert [(each.what.contact_id, each.reason) for each in found.skipped] == [(7, Reason.CONFIDENTIAL)]


def test_a_confidential_visit_is_never_in_one_message_with_a_siblings() -> None:
    family = [
        booking(appointment(1), contact(8)),
        booking(appointment(2, confidential=True), contact(8, own=True)),
        booking(appointment(3), contact(8)),
    ]
    found = due([rule()], family, (), here("2026-11-23 14:30"), SiblingMode.SAME_DAY)
    assert [each.appointment_ids for each in found.messages] == [(1, 3), (2,)]


# --- E4: a fixed channel ---


def test_a_rule_with_a_fixed_channel_goes_that_way() -> None:
    reachable = contact(
        consents={(Purpose.REMINDERS, each): Consent.GIVEN for each in (Channel.TEXT, Channel.EMAIL)},
        addresses={AddressKind.CELL: Address(), AddressKind.EMAIL: Address()},
    )
    family = [booking(appointment(), reachable)]
    fixed = rule(channel=Channel.EMAIL)
    (message,) = due([fixed], family, (), here("2026-11-23 14:30"), SiblingMode.OFF).messages
    assert (message.channel, message.address) == (Channel.EMAIL, AddressKind.EMAIL)
