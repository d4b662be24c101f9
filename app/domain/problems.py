"""What a person must look at before it goes wrong (product B2, B3, C3, G3, M3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProblemKind(StrEnum):
    """The kinds, most pressing first. The members are ``(value, words)``; the words are a heading."""

    words: str

    def __new__(cls, value: str, words: str) -> ProblemKind:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    CLOCK_SILENT = "clock_silent", "Sending stands still"
    NO_DEPARTMENT = "no_department", "No department gets the cancellations"
    NO_CREDIT = "no_credit", "No credit is left, and messages wait"
    LEDGER_FAULT = "ledger_fault", "The ledger does not add up"
    ALERT_LOST = "alert_lost", "Alerts that did not reach us"
    UNKNOWN_STATUS = "unknown_status", "Visits with a status we do not know"
    NOBODY_REACHABLE = "nobody_reachable", "Children nobody can be messaged about"
    UNUSABLE_ADDRESS = "unusable_address", "Numbers and addresses that cannot be used"
    FAILING_ADDRESS = "failing_address", "Numbers and addresses that fail often"
    UNSETTLED_MESSAGE = "unsettled_message", "Messages that may or may not have arrived"
    LETTERS_WAITING = "letters_waiting", "Letters to print"
    HELD_ROW = "held_row", "Rows of the schedule that wait for you"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to fix, in words. The ids say where; ``at`` (UTC) is the visit's start, if there is one."""

    kind: ProblemKind
    words: str
    appointment_id: int | None = None
    contact_id: int | None = None
    family_id: int | None = None
    message_id: int | None = None
    import_id: int | None = None
    at: datetime | None = None
    zone: str = ""
