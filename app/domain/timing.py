"""When an automated message is meant to go (product E1, E2, B6, D3).

All instants are aware UTC; the zone is that of the appointment's location.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.appointments import Appointment, CancelledBy
from app.domain.local_time import shift_days, zone


class RuleType(StrEnum):
    """The kinds of automated message (E1)."""

    INITIAL_CONFIRMATION = "initial_confirmation"
    CONFIRMATION_REQUEST = "confirmation_request"
    REMINDER = "reminder"
    MOVED = "moved"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice"
    MISSED = "missed_appointment"
    FOLLOW_UP = "post_appointment"
    TELEHEALTH_FIRST = "telehealth_first"
    TELEHEALTH_SECOND = "telehealth_second"
    BIRTHDAY = "birthday_greeting"
    RECALL = "recall"
    WAITLIST_OFFER = "waitlist_offer"
    STAFF_RENEWAL = "staff_renewal"


# The rest are for families: they alone have words in two languages, and children they are about.
TO_STAFF = frozenset({RuleType.STAFF_RENEWAL})
TO_FAMILIES = tuple(kind for kind in RuleType if kind not in TO_STAFF)


class Anchor(StrEnum):
    """The event a rule's moment is counted from (E2)."""

    CREATION = "creation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    START = "start"
    AFTER_START = "after_start"
    END = "end"
    DATE = "date"
    FREED = "freed"
    DUE = "due"


# Told as soon as it happens: there is no amount of time to choose.
AT_ONCE = frozenset({Anchor.CHANGE, Anchor.CANCELLATION, Anchor.DATE, Anchor.FREED})

# Of a visit that took place, or was missed: its start and its end.
HELD = frozenset({Anchor.AFTER_START, Anchor.END})


class Unit(StrEnum):
    """Minutes and hours are absolute; days and weeks keep the local clock time (E2)."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"


# A cancellation of the feed is often half of a reschedule: wait before telling anyone (B6).
SETTLE = timedelta(minutes=5)
BEFORE_START = timedelta(minutes=15)
AFTER_EVENT = timedelta(hours=48)

_ABSOLUTE = {Unit.MINUTES: timedelta(minutes=1), Unit.HOURS: timedelta(hours=1)}
_LOCAL_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}
_LENGTHS = {**_ABSOLUTE, Unit.DAYS: timedelta(days=1), Unit.WEEKS: timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Timing:
    """ "3 days before the start": an amount of a unit, counted from an anchor.

    Before the start the amount is 1 or more; after creation, start or end 0 or more, and so before the day
    on which something of the staff ends, there in days or weeks; a change, a
    cancellation and a freed time are told when they happen and a date on its day, so theirs is 0. Anything
    else raises ``ValueError``.
    """

    anchor: Anchor
    amount: int = 0
    unit: Unit = Unit.MINUTES

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError(f"{self.amount} {self.unit}: an amount of time cannot be negative.")
        if self.anchor is Anchor.START and self.amount == 0:
            raise ValueError("Say how long before the start, for example 1 hour or 3 days.")
        if self.anchor is Anchor.DUE and self.unit in _ABSOLUTE:
            raise ValueError("Say how many days or weeks before the day it ends, for example 60 days.")
        if self.anchor in AT_ONCE and self.amount:
            raise ValueError(f"A message about a {self.anchor} goes when it happens: leave the amount at 0.")

    @property
    def length(self) -> timedelta:
        """The amount of time, as if every day had 24 hours."""
        return self.amount * _LENGTHS[self.unit]


def _moved_by(at: datetime, amount: int, unit: Unit, zone_name: str) -> datetime:
    """``at`` plus ``amount`` units; a negative amount is earlier."""
    if unit in _ABSOLUTE:
        return at + amount * _ABSOLUTE[unit]
    return shift_days(at, zone(zone_name), amount * _LOCAL_DAYS[unit])


def _after(event: datetime, timing: Timing, appointment: Appointment) -> datetime:
    if timing.amount == 0:
        return event
    return _moved_by(event, timing.amount, timing.unit, appointment.zone)


def held_at(anchor: Anchor, appointment: Appointment) -> datetime:
    """The event of a message about a visit that is over: its start, or its planned end."""
    return appointment.ends_at if anchor is Anchor.END else appointment.starts_at


def _told_at(appointment: Appointment, settle: timedelta) -> datetime | None:
    """When a cancellation may be told: at once if staff made it, after settling if the feed did.

    A parent who cancelled was answered on the page and gets no message about it (B6).
    """
    if appointment.cancelled_at is None or appointment.cancelled_by is CancelledBy.PARENT:
        return None
    return appointment.cancelled_at + (
        settle if appointment.cancelled_by is CancelledBy.FEED else timedelta(0)
    )


def nominal(timing: Timing, appointment: Appointment, settle: timedelta = SETTLE) -> datetime | None:
    """The planned moment in UTC, before windows are looked at; ``None`` if its event has not happened."""
    if timing.anchor is Anchor.START:
        return _moved_by(appointment.starts_at, -timing.amount, timing.unit, appointment.zone)
    if timing.anchor in HELD:
        return _after(held_at(timing.anchor, appointment), timing, appointment)
    if timing.anchor is Anchor.CREATION:
        return _after(appointment.created_at, timing, appointment)
    if timing.anchor is Anchor.CANCELLATION:
        return _told_at(appointment, settle)
    changed = timing.anchor is Anchor.CHANGE and appointment.version > 1
    return appointment.version_at if changed else None


def useful_for(anchor: Anchor, own_minutes: int | None = None) -> timedelta:
    """How long before the start, or after what it is counted from, a message still helps (D3).

    ``own_minutes`` replaces the 15 minutes before the start and the 48 h after.
    """
    if own_minutes is not None:
        return timedelta(minutes=own_minutes)
    return AFTER_EVENT if anchor in HELD or anchor is Anchor.CANCELLATION else BEFORE_START


def last_useful(appointment: Appointment, anchor: Anchor, own_minutes: int | None = None) -> datetime:
    """The last instant at which the message still helps, itself included (D3).

    About a coming appointment: 15 minutes before the start. About one that is over: 48 h after its
    start or end, whichever the message is counted from. About a cancelled one: 48 h after the
    cancellation, but never after the start it would have had. ``own_minutes`` as in ``useful_for``.
    """
    useful = useful_for(anchor, own_minutes)
    if anchor in HELD:
        return held_at(anchor, appointment) + useful
    if anchor is Anchor.CANCELLATION:
        return min((appointment.cancelled_at or appointment.version_at) + useful, appointment.starts_at)
    return appointment.starts_at - useful
