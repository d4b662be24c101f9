"""An automated message as a practice set it up (product E1, E2, E3, E8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.domain.appointments import Appointment, Status
from app.domain.birthdays import age_on
from app.domain.local_time import local_day, zone
from app.domain.preferences import Channel, Purpose
from app.domain.reasons import Reason
from app.domain.timing import TO_STAFF, Anchor, RuleType, Timing


class ChannelMode(StrEnum):
    """How a rule chooses the way a message goes (E4).

    By the contact's preference, over one channel whatever the contact prefers, or by preference first
    and then, without an answer, over the next channel of the ladder.
    """

    PREFERENCE = "preference"
    FIXED = "fixed"
    ESCALATION = "escalation"


class NewPatients(StrEnum):
    """Whether a rule is for a child's first visit, for later ones, or for all (E3)."""

    ALL = "all"
    FIRST_VISIT = "first_visit"
    LATER_VISITS = "later_visits"


# A rule's type fixes what its moment can be counted from.
ANCHORS = {
    RuleType.INITIAL_CONFIRMATION: frozenset({Anchor.CREATION}),
    RuleType.CONFIRMATION_REQUEST: frozenset({Anchor.CREATION, Anchor.START}),
    RuleType.REMINDER: frozenset({Anchor.CREATION, Anchor.START}),
    RuleType.MOVED: frozenset({Anchor.CHANGE}),
    RuleType.CANCELLED_BY_PRACTICE: frozenset({Anchor.CANCELLATION}),
    RuleType.MISSED: frozenset({Anchor.AFTER_START, Anchor.END}),
    RuleType.FOLLOW_UP: frozenset({Anchor.AFTER_START, Anchor.END}),
    RuleType.TELEHEALTH_FIRST: frozenset({Anchor.START}),
    RuleType.TELEHEALTH_SECOND: frozenset({Anchor.START}),
    RuleType.BIRTHDAY: frozenset({Anchor.DATE}),
    RuleType.RECALL: frozenset({Anchor.DATE}),
    RuleType.WAITLIST_OFFER: frozenset({Anchor.FREED}),
    RuleType.STAFF_RENEWAL: frozenset({Anchor.DUE}),
}

# About a child and a date; no appointment has a part in them (K5).
ON_A_DATE = frozenset({RuleType.BIRTHDAY, RuleType.RECALL})

# No visit of the child's asks for it, so the planner has nothing to do with it (K5, J4).
NOT_OF_A_VISIT = ON_A_DATE | TO_STAFF | {RuleType.WAITLIST_OFFER}

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
    RuleType.MISSED: frozenset({Status.NO_SHOW}),
    RuleType.FOLLOW_UP: frozenset({Status.COMPLETED, Status.ARRIVED}),
    RuleType.TELEHEALTH_FIRST: _COMING,
    RuleType.TELEHEALTH_SECOND: _COMING,
    RuleType.BIRTHDAY: frozenset(),
    RuleType.RECALL: frozenset(),
    RuleType.WAITLIST_OFFER: frozenset(),
    RuleType.STAFF_RENEWAL: frozenset(),
}

# Of these only the one nearest the visit goes when several are due together (E6).
COMING_FAMILY = frozenset({RuleType.INITIAL_CONFIRMATION, RuleType.CONFIRMATION_REQUEST, RuleType.REMINDER})
TELEHEALTH_FAMILY = frozenset({RuleType.TELEHEALTH_FIRST, RuleType.TELEHEALTH_SECOND})
_FAMILIES = {"coming": COMING_FAMILY, "telehealth": TELEHEALTH_FAMILY}


@dataclass(frozen=True, slots=True)
class Hours:
    """Own delivery times of a rule or a location (D1): clock times of the place; 0 is Monday."""

    window_from: time
    window_to: time
    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One automated message. ``enabled_at`` is ``None`` for a draft or a disabled one (E8).

    Empty ``visit_types``, ``provider_ids`` and ``location_ids`` mean all. ``age_from`` and ``age_to``
    are whole years on the day of the visit, both inclusive (E3). ``last_useful_minutes`` replaces the
    default of D3, ``hours`` the delivery times of place and practice (D1). ``channel`` is set for a
    fixed channel, ``escalate_after`` for an escalation (E4); ``at_time`` is the clock time of a message
    on a date, ``tries`` and ``try_every_days`` those of a recall (K5). ``template_set_id`` names the
    practice's own texts. A type with a timing or statuses it cannot have raises ``ValueError``.
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
    age_from: int | None = None
    age_to: int | None = None
    new_patients: NewPatients = NewPatients.ALL
    hours: Hours | None = None
    channel_mode: ChannelMode = ChannelMode.PREFERENCE
    channel: Channel | None = None
    escalate_after: timedelta | None = None
    at_time: time | None = None
    tries: int | None = None
    try_every_days: int | None = None
    template_set_id: int | None = None

    def __post_init__(self) -> None:
        if self.timing.anchor not in ANCHORS[self.type]:
            raise ValueError(f"A {self.type} message cannot be timed by {self.timing.anchor}.")
        possible_statuses = STATUSES[self.type]
        if not self.statuses <= possible_statuses or (possible_statuses and not self.statuses):
            possible = ", ".join(sorted(STATUSES[self.type]))
            raise ValueError(f"A {self.type} message needs one or more of these statuses: {possible}.")

    @property
    def family(self) -> str | None:
        """The family in which this rule gives way to another nearer the visit (E6), if it has one."""
        return next((name for name, types in _FAMILIES.items() if self.type in types), None)

    @property
    def on_a_date(self) -> bool:
        """Is it about a child and a date, and about no appointment (K5)?"""
        return self.type in ON_A_DATE

    @property
    def of_a_visit(self) -> bool:
        """Does a visit of the child's ask for it, so that it can be planned from the schedule?"""
        return self.type not in NOT_OF_A_VISIT


def age_refusal(rule: Rule, birth_date: date | None, day: date) -> Reason | None:
    """``None`` if a child born then has on ``day``, the visit's at its place, an age the rule is for (E3)."""
    if rule.age_from is None and rule.age_to is None:
        return None
    if birth_date is None:
        return Reason.AGE_UNKNOWN
    age = age_on(birth_date, day)
    within = (rule.age_from or 0) <= age and (rule.age_to is None or age <= rule.age_to)
    return None if within else Reason.AGE_NOT_CHOSEN


def _patient_refusal(rule: Rule, appointment: Appointment) -> Reason | None:
    day = local_day(appointment.starts_at, zone(appointment.zone))
    refusal = age_refusal(rule, appointment.birth_date, day)
    if refusal is not None:
        return refusal
    if rule.new_patients is NewPatients.FIRST_VISIT and not appointment.first_visit:
        return Reason.NOT_FIRST_VISIT
    if rule.new_patients is NewPatients.LATER_VISITS and appointment.first_visit:
        return Reason.FIRST_VISIT
    return None


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
    return _patient_refusal(rule, appointment)
