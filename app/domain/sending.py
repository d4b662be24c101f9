"""Deciding again at the moment of sending (product C2, D2, D6, E5, E6, G2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.appointments import Appointment, Confirmation, Lifecycle
from app.domain.contacts import ChildContacts, Eligible, Ineligible, eligibility
from app.domain.open_windows import Window, next_open
from app.domain.preferences import AddressKind, Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule

# While a practice is paused its messages are looked at again after this long.
PAUSE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment the message speaks of, as it is now, and the version it was planned for.

    ``overtaken`` says that a message of the coming family planned nearer to the visit is also
    waiting to go to this contact: after an outage only that one goes (E6). ``residing`` is false where the
    child must live with the contact, and the chart does not say so (C2).
    """

    appointment: Appointment
    version: int
    child: ChildContacts
    overtaken: bool = False
    residing: bool = True


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message taken from the outbox, with the facts of now. ``windows`` reach to ``last_useful`` and end
    at the channel's stop time (G4); ``after_stop`` says that today's has passed.

    ``fixed`` is set where the channel is not the contact's choice: the rule's own, or that of a later
    step of an escalation (E4).
    """

    rule: Rule
    contact_id: int
    channel: Channel
    address: AddressKind
    lines: tuple[Line, ...]
    last_useful: datetime
    windows: Sequence[Window]
    paused: bool = False
    fixed: Channel | None = None
    after_stop: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """It goes, about these appointments: a child whose visit changed meanwhile is left out."""

    appointment_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """It does not go, ever."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now: look again at ``until`` (UTC)."""

    until: datetime
    reason: Reason


def _status_refusal(rule: Rule, appointment: Appointment) -> Reason | None:
    """Why the appointment's status no longer fits the rule, in the words that help staff most."""
    if appointment.status in rule.statuses:
        return None
    if appointment.lifecycle is Lifecycle.CANCELLED:
        return Reason.CANCELLED
    answered = appointment.confirmation in (Confirmation.CONFIRMED, Confirmation.CANCEL_REQUESTED)
    if answered and appointment.lifecycle is Lifecycle.SCHEDULED:
        return Reason.ANSWERED
    return Reason.STATUS_CHANGED


def _person_refusal(claimed: Claimed, line: Line) -> Reason | None:
    """Whether the contact may still be messaged about this child, in the way that was planned."""
    contact = next((each for each in line.child.contacts if each.id == claimed.contact_id), None)
    if contact is None:
        return Reason.ENDED
    reach = eligibility(
        contact,
        line.child,
        claimed.rule.purpose,
        confidential=line.appointment.confidential,
        fixed=claimed.fixed,
    )
    if isinstance(reach, Ineligible):
        return reach.reason
    return None if reach == Eligible(claimed.channel, claimed.address) else Reason.PREFERENCE_CHANGED


def _line_refusal(claimed: Claimed, line: Line) -> Reason | None:
    if line.appointment.version != line.version:
        return Reason.MOVED
    if line.appointment.blocked:
        return Reason.FEED_BLOCKED
    refusal = _status_refusal(claimed.rule, line.appointment) or _person_refusal(claimed, line)
    if refusal is None and not line.residing:
        return Reason.NOT_RESIDING
    if refusal is None and line.overtaken:
        return Reason.SUPERSEDED
    return refusal


class Timed(Protocol):
    """A message that waits for its time: see ``Claimed``."""

    @property
    def last_useful(self) -> datetime: ...
    @property
    def windows(self) -> Sequence[Window]: ...
    @property
    def paused(self) -> bool: ...
    @property
    def after_stop(self) -> bool: ...


def clock_refusal(claimed: Timed, now: datetime) -> Drop | Wait | None:
    """``None`` if it may go at ``now``."""
    if now > claimed.last_useful:
        return Drop(Reason.EXPIRED)
    if claimed.paused:
        return Wait(now + PAUSE, Reason.PRACTICE_PAUSED)
    opening = next_open(now, claimed.windows)
    shut = Reason.AFTER_STOP_TIME if claimed.after_stop else Reason.NO_OPEN_WINDOW
    if opening is None or opening > claimed.last_useful:
        return Drop(shut)
    return None if opening == now else Wait(opening, shut)


def still_wanted(claimed: Claimed, now: datetime) -> Send | Drop | Wait:
    """Does a claimed message still go at ``now`` (UTC)?

    If no child is left to speak of, the reason of the first is given.
    """
    if claimed.rule.enabled_at is None:
        return Drop(Reason.RULE_DISABLED)
    refusals = {line.appointment.id: _line_refusal(claimed, line) for line in claimed.lines}
    wanted = tuple(appointment_id for appointment_id, refusal in refusals.items() if refusal is None)
    if wanted:
        return clock_refusal(claimed, now) or Send(wanted)
    return Drop(next(refusal for refusal in refusals.values() if refusal))
