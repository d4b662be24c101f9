"""A message nobody answered, or that did not arrive, goes again over the next dearer way (product E4, E7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.appointments import Appointment, Confirmation, Lifecycle
from app.domain.consent import Consent
from app.domain.contacts import Address, ContactFacts
from app.domain.escalation import NextStep, Told, ToldLine, next_step
from app.domain.outcomes import MessageStatus
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.rules import ChannelMode
from tests.domain.families import START, appointment, child, contact, here, request, rule

ASKED_AT = here("2026-11-21 14:30")
FOUR_HOURS = timedelta(hours=4)
WAITS: Mapping[str, Any] = {"channel_mode": ChannelMode.ESCALATION, "escalate_after": FOUR_HOURS}
EVERY_WAY = {
    (Purpose.REMINDERS, each): Consent.GIVEN for each in (Channel.EMAIL, Channel.TEXT, Channel.VOICE)
}
REACHED = {AddressKind.EMAIL: Address(), AddressKind.CELL: Address()}


def reader(**changed: Any) -> ContactFacts:
    return contact(**{"consents": EVERY_WAY, "addresses": REACHED, **changed})


def line(
    visit: Appointment | None = None, *contacts: ContactFacts, version: int = 1, answered: bool = False
) -> ToldLine:
    return ToldLine(visit or appointment(), version, child(*(contacts or (reader(),))), answered)


def told(*lines: ToldLine, **changed: Any) -> Told:
    plain = Told(
        rule=request(**WAITS),
        contact_id=7,
        channel=Channel.EMAIL,
        status=MessageStatus.DELIVERED,
        step=0,
        at=ASKED_AT,
        last_useful=START - timedelta(minutes=15),
        lines=lines or (line(),),
    )
    return replace(plain, **changed)


def test_a_question_without_an_answer_climbs_the_ladder_to_its_end() -> None:
    later = ASKED_AT + FOUR_HOURS
    assert next_step(told()) == NextStep(1, Channel.TEXT, (1,), later)
    assert next_step(told(channel=Channel.TEXT, step=1)) == NextStep(2, Channel.VOICE, (1,), later)
    assert next_step(told(channel=Channel.VOICE, step=2)) is None
    assert next_step(told(channel=Channel.LETTER)) is None


def test_a_way_without_consent_or_address_is_passed_over() -> None:
    agreed = {key: given for key, given in EVERY_WAY.items() if key[1] is not Channel.TEXT}
    step = next_step(told(line(None, reader(consents=agreed))))
    assert step is not None
    assert step.channel is Channel.VOICE
    assert next_step(told(line(None, reader(addresses={AddressKind.EMAIL: Address()})))) is None


def test_only_one_answer_is_needed_for_all_children() -> None:
    second = line(appointment(2), answered=True)
    assert next_step(told(line(), second)) is None


def test_children_whose_visit_no_longer_asks_are_left_out() -> None:
    moved = line(appointment(2, version=2))
    blocked = line(appointment(3, blocked=True))
    gone = line(appointment(4, lifecycle=Lifecycle.CANCELLED))
    confirmed = line(appointment(5, confirmation=Confirmation.CONFIRMED))
    step = next_step(told(line(), moved, blocked, gone, confirmed))
    assert step is not None
    assert step.appointment_ids == (1,)


def test_who_is_no_longer_the_childs_contact_hears_nothing_more() -> None:
    assert next_step(told(line(None, reader(id=8)))) is None


@pytest.mark.parametrize(
    ("status", "goes"),
    [
        (MessageStatus.SENT, True),
        (MessageStatus.FAILED, True),
        (MessageStatus.BOUNCED, True),
        (MessageStatus.SUPPRESSED, True),
        (MessageStatus.DELIVERED, False),
        (MessageStatus.QUEUED, False),
        (MessageStatus.SKIPPED, False),
    ],
)
def test_a_reminder_goes_again_only_if_it_did_not_arrive(status: MessageStatus, goes: bool) -> None:
    assert (next_step(told(rule=rule(**WAITS), status=status)) is not None) is goes


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": request()},
        {"rule": request(**WAITS, enabled_at=None)},
        {"status": MessageStatus.EXPIRED},
        {"last_useful": ASKED_AT + FOUR_HOURS - timedelta(seconds=1)},
    ],
)
def test_nothing_follows_when_nobody_waits_or_it_would_come_too_late(changed: dict[str, Any]) -> None:
    assert next_step(told(**changed)) is None


def test_the_last_useful_moment_itself_is_still_in_time() -> None:
    assert next_step(told(last_useful=ASKED_AT + FOUR_HOURS)) is not None
