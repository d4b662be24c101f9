"""Why a file, or a row of it, was refused, held or taken with a warning (product B2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileReason(StrEnum):
    """Why a whole file cannot be read."""

    EMPTY = "empty_file"
    NOT_CSV = "not_csv"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    WRONG_ENCODING = "wrong_encoding"
    MISSING_COLUMNS = "missing_columns"
    AMBIGUOUS_DATES = "ambiguous_dates"
    AMBIGUOUS_TIMES = "ambiguous_times"
    UNKNOWN_TIMEZONE = "unknown_timezone"
    COLUMNS_CHANGED = "columns_changed"
    UNKNOWN_PROFILE = "unknown_profile"


class FileRefused(Exception):
    """A file that cannot be used at all. ``str()`` gives words for staff: what, where, what to do."""

    def __init__(self, reason: FileReason, words: str) -> None:
        super().__init__(words)
        self.reason = reason


class RowReason(StrEnum):
    """Why a row was rejected or held, or what staff should look at although it was taken."""

    # Rejected: the row is left out, the others go on.
    SHORT_ROW = "short_row"
    LONG_ROW = "long_row"
    MISSING_APPOINTMENT_ID = "missing_appointment_id"
    MISSING_CHART_NUMBER = "missing_chart_number"
    MISSING_NAME = "missing_name"
    MISSING_DATE = "missing_date"
    MISSING_TIME = "missing_time"
    MISSING_LOCATION = "missing_location"
    DUPLICATE_APPOINTMENT = "duplicate_appointment"
    UNREADABLE_DATE = "unreadable_date"
    UNREADABLE_TIME = "unreadable_time"
    UNREADABLE_LENGTH = "unreadable_length"
    UNREADABLE_BIRTH_DATE = "unreadable_birth_date"
    UNREADABLE_CHANGE_TIME = "unreadable_change_time"
    TIME_DOES_NOT_EXIST = "time_does_not_exist"
    UNKNOWN_TIMEZONE = "unknown_timezone"
    CELL_TOO_LONG = "cell_too_long"
    STRANGE_CHARACTER = "strange_character"
    NOT_STORED = "not_stored"

    # Held: staff decide.
    UNKNOWN_STATUS = "unknown_status"
    OTHER_PERSON = "other_person"

    # Warned: the row was taken.
    TIME_EXISTS_TWICE = "time_exists_twice"
    NEW_PROVIDER = "new_provider"
    NEW_LOCATION = "new_location"
    UNKNOWN_DEPARTMENT = "unknown_department"
    UNUSABLE_PHONE = "unusable_phone"
    UNUSABLE_EMAIL = "unusable_email"
    UNKNOWN_PREFERENCE = "unknown_preference"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_SEX = "unknown_sex"
    UNREADABLE_AMOUNT = "unreadable_amount"
    UNREADABLE_END_DATE = "unreadable_end_date"
    UNREADABLE_ANSWER = "unreadable_answer"
    CONTACT_WITHOUT_NAME = "contact_without_name"


class Outcome(StrEnum):
    """What became of a row that needs a word."""

    REJECTED = "rejected"
    HELD = "held"
    WARNED = "warned"


@dataclass(frozen=True, slots=True)
class RowIssue:
    """``line`` counts from 1 with the header; ``column`` is the header's text, empty for a whole row."""

    line: int
    column: str
    outcome: Outcome
    reason: RowReason
    words: str


class RowRejected(Exception):
    """Raised while reading a row that cannot be used; carries the column, the reason and words."""

    def __init__(self, column: str, reason: RowReason, words: str) -> None:
        super().__init__(words)
        self.column = column
        self.reason = reason

    def issue(self, line: int) -> RowIssue:
        return RowIssue(line, self.column, Outcome.REJECTED, self.reason, str(self))
