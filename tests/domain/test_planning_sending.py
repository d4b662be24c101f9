"""Deciding again at the moment of sending (product C2, D2, E6, E7, G2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle
from app.domain.consent import Consent
from app.domain.contacts import Address, Authority, ContactFacts
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.reasons import Reason
from app.domain.sending import Claimed, Drop, Line, Send, Wait, still_wanted
from tests.domain.families import (
    START,
    appointment,
    cancelled,
    child,
    contact,
    here,
    request,
    rule,
    windows_around,
)

NOON = here("2026-11-23 12:00")
LAST = START - timedelta(minutes=15)
UNTIL_MORNING = Wait(here("2026-11-24 08:00"), Reason.NO_OPEN_WINDOW)


def line(visit: Appointment, *contacts: ContactFacts, version: int = 1, overtaken: bool = False) -> Line:
    return Line(visit, version, child(*contacts), overtaken)


def claimed(*lines: Line, **changes: Any) -> Claimed:
    plain = Claimed(
        rule=rule(),
        contact_id=7,
        channel=Channel.TEXT,
        address=AddressKind.CELL,
        lines=lines or (line(appointment()),),
        last_useful=LAST,
        windows=windows_around(appointment()),
    )
    return replace(plain, **changes)


def test_a_message_that_is_still_right_goes() -> None:
    assert still_wanted(claimed(), NOON) == Send((1,))


@pytest.mark.parametrize(
    ("visit", "reason"),
    [
        ({"version": 2}, Reason.MOVED),
        ({"blocked": True}, Reason.FEED_BLOCKED),
        ({"lifecycle": Lifecycle.CANCELLED, "cancelled_by": CancelledBy.PARENT}, Reason.CANCELLED),
        ({"confirmation": Confirmation.CONFIRMED}, Reason.ANSWERED),
        ({"confirmation": Confirmation.CANCEL_REQUESTED}, Reason.ANSWERED),
        ({"confirmation": Confirmation.OUT_OF_REACH}, Reason.STATUS_CHANGED),
        ({"lifecycle": Lifecycle.COMPLETED, "confirmation": Confirmation.CONFIRMED}, Reason.STATUS_CHANGED),
    ],
)
def test_a_visit_that_changed_meanwhile(visit: dict[str, Any], reason: Reason) -> None:
    assert still_wanted(claimed(line(appointment(**visit)), rule=rule()), NOON) == Drop(reason)


def test_after_any_contact_confirmed_no_request_goes_to_any_other() -> None:
    confirmed = appointment(confirmation=Confirmation.CONFIRMED)
    for way in (Channel.TEXT, Channel.EMAIL, Channel.VOICE):
        waiting = claimed(line(confirmed), rule=request(), channel=way)
        assert still_wanted(waiting, NOON) == Drop(Reason.ANSWERED)


@pytest.mark.parametrize(
    ("parent", "reason"),
    [
        (contact(7, authority=Authority.OTHER), Reason.AUTHORITY),
        (contact(7, consents={}), Reason.NO_CONSENT),
        (contact(8), Reason.ENDED),
    ],
)
def test_a_contact_that_changed_meanwhile(parent: ContactFacts, reason: Reason) -> None:
    assert still_wanted(claimed(line(appointment(), parent)), NOON) == Drop(reason)


@pytest.mark.parametrize("way", [{"channel": Channel.VOICE}, {"address": AddressKind.WORK_PHONE}])
def test_a_contact_who_now_wants_another_way(way: dict[str, Any]) -> None:
    assert still_wanted(claimed(**way), NOON) == Drop(Reason.PREFERENCE_CHANGED)


def test_a_visit_that_became_the_patients_own_matter_is_told_to_nobody_else() -> None:
    secret = appointment(confidential=True)
    assert still_wanted(claimed(line(secret)), NOON) == Drop(Reason.CONFIDENTIAL)
    assert still_wanted(claimed(line(secret, contact(7, own=True))), NOON) == Send((1,))


def test_once_there_is_an_alternative_contact_the_family_hears_nothing() -> None:
    family = (contact(7), contact(8, alternative=True))
    assert still_wanted(claimed(line(appointment(), *family)), NOON) == Drop(Reason.ALTERNATIVE_CONTACT)


def test_a_fixed_channel_stays_whatever_the_contact_prefers_now() -> None:
    parent = contact(
        consents={(Purpose.REMINDERS, Channel.VOICE): Consent.GIVEN},
        addresses={AddressKind.HOME_PHONE: Address()},
    )
    call = {"channel": Channel.VOICE, "address": AddressKind.HOME_PHONE, "fixed": Channel.VOICE}
    assert still_wanted(claimed(line(appointment(), parent), **call), NOON) == Send((1,))
    assert still_wanted(claimed(line(appointment(), parent)), NOON) == Drop(Reason.NO_CONSENT)


def test_a_message_overtaken_in_an_outage_gives_way() -> None:
    assert still_wanted(claimed(line(appointment(), overtaken=True)), NOON) == Drop(Reason.SUPERSEDED)
    moved = line(appointment(version=2), overtaken=True)
    assert still_wanted(claimed(moved), NOON) == Drop(Reason.MOVED)


def test_a_child_whose_visit_changed_is_left_out_and_the_sibling_told() -> None:
    leo = appointment(2, lifecycle=Lifecycle.CANCELLED)
    assert still_wanted(claimed(line(leo), line(appointment(1))), NOON) == Send((1,))
    both = claimed(line(leo), line(appointment(1, version=2)))
    assert still_wanted(both, NOON) == Drop(Reason.CANCELLED)


def test_a_rule_turned_off_stops_its_waiting_messages() -> None:
    assert still_wanted(claimed(rule=rule(enabled_at=None)), NOON) == Drop(Reason.RULE_DISABLED)


def test_a_cancellation_is_withdrawn_if_the_visit_came_back() -> None:
    at = here("2026-11-23 11:55")
    gone = appointment(lifecycle=Lifecycle.CANCELLED, cancelled_at=at, cancelled_by=CancelledBy.FEED)
    assert still_wanted(claimed(line(gone), rule=cancelled()), NOON) == Send((1,))
    assert still_wanted(claimed(line(appointment(version=2)), rule=cancelled()), NOON) == Drop(Reason.MOVED)


@pytest.mark.parametrize(
    ("now", "last_useful", "expected"),
    [
        (LAST, LAST, Send((1,))),
        (LAST + timedelta(seconds=1), LAST, Drop(Reason.EXPIRED)),
        (here("2026-11-23 07:59"), LAST, Wait(here("2026-11-23 08:00"), Reason.NO_OPEN_WINDOW)),
        (here("2026-11-23 08:00"), LAST, Send((1,))),
        (here("2026-11-23 19:59"), LAST, Send((1,))),
        (here("2026-11-23 20:00"), LAST, UNTIL_MORNING),
        (here("2026-11-23 20:00"), here("2026-11-24 08:00"), UNTIL_MORNING),
        (here("2026-11-23 20:00"), here("2026-11-24 07:59"), Drop(Reason.NO_OPEN_WINDOW)),
    ],
)
def test_outside_the_window_it_waits_while_that_is_useful(
    now: datetime, last_useful: datetime, expected: object
) -> None:
    assert still_wanted(claimed(last_useful=last_useful), now) == expected


def test_after_the_last_window_nothing_is_left_to_wait_for() -> None:
    assert still_wanted(claimed(windows=()), NOON) == Drop(Reason.NO_OPEN_WINDOW)


def test_a_paused_practice_keeps_its_messages_until_they_expire() -> None:
    waiting = still_wanted(claimed(paused=True), NOON)
    assert waiting == Wait(NOON + timedelta(minutes=5), Reason.PRACTICE_PAUSED)
    assert still_wanted(claimed(paused=True), LAST + timedelta(seconds=1)) == Drop(Reason.EXPIRED)
