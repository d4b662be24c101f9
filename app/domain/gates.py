"""When a way out is shut because it does not work, and when it is tried again (product G8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.failures import Failure

PATIENCE = 5
"""So many calls in a row may fail before the gate is shut."""

AT_ONCE = frozenset({Failure.CREDENTIALS, Failure.NO_BALANCE})
"""These shut it with the first call: every other would fare alike."""

_FIRST_SHUT = timedelta(seconds=30)
_LONGEST_SHUT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Gate:
    """One way out. ``failures`` in a row, the last for ``reason``; shut since ``shut_at`` until ``until``.

    Once ``until`` has passed it is half open: one message is tried, and decides.
    """

    failures: int = 0
    reason: str = ""
    shut_at: datetime | None = None
    until: datetime | None = None

    @property
    def shut(self) -> bool:
        """Has it been shut, and not opened since?"""
        return self.shut_at is not None


@dataclass(frozen=True, slots=True)
class Call:
    """How one call ended. ``fault`` names what is wrong with the way out itself; empty when it works.

    ``after`` is how long the vendor asks to be left alone; ``probe`` marks the one message that tries a
    gate that is half open.
    """

    fault: str = ""
    after: timedelta | None = None
    probe: bool = False


def after_calls(gate: Gate, now: datetime, calls: Iterable[Call]) -> Gate:
    """The gate after these calls, in the order in which they ended at ``now`` (UTC)."""
    for call in calls:
        gate = _after_call(gate, now, call)
    return gate


def shut_for(failures: int) -> timedelta:
    """How long it stays shut after so many failures in a row: 30 seconds, doubling up to 10 minutes."""
    doublings = min(max(failures - PATIENCE, 0), 10)
    return min(_FIRST_SHUT * (1 << doublings), _LONGEST_SHUT)


def _after_call(gate: Gate, now: datetime, call: Call) -> Gate:
    if gate.shut and not call.probe:
        return _hold_on(gate, now, call)
    if not call.fault:
        return Gate()
    failed = replace(gate, failures=gate.failures + 1, reason=call.fault)
    for_good = gate.shut or call.after is not None or call.fault in AT_ONCE
    return _shut(failed, now, call) if for_good or failed.failures >= PATIENCE else failed


def _hold_on(gate: Gate, now: datetime, call: Call) -> Gate:
    """A call that began before the gate was shut says nothing, except that the vendor wants more time."""
    if call.after is None or gate.until is None:
        return gate
    return replace(gate, until=max(gate.until, now + call.after))


def _shut(gate: Gate, now: datetime, call: Call) -> Gate:
    """The vendor's own wait is all there is to it, until it fails again and again."""
    wait = shut_for(gate.failures)
    if call.after is not None:
        wait = call.after if gate.failures < PATIENCE else max(wait, call.after)
    return replace(gate, shut_at=gate.shut_at or now, until=now + wait)
