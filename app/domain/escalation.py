"""The next channel of a message that nobody answered, or that did not arrive (product E4, E7, G7).

For one message this says what the tick's SQL says for all at once; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.appointments import Appointment
from app.domain.contacts import ChildContacts, Eligible, eligibility
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel, Purpose
from app.domain.rules import Rule
from app.domain.timing import RuleType

LADDER = (Channel.EMAIL, Channel.TEXT, Channel.VOICE)
"""Cheapest first (C4); an escalation only ever climbs."""

ASKING = frozenset({RuleType.INITIAL_CONFIRMATION, RuleType.CONFIRMATION_REQUEST})
"""Of these an answer is awaited; of the others, that they arrive."""

_LEFT = frozenset({MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.BOUNCED, MessageStatus.SUPPRESSED})


@dataclass(frozen=True, slots=True)
class ToldLine:
    """An appointment a message spoke of, as it is now; ``version`` is the one it was told in.

    ``answered`` says that the family has answered for this version, in whatever way.
    """

    appointment: Appointment
    version: int
    child: ChildContacts
    answered: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A message that left, or failed to, at ``at`` (UTC). ``step`` counts the channels tried before it."""

    rule: Rule
    contact_id: int
    channel: Channel
    status: MessageStatus
    step: int
    at: datetime
    last_useful: datetime
    lines: Sequence[ToldLine]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The message that follows, queued for ``at`` (UTC); like any other it then waits for an open window."""

    step: int
    channel: Channel
    appointment_ids: tuple[int, ...]
    at: datetime


def dearer(channel: Channel) -> Sequence[Channel]:
    """The channels of the ladder above this one, cheapest first; none for one beside the ladder."""
    return LADDER[LADDER.index(channel) + 1 :] if channel in LADDER else ()


def next_step(told: Told) -> NextStep | None:
    """What follows ``told`` if nothing more happens; ``None`` at the end of the ladder.

    Children whose visit no longer asks for the message, or who may not be spoken of over the next
    channel, are left out of it.
    """
    wait = told.rule.escalate_after
    if wait is None or told.rule.enabled_at is None or not _unheard(told):
        return None
    if told.at + wait > told.last_useful:
        return None
    wanted = [line for line in told.lines if _wanted(told.rule, line)]
    for channel in dearer(told.channel):
        ids = tuple(line.appointment.id for line in wanted if _reachable(told, line, channel))
        if ids:
            return NextStep(told.step + 1, channel, ids, told.at + wait)
    return None


def _unheard(told: Told) -> bool:
    """One answer is enough: whoever answered for a child has read the message (E7)."""
    if told.rule.type not in ASKING:
        return told.status in _LEFT
    left = told.status in _LEFT or told.status is MessageStatus.DELIVERED
    return left and not any(line.answered for line in told.lines)


def _wanted(rule: Rule, line: ToldLine) -> bool:
    visit = line.appointment
    return visit.version == line.version and not visit.blocked and visit.status in rule.statuses


def _reachable(told: Told, line: ToldLine, channel: Channel) -> bool:
    return reaches(channel, told.contact_id, line.child, line.appointment, told.rule.purpose)


def reaches(
    channel: Channel, contact_id: int, child: ChildContacts, visit: Appointment, purpose: Purpose
) -> bool:
    """May this contact be told about the visit over ``channel``, whatever they prefer (E4)?"""
    contact = next((each for each in child.contacts if each.id == contact_id), None)
    if contact is None:
        return False
    reach = eligibility(contact, child, purpose, confidential=visit.confidential, fixed=channel)
    return isinstance(reach, Eligible)
