"""An address at which the last message did not arrive, in words for staff (product G5)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.failures import Failure, Weight, failure_of
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.staff_words import reason_words

OUTCOMES = (MessageStatus.DELIVERED, MessageStatus.FAILED, MessageStatus.BOUNCED)
"""What tells whether an address is good; the newest of them counts."""

ELSEWHERE = tuple(each for each in Failure if each.weight is Weight.OURS)
"""Reasons of a failure that say nothing of the address: the message never got as far, or nobody knows."""

_MESSAGES = {
    Channel.TEXT: "text",
    Channel.EMAIL: "email",
    Channel.VOICE: "call",
    Channel.FAX: "fax",
    Channel.LETTER: "letter",
}


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What happened, and what to ask the family for."""

    words: str
    remedy: str


def undelivered(status: MessageStatus, channel: Channel, reason: str | None) -> Undelivered | None:
    """None when it arrived. ``status`` is one of ``OUTCOMES``, ``reason`` as it stands in the data."""
    if status is MessageStatus.DELIVERED:
        return None
    happened = "came back" if status is MessageStatus.BOUNCED else "did not arrive"
    words = reason_words(reason)
    why = f": {words[0].lower()}{words[1:]}" if words else "."
    wanted = "address" if channel in (Channel.EMAIL, Channel.LETTER) else "number"
    failure = failure_of(reason)
    remedy = failure.remedy if failure else f"Ask the family for another {wanted}."
    return Undelivered(f"The last {_MESSAGES[channel]} {happened}{why}", remedy)
