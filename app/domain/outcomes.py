"""What became of a message (product G3, G5; words of the contract)."""

from __future__ import annotations

from enum import StrEnum


class MessageStatus(StrEnum):
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
