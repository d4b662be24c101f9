"""What is still going to happen for a family, and what is not and why (product E9).

It lets the plan of ``planning.due`` pass over all moments that are still to come, so what staff
read is what the clock will do, if nothing changes until then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.candidates import Booking, Candidate, Done
from app.domain.occurrences import NotDue, Occurrence
from app.domain.planning import Message, Plan, decide, due
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode


@dataclass(frozen=True, slots=True)
class Expected:
    """A message that will go at ``at`` (UTC)."""

    at: datetime
    message: Message


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that was meant to go at ``at`` (UTC) and will not; it is written down as skipped then."""

    at: datetime
    what: Done
    reason: Reason


@dataclass(frozen=True, slots=True)
class Never:
    """A rule that has nothing to say about an appointment, and why."""

    rule_id: int
    appointment_id: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything from now on, each list in order of time."""

    expected: tuple[Expected, ...]
    unsent: tuple[Unsent, ...]
    never: tuple[Never, ...]


def outlook(
    rules: Sequence[Rule],
    bookings: Sequence[Booking],
    done: Collection[Done],
    now: datetime,
    mode: SiblingMode,
) -> Outlook:
    """For one family: ``bookings`` are its appointments, ``done`` what was planned or skipped before.

    Rules that no appointment asks for are left out (K5, J4).
    """
    known = set(done)
    versions = {each.appointment.id: each.appointment.version for each in bookings}
    rules = [rule for rule in rules if rule.of_a_visit]
    expected: list[Expected] = []
    unsent: list[Unsent] = []
    for at in _moments(rules, bookings, now):
        plan = due(rules, bookings, known, at, mode)
        expected += [Expected(at, message) for message in plan.messages]
        skipped = (*plan.skipped, *plan.superseded)
        unsent += [Unsent(at, each.what, each.reason) for each in skipped]
        known |= _keys(plan, versions)
    return Outlook(tuple(expected), tuple(unsent), tuple(_never(rules, bookings)))


def _moments(rules: Iterable[Rule], bookings: Sequence[Booking], now: datetime) -> list[datetime]:
    """Now, and every later moment at which something is sent or written down as skipped."""
    found = [each.occurrence_of(rule) for rule in rules for each in bookings]
    moments = {each.send_at if isinstance(each, Occurrence) else each.nominal for each in found}
    return [now, *sorted(at for at in moments if at is not None and at > now)]


def _keys(plan: Plan, versions: Mapping[int, int]) -> set[Done]:
    """What ``plan`` decides; ``versions`` are those of the appointments, by id."""
    sent = {
        Done(message.rule_id, appointment_id, versions[appointment_id], message.contact_id)
        for message in plan.messages
        for appointment_id in message.appointment_ids
    }
    return sent | {each.what for each in (*plan.skipped, *plan.superseded)}


def foresee(
    passing: Sequence[Candidate], done: Collection[Done], now: datetime, until: datetime, mode: SiblingMode
) -> Iterator[Plan]:
    """What the clock does with one family's candidates at each moment from ``now`` to ``until`` (UTC)."""
    known = set(done)
    versions = {each.appointment.id: each.appointment.version for each in passing}
    for at in sorted({max(each.when.send_at, now) for each in passing if each.when.send_at <= until}):
        plan = decide(passing, known, at, mode)
        known |= _keys(plan, versions)
        yield plan


def _never(rules: Sequence[Rule], bookings: Sequence[Booking]) -> Iterable[Never]:
    for rule in rules:
        for booking in bookings:
            found = booking.occurrence_of(rule)
            if isinstance(found, NotDue) and found.nominal is None:
                yield Never(rule.id, booking.appointment.id, found.reason)
