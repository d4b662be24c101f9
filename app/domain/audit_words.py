"""The audit log in words: what was done, to what, and each field before and after (product A5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.calendar_words import short_date, text_time
from app.domain.delivery_sentences import day_words
from app.domain.languages import Language
from app.domain.local_time import local_time

ACTIONS = {
    "create": "Created", "add": "Added", "change": "Changed", "change appointment": "Changed",
    "change contact": "Changed", "change patient": "Changed", "change contact of child": "Changed",
    "change_permissions": "Changed", "rename": "Changed", "move": "Changed", "merge": "Merged",
    "set default preferences": "Changed", "map statuses": "Changed", "language": "Changed",
    "preferences": "Changed",
    "remove": "Removed", "delete": "Removed", "archive": "Archived", "restore": "Restored",
    "enable": "Turned on", "disable": "Turned off", "export": "Exported",
    "import schedule": "Imported", "upload schedule": "Imported", "schedule read": "Imported",
    "import set-up": "Imported", "answer": "Answered",
    "confirm": "Confirmed", "cancel": "Cancelled", "keep": "Kept", "consent": "Consent",
    "see": "Saw", "unsee": "Not seen after all", "assign": "Given to", "note": "Note", "snooze": "Put off",
    "wake": "Not put off any more", "call": "Called, nobody answered", "finish": "Finished",
    "reopen": "Opened again",
    "hold": "Held", "suppress": "Do not send", "allow": "May send again", "stop": "Stopped",
    "start": "Started again", "force": "Sandbox outcome",
    "settle message": "Settled", "send": "Sent", "test": "Sent", "pause sending": "Paused",
    "pause": "Paused", "resume": "Went on", "resume sending": "Went on", "print": "Printed",
    "unprint": "Not printed", "record": "Recorded",
    "show link": "Saw the link", "revoke link": "Ended the link", "invite": "Invited",
    "invite_again": "Invited", "sign_in": "Signed in", "sign_out": "Signed out",
    "sign_out_everywhere": "Signed out", "end_session": "Signed out", "change_password": "New password",
    "join": "Joined", "reset_password": "New password", "use_recovery_code": "Signed in",
    "turn_on_two_factor": "Two-factor on", "turn_off_two_factor": "Two-factor off",
    "reset_two_factor": "Two-factor off", "leave out": "Left out", "take back": "Put on the list",
    "choose": "Chosen", "switch": "Begun", "order": "Ordered", "pay": "Paid", "correct": "Corrected",
    "reuse": "Created", "tick": "Ticked", "untick": "Took back",
    "renew": "Renewed", "claim": "Took a free time", "book": "Booked", "decline": "Turned down",
    "leave": "Left the list",
    "return": "Came back", "offer": "Offered", "stop_offer": "Stopped offering",
    "activate": "Went live", "deactivate": "Back to sandbox", "check": "Checked the connection",
}  # fmt: skip
"""The code in the data to the words of the page. Several codes with the same words are one filter."""

SUBJECTS = {
    "practice": "Practice", "location": "Location", "department": "Department",
    "routing_rule": "Routing", "visit_type": "Visit type", "holiday": "Closed day", "provider": "Provider",
    "delivery_rules": "Global settings", "rule": "Automated message", "template": "Text",
    "template_set": "Text", "appointment": "Visit", "notice": "Cancellation notice", "patient": "Child",
    "contact": "Contact", "patient_contact": "Contact of a child", "address": "Number or email",
    "email_domain": "Email domain", "link": "Parent's link", "message": "Message", "trial": "Trial reminder",
    "plan": "Plan", "purchase": "Purchase", "ledger": "Ledger",
    "letter": "Letter", "mailing": "Mailing",
    "feed_import": "Import", "feed_source": "Schedule", "sample_families": "Sample families",
    "setup_step": "Set-up step", "staff_user": "Person", "staff_group": "Group", "sandbox_outcome": "Sandbox",
    "audit_log": "Audit log", "do_not_send_list": "Do-not-send list",
    "channel": "Channel", "conversation": "Conversation", "skipped_report": "Report of what was not sent",
    "report": "Report", "usage_statistics": "Usage statistics",
    "sent_report": "Report of messages sent", "message_history": "History of messages",
    "waitlist_entry": "Waitlist", "waitlist_rules": "Waitlist", "slot": "Free time", "offer": "Free time",
    "saved_view": "Saved view", "column_choice": "Columns of a list",
    "staff_renewal": "Renewal", "renewals": "Renewals",
}  # fmt: skip

_FIELDS = {
    "window_from": "From", "window_to": "To", "days": "Delivery days", "open_days": "Open days",
    "cancellation_mode": "When a parent cancels", "track_cancellations": "Track cancellations",
    "deadline_hours": "Deadline in hours", "sibling_mode": "Combine siblings", "starts_at": "Start",
    "cell_id": "Cell phone", "home_id": "Home phone", "work_phone_id": "Work phone", "email_id": "Email",
    "work_email_id": "Work email", "fax_id": "Fax number", "mail_id": "Postal address",
    "credit_rates": "Credits a message", "prices": "Prices", "low_balance": "Alert at",
    "next_kind": "Next plan",
    "monthly_fee": "Fee a month",
    "text_limit": "Longest text", "cancelled_by": "Cancelled by",
    "assigned_to": "Whose task", "snoozed_until": "Put off until", "enabled_at": "Turned on",
    "setup_steps": "Steps", "visit_type": "Visit type",
    "lifecycle": "On the schedule", "confirmation": "Answer", "version_at": "Schedule of",
    "resends": "More tries", "resend_minutes": "Minutes between tries", "stop_at": "Stop time",
    "restart_unfinished": "Restart what was cut short", "ends": "Messages end",
    "previous_starts_at": "Start before", "quiet": "New visit not announced", "daily_cap": "Daily limit",
}  # fmt: skip
_DAYS = ("days", "open_days")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
_NOTHING = "nothing"

Names = Mapping[tuple[str, int], str]
"""What a row is called, by field without its ``_id`` and its id: ``("department", 4)``."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a line, in words. ``old`` or ``new`` is None where that side says nothing of it."""

    field: str
    old: str | None
    new: str | None


def action_words(code: str) -> str:
    """E.g. "Changed"; a code nobody has words for reads as it is written."""
    return ACTIONS.get(code) or _plain(code)


def subject_words(code: str) -> str:
    """E.g. "Global settings"; a code nobody has words for reads as it is written."""
    return SUBJECTS.get(code) or _plain(code)


def field_changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, names: Names, place: ZoneInfo
) -> Iterator[FieldChange]:
    """Each field that either side speaks of, in the order written; instants read on ``place``'s clock."""
    old, new = before or {}, after or {}
    for field in dict.fromkeys((*old, *new)):
        yield FieldChange(
            _FIELDS.get(field) or _plain(field.removesuffix("_id").removesuffix("_ids")),
            _value(field, old[field], names, place) if field in old else None,
            _value(field, new[field], names, place) if field in new else None,
        )


def row_of(field: str) -> str:
    """Which kind of row a field's number names: "department" for ``department_id`` and ``department_ids``."""
    return field.removesuffix("_ids").removesuffix("_id") if field.endswith(("_id", "_ids")) else ""


def _value(field: str, value: Any, names: Names, place: ZoneInfo) -> str:
    if value is None or value in ("", [], {}):
        return _NOTHING
    if isinstance(value, list | dict):
        return _several(field, value, names, place)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and row_of(field):
        return names.get((row_of(field), value)) or f"number {value}"
    return _text(str(value), place)


def _several(field: str, value: list[Any] | dict[str, Any], names: Names, place: ZoneInfo) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{_plain(key)}: {_value(key, each, names, place)}" for key, each in value.items())
    if field in _DAYS and all(isinstance(day, int) for day in value):
        return day_words(value)
    return ", ".join(_value(field, each, names, place) for each in value)


def _text(value: str, place: ZoneInfo) -> str:
    if _INSTANT.fullmatch(value):
        local = local_time(datetime.fromisoformat(value), place)
        return f"{short_date(local.date(), Language.ENGLISH)} {local.year}, {text_time(local)}"
    return value.replace("_", " ") if _CODE.fullmatch(value) else value


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()
