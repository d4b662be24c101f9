"""What staff read for the rule book's own words: channels, preferences, purposes, messages, notices.

Statuses of appointments and reasons carry their words themselves. Families never see these.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.domain.answers import Choice, NoticeKind
from app.domain.contacts import Authority
from app.domain.failures import Failure
from app.domain.languages import Language
from app.domain.outcomes import MessageStatus, is_unreported
from app.domain.preferences import AddressKind, Channel, Preference, Purpose
from app.domain.reasons import Reason
from app.domain.timing import RuleType
from app.domain.vendor_reports import ReceiptNote

CHANNELS = {
    Channel.TEXT: "Text",
    Channel.EMAIL: "Email",
    Channel.VOICE: "Phone call",
    Channel.FAX: "Fax",
    Channel.LETTER: "Letter",
}
LANGUAGES: Mapping[str, str] = {
    Language.ENGLISH: "English",
    Language.SPANISH: "Spanish",
}
PREFERENCES = {
    Preference.TEXT: "Text to the cell phone",
    Preference.CELL_PHONE: "Call to the cell phone",
    Preference.HOME_PHONE: "Call to the home phone",
    Preference.WORK_PHONE: "Call to the work phone",
    Preference.EMAIL: "Email",
    Preference.WORK_EMAIL: "Email at work",
    Preference.FAX: "Fax",
    Preference.MAIL: "Letter by mail",
    Preference.NO_CONTACT: "No Contact",
}
PURPOSES = {
    Purpose.REMINDERS: "Reminders",
    Purpose.RECALLS: "Recalls",
    Purpose.NOTICES: "General notices",
    Purpose.PORTAL: "Patient portal",
}
ADDRESSES = {
    AddressKind.CELL: "Cell phone",
    AddressKind.HOME_PHONE: "Home phone",
    AddressKind.WORK_PHONE: "Work phone",
    AddressKind.EMAIL: "Email",
    AddressKind.WORK_EMAIL: "Work email",
    AddressKind.FAX: "Fax number",
    AddressKind.MAIL: "Postal address",
}
AUTHORITIES = {
    Authority.BLANK: "Blank",
    Authority.JOINT: "Joint",
    Authority.EXCLUSIVE: "Exclusive",
    Authority.OTHER: "Other",
}
RULE_TYPES = {
    RuleType.INITIAL_CONFIRMATION: "Initial confirmation",
    RuleType.CONFIRMATION_REQUEST: "Confirmation request",
    RuleType.REMINDER: "Reminder",
    RuleType.MOVED: "Visit moved",
    RuleType.CANCELLED_BY_PRACTICE: "Cancelled by the practice",
    RuleType.MISSED: "Missed visit",
    RuleType.FOLLOW_UP: "After the visit",
    RuleType.TELEHEALTH_FIRST: "Video visit, days before",
    RuleType.TELEHEALTH_SECOND: "Video visit, minutes before",
    RuleType.BIRTHDAY: "Birthday greeting",
    RuleType.RECALL: "Recall",
    RuleType.WAITLIST_OFFER: "Waitlist offer",
    RuleType.STAFF_RENEWAL: "Staff renewal",
}
NOTICE_KINDS = {
    NoticeKind.CANCELLED: "Cancelled",
    NoticeKind.CANCEL_REQUESTED: "Asked to cancel",
    NoticeKind.LATE: "Can't come, told us late",
    NoticeKind.MOVE_REQUESTED: "Wants another time",
    NoticeKind.CONFLICT: "Two different answers",
    NoticeKind.MAYBE_CANCEL: "May want to cancel",
    NoticeKind.WRONG_PERSON: "Says: not my child",
    NoticeKind.TIME_TAKEN: "Took a freed time",
}
CHOICES = {
    Choice.COMING: "Coming",
    Choice.CANT: "Can't come",
    Choice.MOVE: "Needs another time",
}
_MESSAGE_STATUSES = {
    MessageStatus.PLANNED: "Planned",
    MessageStatus.QUEUED: "Waiting to go",
    MessageStatus.SENDING: "Going out now",
    MessageStatus.UNKNOWN: "Not known whether it arrived",
    MessageStatus.SENT: "Sent",
    MessageStatus.DELIVERED: "Delivered",
    MessageStatus.FAILED: "Not delivered",
    MessageStatus.BOUNCED: "Not delivered, it came back",
    MessageStatus.SUPPRESSED: "Not sent, on the do-not-send list",
    MessageStatus.EXPIRED: "Not sent, too late",
    MessageStatus.CANCELLED: "Not sent, no longer needed",
    MessageStatus.SKIPPED: "Not sent",
    MessageStatus.HELD: "Held",
    MessageStatus.NO_CREDIT: "Waiting for credit",
}


def message_status(status: MessageStatus, sent_at: datetime | None, now: datetime) -> str:
    """E.g. "Delivered"; a sent one without a report for 72 hours says so (G5). Instants are UTC."""
    if sent_at is not None and is_unreported(status, sent_at, now):
        return "Sent, no report"
    return _MESSAGE_STATUSES[status]


_REASONS: dict[str, str] = {each.value: each.words for each in (*Reason, *Failure)} | {
    ReceiptNote.LEFT_MESSAGE.value: "Left on an answering machine."
}


def reason_words(reason: str | None) -> str:
    """The words of a reason or failure in the data. A word that is neither is shown as it reads."""
    if not reason:
        return ""
    return _REASONS.get(reason) or f"{reason.replace('_', ' ').capitalize()}."
