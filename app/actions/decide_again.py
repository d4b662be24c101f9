"""Decide again at the moment of sending (product C2, E6, G2): what a claimed message comes to, written down.

A child whose visit changed meanwhile is left out of the message and noted apart with the reason, so
that its timeline tells why nothing came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.read_claimed import ClaimedLine, ClaimedMessage, Desk
from app.actions.stretch_windows import windows_around
from app.domain.delivery_policy import is_after_stop
from app.domain.local_time import zone
from app.domain.open_windows import Window
from app.domain.outcomes import MessageStatus
from app.domain.preferences import AddressKind, Channel, address_for, route
from app.domain.reasons import Reason
from app.domain.sending import Claimed, Drop, Line, Send, Wait, still_wanted
from app.domain.timing import nominal
from app.models import Message

# What the visit no longer asks for is cancelled; what cannot reach anybody is skipped.
_CANCELLED = frozenset(
    {
        Reason.ANSWERED,
        Reason.CANCELLED,
        Reason.MOVED,
        Reason.STATUS_CHANGED,
        Reason.RULE_DISABLED,
        Reason.FEED_BLOCKED,
        Reason.PREFERENCE_CHANGED,
        Reason.CHECK_UP_BOOKED,
        Reason.MAILING_STOPPED,
        Reason.TIME_TAKEN,
        Reason.TIME_NOT_FREE,
        Reason.NOT_WAITING,
    }
)


def decide_again(
    session: Session, now: datetime, desk: Desk, claimed: ClaimedMessage
) -> ClaimedMessage | None:
    """The message with the lines that still go; None if it does not go now, which is written down."""
    question = _question(desk, claimed, now)
    decision = still_wanted(question, now)
    if isinstance(decision, Send):
        return _keep(session, now, claimed, question, decision)
    if isinstance(decision, Wait):
        claimed.message.due_at, claimed.message.claimed_at = decision.until, None
    else:
        end_message(claimed.message, now, decision.reason)
    return None


def end_message(message: Message, now: datetime, reason: Reason) -> None:
    """The message does not go, ever; ``reason`` says why and decides the status."""
    message.status = _status(reason)
    message.reason, message.settled_at, message.claimed_at = reason, now, None


def _status(reason: Reason) -> MessageStatus:
    if reason is Reason.EXPIRED:
        return MessageStatus.EXPIRED
    return MessageStatus.CANCELLED if reason in _CANCELLED else MessageStatus.SKIPPED


def _question(desk: Desk, claimed: ClaimedMessage, now: datetime) -> Claimed:
    message = claimed.message
    first = claimed.lines[0]
    stop_at = desk.office.stop_at(message.channel)
    return Claimed(
        rule=claimed.rule,
        contact_id=message.contact_id or 0,
        channel=Channel(message.channel or ""),
        address=address_kind(claimed),
        lines=tuple(_line(desk, claimed, line) for line in claimed.lines),
        last_useful=message.expires_at or first.appointment.starts_at,
        windows=open_times(desk, claimed, now),
        paused=desk.office.practice.paused_at is not None,
        fixed=_fixed(claimed),
        after_stop=is_after_stop(now, stop_at, zone(first.appointment.zone)),
    )


def open_times(desk: Desk, claimed: ClaimedMessage, now: datetime) -> Sequence[Window]:
    """The open times around ``now`` (UTC) in which the message may leave (D1)."""
    first = claimed.lines[0]
    channel = claimed.message.channel or ""
    hours = desk.office.hours_at(first.location, claimed.rule, first.appointment.zone, channel)
    return windows_around(hours, now, now)


def _line(desk: Desk, claimed: ClaimedMessage, line: ClaimedLine) -> Line:
    return Line(
        line.appointment,
        line.row.version,
        line.child.facts,
        overtaken=_overtaken(desk, claimed, line),
        residing=not claimed.residing or _lives_with(claimed, line),
    )


def _lives_with(claimed: ClaimedMessage, line: ClaimedLine) -> bool:
    contact = line.contact(claimed.message.contact_id or 0)
    return contact is not None and contact.pair.resides_with is True


def _overtaken(desk: Desk, claimed: ClaimedMessage, line: ClaimedLine) -> bool:
    """Is another message about this visit, planned nearer to it, also waiting to go (E6)?

    What staff send by hand gives way to none.
    """
    family = None if claimed.message.mailing_id else claimed.rule.family
    own = nominal(claimed.rule.timing, line.appointment)
    others = (
        nominal(rule.timing, line.appointment)
        for message_id, rule in desk.rivals.get((line.appointment.id, claimed.message.contact_id or 0), ())
        if message_id != claimed.message.id and rule.family == family
    )
    return (
        family is not None and own is not None and any(other is not None and other > own for other in others)
    )


def address_kind(claimed: ClaimedMessage) -> AddressKind:
    """Which address the contact now wants for this channel: a new one takes the old one's place."""
    contact = next(
        filter(None, (line.contact(claimed.message.contact_id or 0) for line in claimed.lines)), None
    )
    fixed = _fixed(claimed)
    if fixed is not None:
        return address_for(fixed, contact.facts.addresses if contact else ())
    preference = contact.facts.preferences.get(claimed.rule.purpose) if contact else None
    wanted = route(preference) if preference else None
    return wanted[1] if wanted else AddressKind.CELL


def _fixed(claimed: ClaimedMessage) -> Channel | None:
    """The channel that is not the contact's choice: the rule's, or that of a later step (E4)."""
    return Channel(claimed.message.channel or "") if claimed.message.step else claimed.rule.channel


def _keep(
    session: Session, now: datetime, claimed: ClaimedMessage, question: Claimed, decision: Send
) -> ClaimedMessage:
    kept = [line for line in claimed.lines if line.appointment.id in decision.appointment_ids]
    for line, asked in zip(claimed.lines, question.lines, strict=True):
        if line not in kept:
            _note_apart(session, now, claimed.message, line, _refusal(question, asked, now))
    return replace(claimed, lines=tuple(kept))


def _refusal(question: Claimed, line: Line, now: datetime) -> Reason:
    alone = still_wanted(replace(question, lines=(line,)), now)
    return alone.reason if isinstance(alone, (Drop, Wait)) else Reason.STATUS_CHANGED


def _note_apart(session: Session, now: datetime, message: Message, line: ClaimedLine, reason: Reason) -> None:
    apart = Message(
        key=f"{message.key}/without/a{line.appointment.id}",
        type=message.type,
        rule_id=message.rule_id,
        mailing_id=message.mailing_id,
        contact_id=message.contact_id,
        channel=message.channel,
        address=message.address,
        due_at=message.due_at,
        expires_at=message.expires_at,
        created_at=now,
    )
    end_message(apart, now, reason)
    session.add(apart)
    session.flush()
    line.row.message_id = apart.id
