"""What became of a message (product G3, G5; words of the contract)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class MessageStatus(StrEnum):
    """Where a message of the outbox is."""

    PLANNED = "planned"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"
    HELD = "held"
    NO_CREDIT = "no_credit"


class ReceiptKind(StrEnum):
    """What a provider reports about a message it took (G5)."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    BOUNCED = "bounced"


# What is known of a message, least first. A receipt can only lift it, so duplicates and any order
# end alike (G5). Below "sent" stands everything we only believe ourselves, also that a message was
# cancelled or expired: if the provider says it took it, that is the truth. A failure may be one try
# of several, so a delivery beats it. A bounce beats a delivery: a mail server may take a message,
# which counts as delivered, and give it back an hour later.
_KNOWN = (MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.DELIVERED, MessageStatus.BOUNCED)

# A claim older than this was cut short; whether the request left is not known (G3).
SENDING_LIMIT = timedelta(minutes=2)
# After this an unknown one is a task for staff (G3).
UNKNOWN_LIMIT = timedelta(minutes=15)
# How long a message without a last useful moment of its own, such as an alert, is tried (D3).
ALERT_LIMIT = timedelta(hours=48)
# A sent one without any receipt after this shows "no report" (G5).
REPORT_LIMIT = timedelta(hours=72)

_FIRST_GAP = timedelta(seconds=30)
_LONGEST_GAP = timedelta(hours=1)


def advance(status: MessageStatus, receipt: ReceiptKind) -> MessageStatus:
    """The status after a receipt: forward only, whatever order they come in (G5)."""
    reported = MessageStatus(receipt.value)
    if status not in _KNOWN:
        return reported
    return max(status, reported, key=_KNOWN.index)


def retry_after(attempt: int) -> timedelta:
    """How long to wait after try number ``attempt`` (1 or more) was surely not accepted (G3).

    Doubles from 30 seconds up to an hour. Never used for ``unknown``, which is not repeated.
    Raises ``ValueError`` for an attempt below 1.
    """
    if attempt < 1:
        raise ValueError(f"Tries are counted from 1, not {attempt}.")
    doublings = min(attempt - 1, 10)
    return min(_FIRST_GAP * (1 << doublings), _LONGEST_GAP)


def needs_staff(status: MessageStatus, unknown_since: datetime, now: datetime) -> bool:
    """Has the provider left us in the dark for so long that a person decides, with one click?"""
    return status is MessageStatus.UNKNOWN and now - unknown_since > UNKNOWN_LIMIT


def is_unreported(status: MessageStatus, sent_at: datetime, now: datetime) -> bool:
    """Shown as "no report": sent, and no receipt came."""
    return status is MessageStatus.SENT and now - sent_at > REPORT_LIMIT
