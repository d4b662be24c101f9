"""One rule met with one appointment: when its message goes, or why there is none (product E2, E3, E6, B7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.appointments import Appointment, CancelledBy
from app.domain.open_windows import Window, send_moment
from app.domain.reasons import Reason
from app.domain.rules import Rule, filter_refusal
from app.domain.timing import HELD, SETTLE, Anchor, held_at, last_useful, nominal


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A rule's message about one version of an appointment. All instants UTC.

    ``nominal`` is the planned moment, ``send_at`` that moment moved into an open window.
    """

    rule_id: int
    appointment_id: int
    version: int
    nominal: datetime
    send_at: datetime
    last_useful: datetime


@dataclass(frozen=True, slots=True)
class NotDue:
    """No message, and why. ``nominal`` is set only for a message that was meant to go and
    found no time (``no_open_window``, ``too_late``): that one is written down as skipped."""

    reason: Reason
    nominal: datetime | None = None


def _fact_at(rule: Rule, appointment: Appointment) -> datetime:
    """When what the message tells came about; no message about it can be older."""
    if rule.timing.anchor in HELD:
        return max(held_at(rule.timing.anchor, appointment), appointment.version_at)
    if rule.timing.anchor is Anchor.CANCELLATION and appointment.cancelled_at is not None:
        return appointment.cancelled_at
    return appointment.version_at


def _event_refusal(rule: Rule, appointment: Appointment) -> Reason | None:
    """Creation, change and cancellation are told once, and only if they were news.

    A first import is quiet about creations and changes (B7), and a visit that came in already
    cancelled was never promised to anyone. A creation is the event of version 1: of a moved
    appointment the family hears as moved.
    """
    anchor = rule.timing.anchor
    if anchor is Anchor.CANCELLATION:
        return Reason.NEVER_STOOD if _fact_at(rule, appointment) <= appointment.created_at else None
    if appointment.quiet:
        return Reason.FIRST_IMPORT
    return Reason.MOVED if anchor is Anchor.CREATION and appointment.version > 1 else None


def _held_refusal(appointment: Appointment, moment: datetime, enabled_at: datetime) -> Reason | None:
    """A status that arrives late is no reason to say nothing; an appointment that arrives late is."""
    if moment < enabled_at:
        return Reason.BEFORE_RULE
    if moment > appointment.version_at:
        return None
    return Reason.FIRST_IMPORT if appointment.quiet else Reason.MOMENT_PASSED


def _moment_refusal(
    rule: Rule, appointment: Appointment, moment: datetime, enabled_at: datetime
) -> Reason | None:
    """Nothing older than the rule is told; around the start, nothing older than the booking (E6).

    Of visits that were over when the first import brought them nothing is told (B7).
    """
    if rule.timing.anchor is Anchor.START:
        return Reason.MOMENT_PASSED if moment <= max(appointment.version_at, enabled_at) else None
    if rule.timing.anchor in HELD:
        return _held_refusal(appointment, moment, enabled_at)
    if _fact_at(rule, appointment) < enabled_at:
        return Reason.BEFORE_RULE
    return _event_refusal(rule, appointment)


def _planned(
    rule: Rule, appointment: Appointment, settle: timedelta, enabled_at: datetime
) -> datetime | Reason:
    """The moment before windows are looked at, or why the rule does not fire at all."""
    refusal = filter_refusal(rule, appointment)
    if refusal is not None:
        return refusal
    moment = nominal(rule.timing, appointment, settle)
    if moment is None:
        own_answer = appointment.cancelled_by is CancelledBy.PARENT
        return Reason.CANCELLED_BY_PARENT if own_answer else Reason.NOT_HAPPENED
    return _moment_refusal(rule, appointment, moment, enabled_at) or moment


def occurrence(
    rule: Rule, appointment: Appointment, windows: Sequence[Window], settle: timedelta = SETTLE
) -> Occurrence | NotDue:
    """What ``rule`` has to say about ``appointment`` in its present version, whenever it is asked.

    ``windows`` are the open times of the appointment's location from the day the version or the
    rule began to the day of the start; ``settle`` is the feed's settle time (B6).
    """
    if rule.enabled_at is None:
        return NotDue(Reason.RULE_DISABLED)
    planned = _planned(rule, appointment, settle, rule.enabled_at)
    if isinstance(planned, Reason):
        return NotDue(planned)
    useful_until = last_useful(appointment, rule.timing.anchor, rule.last_useful_minutes)
    not_before = max(_fact_at(rule, appointment), rule.enabled_at)
    send_at = send_moment(planned, not_before, useful_until, windows)
    if isinstance(send_at, Reason):
        return NotDue(send_at, planned)
    return Occurrence(rule.id, appointment.id, appointment.version, planned, send_at, useful_until)
