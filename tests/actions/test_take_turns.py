"""One limit for all workers, and one message that tries a gate that was shut (product G8)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.actions.note_outage import note_outage, read_gates
from app.actions.take_turns import PROBE_TIME, Turns, leave_probe, take_turns
from app.domain.gates import Call, Gate
from app.work import work_everywhere
from tests.builders.clinic import NOW

SECOND = timedelta(seconds=1)


def turns(wanted: int, at: datetime, rate: float = 30, provider: str = "texts") -> Turns:
    with work_everywhere() as session:
        return take_turns(session, at, provider, wanted, rate, at=at)


def noted(at: datetime, *calls: Call) -> Gate:
    with work_everywhere() as session:
        return note_outage(session, at, "texts", calls)


def shut() -> Gate:
    return noted(NOW, *[Call("vendor_down")] * 5)


@pytest.mark.parametrize("rate", [3, 30, 400])
def test_in_ten_seconds_no_more_leaves_than_the_rate_allows(app: Flask, rate: int) -> None:
    granted = sum(turns(25, NOW + step * SECOND / 20, rate).granted for step in range(200))
    wanted = min(rate * 10, 25 * 200)
    assert wanted - rate <= granted <= wanted + max(1, rate / 4)


def test_after_a_quiet_night_not_everything_leaves_at_once(app: Flask) -> None:
    assert turns(1, NOW).granted == 1
    assert turns(100, NOW + timedelta(hours=9), rate=40).granted == 10


def test_a_clock_that_is_behind_gets_nothing_extra(app: Flask) -> None:
    while turns(25, NOW).granted:
        pass
    assert turns(25, NOW - SECOND).granted == 0
    assert turns(25, NOW + SECOND / 10).granted == 3


def test_each_provider_has_a_rate_of_its_own(app: Flask) -> None:
    while turns(25, NOW).granted:
        pass
    assert turns(5, NOW, provider="mails").granted == 5


def test_by_the_databases_own_clock_turns_come_back_too(app: Flask) -> None:
    with work_everywhere() as session:
        assert take_turns(session, NOW, "texts", 25, rate=100_000).granted == 25
    with work_everywhere() as session:
        assert take_turns(session, NOW, "texts", 25, rate=100_000).granted == 25


def test_nothing_leaves_through_a_gate_that_is_shut_and_then_exactly_one_tries_it(app: Flask) -> None:
    shut()
    assert turns(25, NOW + 29 * SECOND) == Turns(0, shut=True)
    assert turns(25, NOW + 30 * SECOND) == Turns(1, probe=True)
    assert turns(25, NOW + 31 * SECOND) == Turns(0, shut=True)
    noted(NOW + 32 * SECOND, Call(probe=True))
    assert turns(7, NOW + 33 * SECOND) == Turns(7)


def test_when_the_try_fails_everybody_waits_twice_as_long(app: Flask) -> None:
    shut()
    turns(1, NOW + 30 * SECOND)
    noted(NOW + 31 * SECOND, Call("vendor_down", probe=True))
    assert turns(1, NOW + 90 * SECOND).shut
    assert turns(1, NOW + 91 * SECOND).probe


def test_when_whoever_tries_it_is_killed_another_may(app: Flask) -> None:
    shut()
    tried = NOW + 30 * SECOND
    assert turns(1, tried).probe
    assert turns(1, tried + PROBE_TIME - SECOND).shut
    assert turns(1, tried + PROBE_TIME).probe


def test_a_try_that_was_not_needed_is_left_to_another(app: Flask) -> None:
    shut()
    assert turns(1, NOW + 30 * SECOND).probe
    with work_everywhere() as session:
        leave_probe(session, NOW + 31 * SECOND, "texts")
    assert turns(1, NOW + 31 * SECOND).probe


def test_what_was_noted_is_what_is_read(app: Flask) -> None:
    gate = shut()
    with work_everywhere() as session:
        assert read_gates(session) == {"texts": gate}
