"""Which automated message is meant for which visit, and when (product B3, B7, E1 to E3, E6, E7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle, Status
from app.domain.delivery_rules import DeliveryRules
from app.domain.occurrences import NotDue, Occurrence, occurrence
from app.domain.reasons import Reason
from app.domain.rules import ANCHORS, NOT_OF_A_VISIT, STATUSES, Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit
from tests.domain.families import (
    BOOKED,
    ENABLED,
    START,
    appointment,
    cancelled,
    here,
    initial,
    moved,
    request,
    rule,
    windows_around,
)

MINUTE = timedelta(minutes=1)


def meet(meant: Rule, visit: Appointment, **settings: Any) -> Occurrence | NotDue:
    return occurrence(meant, visit, windows_around(visit, DeliveryRules(**settings)))


def test_a_reminder_one_day_before() -> None:
    assert meet(rule(9), appointment(4, version=1)) == Occurrence(
        rule_id=9,
        appointment_id=4,
        version=1,
        nominal=here("2026-11-23 14:30"),
        send_at=here("2026-11-23 14:30"),
        last_useful=START - timedelta(minutes=15),
    )


def test_a_closed_moment_moves_to_the_opening() -> None:
    found = meet(rule(), appointment(), window_from=time(16), window_to=time(19))
    assert isinstance(found, Occurrence)
    assert (found.nominal, found.send_at) == (here("2026-11-23 14:30"), here("2026-11-23 16:00"))


def test_own_last_useful_minutes_hold() -> None:
    same_day = rule(timing=Timing(Anchor.START, 90, Unit.MINUTES), last_useful_minutes=120)
    assert meet(same_day, appointment()) == NotDue(Reason.TOO_LATE, START - timedelta(minutes=90))


def test_a_message_that_finds_no_open_moment_says_when_it_was_meant_to_go() -> None:
    two_hours = rule(timing=Timing(Anchor.START, 2, Unit.HOURS))
    booked = START - timedelta(hours=3)
    late = appointment(created_at=booked, version_at=booked)
    found = meet(two_hours, late, window_from=time(8), window_to=time(9))
    assert found == NotDue(Reason.NO_OPEN_WINDOW, START - timedelta(hours=2))


@pytest.mark.parametrize(
    ("meant", "changes", "reason"),
    [
        ({"enabled_at": None}, {}, Reason.RULE_DISABLED),
        ({}, {"blocked": True}, Reason.FEED_BLOCKED),
        ({}, {"confirmation": Confirmation.CONFIRMED}, Reason.STATUS_NOT_CHOSEN),
        ({}, {"lifecycle": Lifecycle.CANCELLED}, Reason.STATUS_NOT_CHOSEN),
        ({"visit_types": frozenset({"Vaccine"})}, {}, Reason.TYPE_NOT_CHOSEN),
        ({"provider_ids": frozenset({6})}, {}, Reason.PROVIDER_NOT_CHOSEN),
        ({"provider_ids": frozenset({6})}, {"provider_id": None}, Reason.PROVIDER_NOT_CHOSEN),
        ({"location_ids": frozenset({4})}, {}, Reason.LOCATION_NOT_CHOSEN),
    ],
)
def test_filters(meant: dict[str, Any], changes: dict[str, Any], reason: Reason) -> None:
    assert meet(rule(**meant), appointment(**changes)) == NotDue(reason)


def test_filters_that_name_the_visit_let_it_pass() -> None:
    chosen = rule(
        visit_types=frozenset({"Vaccine", "Well visit"}),
        provider_ids=frozenset({5, 6}),
        location_ids=frozenset({3}),
    )
    assert isinstance(meet(chosen, appointment()), Occurrence)


@pytest.mark.parametrize("type_", sorted(set(RuleType) - NOT_OF_A_VISIT))
def test_a_rule_needs_statuses_its_type_can_have(type_: RuleType) -> None:
    anchor = min(ANCHORS[type_])
    timing = Timing(anchor, 1 if anchor is Anchor.START else 0)
    never_of = {RuleType.MISSED: Status.SCHEDULED}
    wrong = never_of.get(type_, Status.NO_SHOW)
    for statuses in (frozenset(), STATUSES[type_] | {wrong}, frozenset({Status.CANCEL_REQUESTED})):
        with pytest.raises(ValueError, match=f"A {type_} message needs"):
            Rule(1, type_, timing, statuses, ENABLED)
    assert Rule(1, type_, timing, STATUSES[type_], ENABLED).statuses == STATUSES[type_]


@pytest.mark.parametrize("type_", sorted(NOT_OF_A_VISIT))
def test_a_message_that_no_visit_asks_for_asks_for_no_status(type_: RuleType) -> None:
    timing = Timing(min(ANCHORS[type_]), 0, Unit.DAYS)
    assert not Rule(1, type_, timing, frozenset(), ENABLED).of_a_visit
    with pytest.raises(ValueError, match=f"A {type_} message needs"):
        Rule(1, type_, timing, frozenset({Status.SCHEDULED}), ENABLED)


def test_a_confirmation_request_can_never_ask_someone_who_has_answered() -> None:
    with pytest.raises(ValueError, match="out_of_reach, scheduled"):
        request(statuses=frozenset({Status.SCHEDULED, Status.CONFIRMED}))


@pytest.mark.parametrize(
    ("type_", "anchor"),
    [
        (RuleType.INITIAL_CONFIRMATION, Anchor.START),
        (RuleType.REMINDER, Anchor.CHANGE),
        (RuleType.CONFIRMATION_REQUEST, Anchor.CANCELLATION),
        (RuleType.MOVED, Anchor.CREATION),
        (RuleType.CANCELLED_BY_PRACTICE, Anchor.START),
    ],
)
def test_a_type_fixes_what_its_moment_counts_from(type_: RuleType, anchor: Anchor) -> None:
    amount = 1 if anchor is Anchor.START else 0
    with pytest.raises(ValueError, match=f"cannot be timed by {anchor}"):
        Rule(1, type_, Timing(anchor, amount), STATUSES[type_], ENABLED)


# --- E6: a moment that had passed before the visit was booked, moved, or the rule turned on ---

MOMENT = here("2026-11-23 14:30")


@pytest.mark.parametrize(
    ("visit", "meant"),
    [
        ({"version_at": MOMENT}, {}),
        ({"version_at": MOMENT - MINUTE}, {"enabled_at": MOMENT}),
        ({"version": 2, "version_at": MOMENT + MINUTE}, {}),
    ],
)
def test_a_moment_that_had_passed_does_not_fire(visit: dict[str, Any], meant: dict[str, Any]) -> None:
    assert meet(rule(**meant), appointment(**visit)) == NotDue(Reason.MOMENT_PASSED)


@pytest.mark.parametrize(
    ("visit", "meant"),
    [({"version_at": MOMENT - MINUTE}, {}), ({}, {"enabled_at": MOMENT - MINUTE}), ({"quiet": True}, {})],
)
def test_a_moment_still_ahead_does(visit: dict[str, Any], meant: dict[str, Any]) -> None:
    assert isinstance(meet(rule(**meant), appointment(**visit)), Occurrence)


def test_the_last_open_moment_before_is_not_taken_from_before_the_rule() -> None:
    early = appointment(starts_at=here("2026-11-24 07:30"))
    settings = {"window_from": time(8), "window_to": time(17)}
    two_hours = rule(timing=Timing(Anchor.START, 2, Unit.HOURS))
    found = meet(two_hours, early, **settings)
    assert isinstance(found, Occurrence)
    assert found.send_at == here("2026-11-23 16:59")
    turned_on = replace(two_hours, enabled_at=here("2026-11-23 17:30"))
    assert meet(turned_on, early, **settings) == NotDue(Reason.NO_OPEN_WINDOW, here("2026-11-24 05:30"))


# --- Creation, change and cancellation are told once, and only as news ---


def test_the_initial_confirmation_goes_when_the_visit_is_booked() -> None:
    found = meet(initial(), appointment())
    assert isinstance(found, Occurrence)
    assert found.nominal == BOOKED


@pytest.mark.parametrize(
    ("visit", "meant", "reason"),
    [
        ({"quiet": True}, {}, Reason.FIRST_IMPORT),
        ({"version": 2}, {}, Reason.MOVED),
        ({}, {"enabled_at": BOOKED + MINUTE}, Reason.BEFORE_RULE),
    ],
)
def test_no_initial_confirmation(visit: dict[str, Any], meant: dict[str, Any], reason: Reason) -> None:
    assert meet(initial(**meant), appointment(**visit)) == NotDue(reason)


def test_a_rule_turned_on_in_the_moment_of_the_booking_sees_it() -> None:
    assert isinstance(meet(initial(enabled_at=BOOKED), appointment()), Occurrence)


CHANGED = here("2026-11-12 09:00")


def test_a_moved_visit_is_told_of_at_once() -> None:
    found = meet(moved(), appointment(version=2, version_at=CHANGED))
    assert isinstance(found, Occurrence)
    assert (found.nominal, found.version) == (CHANGED, 2)


@pytest.mark.parametrize(
    ("visit", "meant", "reason"),
    [
        ({}, {}, Reason.NOT_HAPPENED),
        ({"version": 2, "version_at": CHANGED, "quiet": True}, {}, Reason.FIRST_IMPORT),
        ({"version": 2, "version_at": CHANGED}, {"enabled_at": CHANGED + MINUTE}, Reason.BEFORE_RULE),
    ],
)
def test_no_moved_message(visit: dict[str, Any], meant: dict[str, Any], reason: Reason) -> None:
    assert meet(moved(**meant), appointment(**visit)) == NotDue(reason)


def gone(who: CancelledBy | None, **changes: Any) -> Appointment:
    return appointment(
        lifecycle=Lifecycle.CANCELLED, cancelled_by=who, **{"cancelled_at": CHANGED, **changes}
    )


def test_a_cancellation_by_the_practice_is_told_even_of_a_first_import() -> None:
    found = meet(cancelled(), gone(CancelledBy.STAFF, quiet=True))
    assert isinstance(found, Occurrence)
    assert (found.nominal, found.last_useful) == (CHANGED, CHANGED + timedelta(hours=48))


@pytest.mark.parametrize(
    ("visit", "meant", "reason"),
    [
        (gone(CancelledBy.PARENT), {}, Reason.CANCELLED_BY_PARENT),
        (gone(CancelledBy.FEED, cancelled_at=BOOKED), {}, Reason.NEVER_STOOD),
        (gone(CancelledBy.FEED), {"enabled_at": CHANGED + MINUTE}, Reason.BEFORE_RULE),
        (gone(None, cancelled_at=None), {}, Reason.NOT_HAPPENED),
        (appointment(), {}, Reason.STATUS_NOT_CHOSEN),
    ],
)
def test_no_cancellation_message(visit: Appointment, meant: dict[str, Any], reason: Reason) -> None:
    assert meet(cancelled(**meant), visit) == NotDue(reason)


def test_a_cancellation_at_night_waits_for_the_morning() -> None:
    at_night = gone(CancelledBy.STAFF, cancelled_at=here("2026-11-12 22:00"))
    found = meet(cancelled(), at_night)
    assert isinstance(found, Occurrence)
    assert found.send_at == here("2026-11-13 08:00")
