"""Every message a rule could send to a contact about an appointment (product C2, C3, E5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from app.domain.appointments import Appointment
from app.domain.contacts import ChildContacts, ContactFacts, Eligible, Ineligible, eligibility
from app.domain.occurrences import NotDue, Occurrence, occurrence
from app.domain.open_windows import Window
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.timing import SETTLE


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment with what planning must know around it.

    ``windows`` are the open times of its location (see ``occurrence``); ``settle`` its feed's. A rule
    with delivery times of its own has its open times in ``own_windows``, by the rule's id (D1).
    """

    appointment: Appointment
    child: ChildContacts
    windows: Sequence[Window]
    settle: timedelta = SETTLE
    own_windows: Mapping[int, Sequence[Window]] = field(default_factory=dict)

    def windows_for(self, rule: Rule) -> Sequence[Window]:
        """When a message of ``rule`` about this appointment may go out."""
        return self.own_windows[rule.id] if rule.hours else self.windows

    def occurrence_of(self, rule: Rule) -> Occurrence | NotDue:
        """What ``rule`` has to say about this appointment."""
        return occurrence(rule, self.appointment, self.windows_for(rule), self.settle)


class Done(NamedTuple):
    """What is decided once only (E5): a rule, one version of an appointment, a contact."""

    rule_id: int
    appointment_id: int
    version: int
    contact_id: int


class Skipped(NamedTuple):
    """A message that was due and does not go, with the reason staff read."""

    what: Done
    reason: Reason


class Candidate(NamedTuple):
    """A message with a moment and a way to reach the contact, whether due yet or not."""

    rule: Rule
    appointment: Appointment
    contact_id: int
    when: Occurrence
    reach: Eligible

    @property
    def key(self) -> Done:
        return Done(self.rule.id, self.appointment.id, self.appointment.version, self.contact_id)


def _skip_at(outcome: Occurrence | NotDue) -> datetime | None:
    """When a message that cannot go is written down as skipped; ``None`` if it was never meant to go."""
    return outcome.send_at if isinstance(outcome, Occurrence) else outcome.nominal


def _for_contact(
    rule: Rule, booking: Booking, contact: ContactFacts, outcome: Occurrence | NotDue
) -> Candidate | Skipped:
    """What becomes of ``outcome`` for one contact. A "no" of the person is shown before one of the clock."""
    appointment = booking.appointment
    reach = eligibility(
        contact, booking.child, rule.purpose, confidential=appointment.confidential, fixed=rule.channel
    )
    key = Done(rule.id, appointment.id, appointment.version, contact.id)
    if isinstance(reach, Ineligible):
        return Skipped(key, reach.reason)
    if isinstance(outcome, NotDue):
        return Skipped(key, outcome.reason)
    return Candidate(rule, appointment, contact.id, outcome, reach)


def candidates(
    rules: Iterable[Rule], bookings: Sequence[Booking], now: datetime
) -> Iterator[Candidate | Skipped]:
    """All candidates of one family, due or not, and what by ``now`` is skipped for lack of person or time."""
    for rule in rules:
        for booking in bookings:
            outcome = booking.occurrence_of(rule)
            skip_at = _skip_at(outcome)
            if skip_at is None:
                continue
            for contact in booking.child.contacts:
                found = _for_contact(rule, booking, contact, outcome)
                if isinstance(found, Candidate) or skip_at <= now:
                    yield found
