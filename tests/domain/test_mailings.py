"""The rules of long work (product K4, D3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.mailings import (
    AT_ONCE,
    FIRST,
    PATIENCE,
    First,
    FirstOutcomes,
    MailingState,
    judge_first,
    may_become,
    release_size,
    useful_until,
)

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def first(failed: int = 0, arrived: int = 0, taken: int = 0, sample: int = FIRST) -> FirstOutcomes:
    return FirstOutcomes(sample, failed, arrived, taken, NOW)


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        (first(), First.OPEN),
        (first(failed=5, taken=45), First.OPEN),
        (first(failed=6, taken=44), First.FAILING),
        (first(failed=6, taken=3), First.OPEN),
        (first(failed=6, taken=4), First.FAILING),
        (first(arrived=44, taken=6), First.OPEN),
        (first(arrived=45, taken=5), First.WELL),
        (first(failed=5, arrived=45), First.WELL),
        (first(failed=9, sample=9), First.WELL),
        (first(failed=1, taken=9, sample=10), First.OPEN),
        (first(failed=2, taken=8, sample=10), First.FAILING),
        (first(failed=3, taken=17, sample=20), First.FAILING),
    ],
)
def test_more_than_a_tenth_of_the_first_fifty_pauses_it(outcomes: FirstOutcomes, verdict: First) -> None:
    assert judge_first(outcomes, NOW) is verdict


def test_reports_are_waited_for_a_while_and_no_longer() -> None:
    assert judge_first(first(taken=50), NOW + PATIENCE - timedelta(seconds=1)) is First.OPEN
    assert judge_first(first(taken=50), NOW + PATIENCE) is First.WELL
    assert judge_first(first(taken=49), NOW + PATIENCE) is First.OPEN, "one of them has not left"
    assert judge_first(first(failed=6, taken=44), NOW + PATIENCE) is First.FAILING


def test_first_fifty_then_as_many_as_there_is_room_for() -> None:
    assert release_size(0, 0) == FIRST
    assert release_size(30, 30) == FIRST - 30
    assert release_size(0, FIRST) == 0
    assert release_size(0, None) == AT_ONCE
    assert release_size(AT_ONCE + 20, None) == 0


@pytest.mark.parametrize("over", [MailingState.STOPPED, MailingState.DONE])
def test_what_is_over_cannot_be_woken(over: MailingState) -> None:
    assert not any(may_become(over, state) for state in MailingState)


def test_a_message_helps_until_a_quarter_of_an_hour_before_its_visit_or_for_two_days() -> None:
    start = NOW + timedelta(days=5)
    assert useful_until("confirmation_request", NOW, start) == start - timedelta(minutes=15)
    assert useful_until("mass_mailing", NOW, None) == NOW + timedelta(hours=48)
    assert useful_until("missed_appointment", NOW, NOW - timedelta(hours=3)) == NOW + timedelta(hours=48)
    soon = NOW + timedelta(hours=4)
    assert useful_until("cancelled_by_practice", NOW, soon) == soon
