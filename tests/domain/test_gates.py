"""A way out that does not work is shut, tried now and then, and opened by the first success (product G8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.gates import PATIENCE, Call, Gate, after_calls, shut_for

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
DOWN, FINE = Call("vendor_down"), Call()
PROBE_DOWN, PROBE_FINE = Call("vendor_down", probe=True), Call(probe=True)


def seconds(gate: Gate) -> float:
    assert gate.until is not None
    return (gate.until - NOW).total_seconds()


def test_four_failures_in_a_row_are_borne_and_the_fifth_shuts_the_gate_for_half_a_minute() -> None:
    assert not after_calls(Gate(), NOW, [DOWN] * 4).shut
    gate = after_calls(Gate(), NOW, [DOWN] * 5)
    assert (gate.shut_at, gate.reason, seconds(gate)) == (NOW, "vendor_down", 30)


def test_a_success_in_between_starts_the_count_anew() -> None:
    assert not after_calls(Gate(), NOW, [DOWN] * 4 + [FINE] + [DOWN] * 4).shut


@pytest.mark.parametrize("fault", ["credentials", "no_balance"])
def test_what_every_message_would_meet_shuts_it_at_once(fault: str) -> None:
    assert after_calls(Gate(), NOW, [Call(fault)]).shut


def test_a_retry_after_shuts_it_for_as_long_as_the_vendor_asks() -> None:
    assert seconds(after_calls(Gate(), NOW, [Call("throttled", timedelta(seconds=7))])) == 7


def test_a_longer_retry_after_of_a_call_that_was_under_way_is_heard_too() -> None:
    told = [Call("throttled", timedelta(seconds=wait)) for wait in (7, 20, 3)]
    assert seconds(after_calls(Gate(), NOW, told)) == 20


def test_calls_that_were_under_way_when_it_was_shut_neither_open_it_nor_keep_it_shut_longer() -> None:
    shut = after_calls(Gate(), NOW, [DOWN] * 5)
    assert after_calls(shut, NOW + timedelta(seconds=5), [FINE, DOWN, DOWN, FINE]) == shut


def test_the_one_that_tries_it_opens_it_or_doubles_the_wait() -> None:
    gate = after_calls(Gate(), NOW, [DOWN] * 5)
    waits = []
    for _ in range(7):
        gate = after_calls(gate, NOW, [PROBE_DOWN])
        waits.append(seconds(gate))
    assert waits == [60, 120, 240, 480, 600, 600, 600]
    assert gate.shut_at == NOW
    assert after_calls(gate, NOW, [PROBE_FINE]) == Gate()


@given(st.integers(0, 10_000))
def test_the_wait_never_shrinks_and_never_exceeds_ten_minutes(failures: int) -> None:
    assert timedelta(seconds=30) <= shut_for(failures) <= shut_for(failures + 1) <= timedelta(minutes=10)


@given(st.lists(st.builds(Call, st.sampled_from(["", "vendor_down"]))))
def test_it_is_shut_exactly_when_five_in_a_row_failed(calls: list[Call]) -> None:
    words = "".join("x" if call.fault else "." for call in calls)
    assert after_calls(Gate(), NOW, calls).shut == ("x" * PATIENCE in words)
