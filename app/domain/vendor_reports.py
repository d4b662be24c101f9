"""What vendors report about a message, in our words (product G5, G6).

A failure for good is a bounce: it beats whatever else is reported. One that may pass is only a failure, so
that a later try, or a delivery that was reported late, still counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.failures import Failure
from app.domain.mail_failures import mail_failure
from app.domain.outcomes import ReceiptKind


class ReceiptNote(StrEnum):
    """What a report says beside the state of the message."""

    DEFERRED = "deferred"
    """The mail server asked to come back later; the vendor goes on trying by itself."""
    COMPLAINT = "complaint"
    UNSUBSCRIBED = "unsubscribed"
    RESUBSCRIBED = "resubscribed"
    LEFT_MESSAGE = "left_message"
    """A call that an answering machine took (I2)."""


@dataclass(frozen=True, slots=True)
class Report:
    """The state a message is reported in. ``category`` is kept with it: a ``Failure`` where it failed."""

    kind: ReceiptKind
    category: str = ""
    note: ReceiptNote | None = None


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One event of SendGrid, as its fields are called there; what it does not say is empty."""

    event: str
    type: str = ""
    status: str = ""
    reason: str = ""
    classification: str = ""


def failed(failure: Failure) -> Report:
    """A report of this failure: for good, or for now."""
    return Report(ReceiptKind.BOUNCED if failure.hard else ReceiptKind.FAILED, failure)


_TEXT_ARRIVALS = {
    "accepted": ReceiptKind.SENT,
    "submitted": ReceiptKind.SENT,
    "delivered": ReceiptKind.DELIVERED,
    "read": ReceiptKind.DELIVERED,
}
_TEXT_FAILURES = frozenset({"rejected", "undeliverable", "failed", "expired"})

# Vonage's error codes for messages. What is not listed is nobody's known fault: "other".
_TEXT_CODES = {
    1000: Failure.THROTTLED,
    1010: Failure.BAD_REQUEST,
    1020: Failure.BAD_REQUEST,
    1021: Failure.BAD_REQUEST,
    1022: Failure.BAD_REQUEST,
    1030: Failure.VENDOR_DOWN,
    1040: Failure.BAD_NUMBER,
    1050: Failure.NUMBER_BLOCKED_US,
    1060: Failure.CREDENTIALS,
    1070: Failure.NO_BALANCE,
    1080: Failure.CREDENTIALS,
    1090: Failure.CONTENT,
    1100: Failure.VENDOR_DOWN,
    1120: Failure.BAD_REQUEST,
    1130: Failure.BAD_REQUEST,
    1140: Failure.CREDENTIALS,
    1150: Failure.BAD_REQUEST,
    1160: Failure.BAD_REQUEST,
    1170: Failure.BAD_NUMBER,
    1180: Failure.PHONE_OFF,
    1190: Failure.BAD_NUMBER,
    1200: Failure.NETWORK_TROUBLE,
    1210: Failure.CARRIER_REFUSED,
    1220: Failure.PHONE_OFF,
    1230: Failure.NETWORK_TROUBLE,
    1240: Failure.NUMBER_BLOCKED_US,
    1241: Failure.THROTTLED,
    # The route is at fault as often as the number, so it does not count as the number's.
    1250: Failure.CARRIER_REFUSED,
    1260: Failure.UNREACHABLE_NUMBER,
    1270: Failure.CONTENT,
    1280: Failure.CARRIER_REFUSED,
    1290: Failure.CARRIER_REFUSED,
    1300: Failure.UNREACHABLE_NUMBER,
    1310: Failure.UNREACHABLE_NUMBER,
    1331: Failure.VENDOR_DOWN,
    1340: Failure.BAD_REQUEST,
    1360: Failure.MESSAGE_EXPIRED,
}


def text_failure(code: int) -> Failure | None:
    """What an error code of Vonage's Messages API means, in a report or in the answer to a request."""
    return _TEXT_CODES.get(code)


def text_report(status: str, code: int | None = None) -> Report | None:
    """A status of Vonage's Messages API and its error code, if any; None for a status we do not know."""
    if status in _TEXT_ARRIVALS:
        return Report(_TEXT_ARRIVALS[status])
    if status not in _TEXT_FAILURES:
        return None
    unnamed = Failure.MESSAGE_EXPIRED if status == "expired" else Failure.OTHER
    return failed(_TEXT_CODES.get(code or 0, unnamed))


_MAIL_ARRIVALS = {
    "processed": Report(ReceiptKind.SENT),
    "deferred": Report(ReceiptKind.SENT, note=ReceiptNote.DEFERRED),
    "delivered": Report(ReceiptKind.DELIVERED),
    # Whoever does one of these has the mail.
    "spamreport": Report(ReceiptKind.DELIVERED, note=ReceiptNote.COMPLAINT),
    "unsubscribe": Report(ReceiptKind.DELIVERED, note=ReceiptNote.UNSUBSCRIBED),
    "group_unsubscribe": Report(ReceiptKind.DELIVERED, note=ReceiptNote.UNSUBSCRIBED),
    "group_resubscribe": Report(ReceiptKind.DELIVERED, note=ReceiptNote.RESUBSCRIBED),
}

OPENINGS = frozenset({"open", "click"})
"""Events that say nothing of the message: mail scanners open and click too, so we never ask for them."""

# Why SendGrid did not even try: its own lists, and the account's state.
_DROPS = (
    ("bounced address", Failure.BAD_MAILBOX),
    ("unsubscribed address", Failure.DO_NOT_SEND),
    ("spam reporting address", Failure.COMPLAINT),
    ("spam content", Failure.CONTENT),
    ("invalid smtpapi", Failure.BAD_REQUEST),
    ("package quota", Failure.NO_BALANCE),
    ("invalid", Failure.BAD_MAILBOX),
)


def mail_report(event: MailEvent) -> Report | None:
    """An event of SendGrid; None for one that says nothing we know."""
    if event.event in _MAIL_ARRIVALS:
        return _MAIL_ARRIVALS[event.event]
    if event.event == "dropped":
        return failed(_why_dropped(event.reason.lower()))
    if event.event == "bounce":
        return _returned(event)
    return None


def _why_dropped(reason: str) -> Failure:
    return next((failure for words, failure in _DROPS if words in reason), Failure.OTHER)


def _returned(event: MailEvent) -> Report:
    """A mail that came back. SendGrid calls it "blocked" when the address is not to blame."""
    passing = event.type == "blocked"
    failure = mail_failure(event.status, event.reason, event.classification, passing=passing)
    return Report(ReceiptKind.FAILED if passing else ReceiptKind.BOUNCED, failure)


def lifts(kind: ReceiptKind, status: str, *, earlier_try: bool) -> bool:
    """May this report about a message in ``status`` change it (G4, G5)?

    A report about an earlier try of a message that went out again since is old news, unless it arrived after
    all. That the address is dead stops the next try only as long as it has not begun.
    """
    if not earlier_try or kind is ReceiptKind.DELIVERED:
        return True
    return kind is ReceiptKind.BOUNCED and status not in {"sending", "unknown", "sent"}
