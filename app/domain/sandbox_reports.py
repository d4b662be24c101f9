"""What can be reported about a message in the sandbox, by channel (product G1, G6)."""

from __future__ import annotations

from app.domain.failures import Failure
from app.domain.preferences import Channel

DELIVERED, COMPLAINT = "delivered", Failure.COMPLAINT.value

_PHONE = (Failure.BAD_NUMBER, Failure.PHONE_OFF, Failure.NETWORK_TROUBLE, Failure.CARRIER_REFUSED)
_FAILURES: dict[Channel, tuple[Failure, ...]] = {
    Channel.TEXT: (
        *_PHONE,
        Failure.UNREACHABLE_NUMBER,
        Failure.NUMBER_BLOCKED_US,
        Failure.CONTENT,
        Failure.MESSAGE_EXPIRED,
        Failure.OTHER,
    ),
    Channel.VOICE: (Failure.NO_ANSWER, Failure.BUSY, *_PHONE, Failure.OTHER),
    Channel.FAX: (Failure.NO_ANSWER, Failure.BUSY, *_PHONE, Failure.OTHER),
    Channel.LETTER: (Failure.BAD_MAILBOX,),
    Channel.EMAIL: (
        Failure.BAD_MAILBOX,
        Failure.BAD_DOMAIN,
        Failure.INACTIVE_MAILBOX,
        Failure.DO_NOT_SEND,
        Failure.DOMAIN_DO_NOT_SEND,
        Failure.QUOTA,
        Failure.NO_ANSWER_FROM_HOST,
        Failure.BAD_CONNECTION,
        Failure.ROUTING,
        Failure.RELAYING,
        Failure.BAD_CONFIGURATION,
        Failure.POLICY,
        Failure.CONTENT,
        Failure.SPAM,
        Failure.MESSAGE_EXPIRED,
        Failure.OTHER,
    ),
}


def failures_over(channel: str) -> tuple[Failure, ...]:
    """Why a message over ``channel`` may come back; none for a word that is no channel."""
    return next((found for each, found in _FAILURES.items() if each == channel), ())


def usual_failure(channel: str) -> Failure:
    """Why a message over ``channel`` comes back when nobody chose a reason: there is no such place."""
    numbers = (Channel.TEXT, Channel.VOICE, Channel.FAX)
    return Failure.BAD_NUMBER if channel in numbers else Failure.BAD_MAILBOX


def reports_over(channel: str) -> dict[str, str]:
    """Every report with the words that staff choose it by. A letter is delivered when it is printed."""
    failures = {each.value: each.words for each in failures_over(channel)}
    arrived = {} if channel == Channel.LETTER or not failures else {DELIVERED: "It arrived."}
    spam = {COMPLAINT: Failure.COMPLAINT.words} if channel == Channel.EMAIL else {}
    return arrived | spam | failures
