"""What a parent's page shows and offers, and how long its link lives (product D6, H1, H3, H5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.answers import (
    AnswerState,
    LinkState,
    Wish,
    in_time,
    link_state,
    may,
    may_cancel_until,
    state_of,
)
from app.domain.appointments import CancelledBy, Confirmation, Lifecycle
from tests.domain.families import START, appointment, here

DAY_BEFORE = START - timedelta(days=1)
SECOND = timedelta(seconds=1)
DEADLINE = here("2026-11-24 12:30")

BY_PARENT = {"lifecycle": Lifecycle.CANCELLED, "cancelled_by": CancelledBy.PARENT}
BY_STAFF = {"lifecycle": Lifecycle.CANCELLED, "cancelled_by": CancelledBy.STAFF}
BY_FEED = {"lifecycle": Lifecycle.CANCELLED, "cancelled_by": CancelledBy.FEED}
CONFIRMED = {"confirmation": Confirmation.CONFIRMED}
REQUESTED = {"confirmation": Confirmation.CANCEL_REQUESTED}


@pytest.mark.parametrize(("seconds", "possible"), [(-1, True), (0, True), (1, False)])
def test_a_parent_can_cancel_up_to_and_including_the_deadline(seconds: int, possible: bool) -> None:
    assert may_cancel_until(appointment(), 2) == DEADLINE
    now = DEADLINE + seconds * SECOND
    assert in_time(appointment(), 2, now) is possible
    assert (Wish.CANT in may(appointment(), 2, now)) is possible
    assert (Wish.LATE in may(appointment(), 2, now)) is not possible


def test_the_deadline_is_absolute_over_a_change_of_the_clock() -> None:
    morning = appointment(starts_at=here("2026-11-01 09:00"))
    assert may_cancel_until(morning, 24) == here("2026-10-31 10:00")


@pytest.mark.parametrize(
    ("visit", "now", "state"),
    [
        ({}, DAY_BEFORE, AnswerState.ASK),
        ({"confirmation": Confirmation.OUT_OF_REACH}, DAY_BEFORE, AnswerState.ASK),
        ({}, DEADLINE, AnswerState.ASK),
        ({}, DEADLINE + SECOND, AnswerState.TOO_LATE),
        ({}, START - SECOND, AnswerState.TOO_LATE),
        ({}, START, AnswerState.PAST),
        (CONFIRMED, DAY_BEFORE, AnswerState.CONFIRMED),
        (CONFIRMED, DEADLINE + SECOND, AnswerState.CONFIRMED),
        (REQUESTED, DAY_BEFORE, AnswerState.CANCEL_REQUESTED),
        (BY_PARENT, DAY_BEFORE, AnswerState.CANCELLED_BY_PARENT),
        (BY_STAFF, DAY_BEFORE, AnswerState.CANCELLED_BY_PRACTICE),
        (BY_FEED, DAY_BEFORE, AnswerState.CANCELLED_BY_PRACTICE),
        (BY_FEED, START, AnswerState.PAST),
        ({"lifecycle": Lifecycle.ARRIVED}, DAY_BEFORE, AnswerState.PAST),
        ({"lifecycle": Lifecycle.COMPLETED}, DAY_BEFORE, AnswerState.PAST),
        ({"lifecycle": Lifecycle.NO_SHOW}, START, AnswerState.PAST),
        ({"lifecycle": Lifecycle.RESCHEDULED}, DAY_BEFORE, AnswerState.GONE),
        ({"lifecycle": Lifecycle.ENTERED_IN_ERROR}, START, AnswerState.GONE),
        ({"version": 2}, DAY_BEFORE, AnswerState.MOVED),
        ({"version": 2}, DEADLINE + SECOND, AnswerState.MOVED),
        ({"version": 2, **CONFIRMED}, DAY_BEFORE, AnswerState.CONFIRMED),
    ],
)
def test_what_the_page_shows(visit: dict[str, Any], now: datetime, state: AnswerState) -> None:
    assert state_of(appointment(**visit), 1, 2, now) is state


@pytest.mark.parametrize(
    ("visit", "in_time", "late"),
    [
        ({}, {Wish.COMING, Wish.CANT, Wish.MOVE}, {Wish.COMING, Wish.LATE}),
        ({"version": 2}, {Wish.COMING, Wish.CANT, Wish.MOVE}, {Wish.COMING, Wish.LATE}),
        (CONFIRMED, {Wish.COMING, Wish.CANT, Wish.MOVE}, {Wish.COMING, Wish.LATE}),
        (REQUESTED, {Wish.COMING, Wish.UNDO, Wish.CANT, Wish.MOVE}, {Wish.MOVE}),
        (BY_PARENT, {Wish.COMING, Wish.UNDO, Wish.CANT, Wish.MOVE}, {Wish.MOVE}),
        (BY_STAFF, {Wish.MOVE}, {Wish.MOVE}),
        ({"lifecycle": Lifecycle.ARRIVED}, set(), set()),
        ({"lifecycle": Lifecycle.ENTERED_IN_ERROR}, set(), set()),
    ],
)
def test_what_the_page_offers_up_to_the_deadline_and_after_it(
    visit: dict[str, Any], in_time: set[Wish], late: set[Wish]
) -> None:
    assert may(appointment(**visit), 2, DEADLINE) == in_time
    assert may(appointment(**visit), 2, DEADLINE + SECOND) == late
    assert may(appointment(**visit), 2, START) == set()


@pytest.mark.parametrize(
    ("revoked", "seconds", "state"),
    [
        (False, -1, LinkState.LIVE),
        (False, 0, LinkState.EXPIRED),
        (True, -1, LinkState.REVOKED),
        (True, 0, LinkState.REVOKED),
    ],
)
def test_a_link_dies_24_hours_after_the_last_start(revoked: bool, seconds: int, state: LinkState) -> None:
    assert link_state(START, revoked, START + timedelta(hours=24) + seconds * SECOND) is state
