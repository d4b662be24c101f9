"""An automated message as a practice set it up (product E1, E2, E3, E8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.appointments import Appointment, Status
from app.domain.preferences import Purpose
from app.domain.reasons import Reason
from app.domain.timing import Anchor, RuleType, Timing

# A rule's type fixes what its moment can be counted from.
ANCHORS = {
    RuleType.INITIAL_CONFIRMATION: frozenset({Anchor.CREATION}),
    RuleType.CONFIRMATION_REQUEST: frozenset({Anchor.CREATION, Anchor.START}),
    RuleType.REMINDER: frozenset({Anchor.CREATION, Anchor.START}),
    RuleType.MOVED: frozenset({Anchor.CHANGE}),
    RuleType.CANCELLED_BY_PRACTICE: frozenset({Anchor.CANCELLATION}),
}

_UNANSWERED = frozenset({Status.SCHEDULED, Status.OUT_OF_REACH})
_COMING = _UNANSWERED | {Status.CONFIRMED}

# Statuses a type may be limited to, and its default (E3). Because "confirmed" is not among those of a
# confirmation request, and "asked to cancel" and "cancelled" among none that speak of a coming visit, an
# answer ends requests (E7) and a parent's cancellation ends everything (D6) whatever a practice ticks.
STATUSES = {
    RuleType.INITIAL_CONFIRMATION: _COMING,
    RuleType.CONFIRMATION_REQUEST: _UNANSWERED,
    RuleType.REMINDER: _COMING,
    RuleType.MOVED: _COMING,
    RuleType.CANCELLED_BY_PRACTICE: frozenset({Status.CANCELLED}),
}

# Of these only the one nearest the visit goes when several are due together (E6).
COMING_FAMILY = frozenset({RuleType.INITIAL_CONFIRMATION, RuleType.CONFIRMATION_REQUEST, RuleType.REMINDER})


@dataclass(frozen=True, slots=True)
class Rule:
    """One automated message. ``enabled_at`` is ``None`` for a draft or a disabled one (E8).

    Empty ``visit_types``, ``provider_ids`` and ``location_ids`` mean all. ``last_useful_minutes``
    replaces the default of D3. A type with a timing or statuses it cannot have raises ``ValueError``.
    """

    id: int
    type: RuleType
    timing: Timing
    statuses: frozenset[Status]
    enabled_at: datetime | None
    visit_types: frozenset[str] = frozenset()
    provider_ids: frozenset[int] = frozenset()
    location_ids: frozenset[int] = frozenset()
    purpose: Purpose = Purpose.REMINDERS
    last_useful_minutes: int | None = None

    def __post_init__(self) -> None:
        if self.timing.anchor not in ANCHORS[self.type]:
            raise ValueError(f"A {self.type} message cannot be timed by {self.timing.anchor}.")
        if not self.statuses or not self.statuses <= STATUSES[self.type]:
            possible = ", ".join(sorted(STATUSES[self.type]))
            raise ValueError(f"A {self.type} message needs one or more of these statuses: {possible}.")

    @property
    def in_coming_family(self) -> bool:
        """Does this rule give way to another of its family (E6)?"""
        return self.type in COMING_FAMILY


def filter_refusal(rule: Rule, appointment: Appointment) -> Reason | None:
    """``None`` if the rule is meant for this appointment, else the first filter that says no (B3, E3)."""
    if appointment.blocked:
        return Reason.FEED_BLOCKED
    if appointment.status not in rule.statuses:
        return Reason.STATUS_NOT_CHOSEN
    if rule.visit_types and appointment.visit_type not in rule.visit_types:
        return Reason.TYPE_NOT_CHOSEN
    if rule.provider_ids and appointment.provider_id not in rule.provider_ids:
        return Reason.PROVIDER_NOT_CHOSEN
    if rule.location_ids and appointment.location_id not in rule.location_ids:
        return Reason.LOCATION_NOT_CHOSEN
    return None
