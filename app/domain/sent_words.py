"""Messages that were sent, as their report counts and names them (product K6, G5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from app.domain.outcomes import MessageStatus
from app.domain.preferences import ContactMode

MODES = {
    ContactMode.EMAIL: "Email",
    ContactMode.TEXT: "Text",
    ContactMode.PHONE: "Phone",
    ContactMode.WORK_EMAIL: "Work email",
    ContactMode.WORK_PHONE: "Work phone",
    ContactMode.FAX: "Fax",
    ContactMode.MAIL: "Mail",
}
"""How a contact was reached, in the order of the report."""


class Outcome(StrEnum):
    """What is known of a message that was sent. Every one has exactly one of these."""

    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    NO_REPORT = "no_report"


OUTCOMES = {
    Outcome.DELIVERED: "Delivered",
    Outcome.NOT_DELIVERED: "Not delivered",
    Outcome.NO_REPORT: "No report",
}
_CAME_TO_NOTHING = frozenset(
    {
        MessageStatus.FAILED,
        MessageStatus.BOUNCED,
        MessageStatus.SUPPRESSED,
        MessageStatus.EXPIRED,
        MessageStatus.CANCELLED,
        MessageStatus.SKIPPED,
    }
)


def outcome_of(status: str) -> Outcome:
    """What a message that was sent came to. One that goes out once more has no report yet (G4)."""
    if status == MessageStatus.DELIVERED:
        return Outcome.DELIVERED
    return Outcome.NOT_DELIVERED if status in _CAME_TO_NOTHING else Outcome.NO_REPORT


def statuses_of(outcome: Outcome) -> list[str]:
    """The other way round."""
    return [status.value for status in MessageStatus if outcome_of(status) is outcome]


NEVER_SENT = tuple(sorted(_CAME_TO_NOTHING))
"""The statuses of what ended without ever being sent, where no moment of sending stands beside it."""


class Column(StrEnum):
    """A column of the history; its value is its name in the data."""

    WHEN = "when"
    CONTACT = "contact"
    CHILDREN = "children"
    CATEGORY = "category"
    MESSAGE = "message"
    MODE = "mode"
    ADDRESS = "address"
    LANGUAGE = "language"
    OUTCOME = "outcome"
    WHY = "why"
    VISIT = "visit"
    PROVIDER = "provider"
    LOCATION = "location"
    COST = "cost"
    TEXT = "text"


COLUMNS = {
    Column.WHEN: "Sent",
    Column.CONTACT: "Contact",
    Column.CHILDREN: "Children",
    Column.CATEGORY: "Category",
    Column.MESSAGE: "Message",
    Column.MODE: "Contact mode",
    Column.ADDRESS: "Sent to",
    Column.LANGUAGE: "Language",
    Column.OUTCOME: "What became of it",
    Column.WHY: "Why",
    Column.VISIT: "Visit",
    Column.PROVIDER: "Provider",
    Column.LOCATION: "Location",
    Column.COST: "Cost",
    Column.TEXT: "Text",
}
USUAL_COLUMNS = (
    Column.WHEN,
    Column.CONTACT,
    Column.CHILDREN,
    Column.MESSAGE,
    Column.MODE,
    Column.OUTCOME,
)


def chosen_columns(words: Iterable[str]) -> tuple[Column, ...]:
    """The columns somebody chose, in their order; words that are no column any more are left out.

    The usual ones where nothing is left.
    """
    known = [Column(word) for word in dict.fromkeys(words) if word in set(Column)]
    return tuple(known) or USUAL_COLUMNS


def columns_by_place(places: Sequence[tuple[str, int | None]]) -> tuple[Column, ...]:
    """The columns in the order of the places typed beside them; those without a place are not shown."""
    placed = [(place, at, word) for at, (word, place) in enumerate(places) if place is not None]
    ordered = [word for _, _, word in sorted(placed)]
    return tuple(Column(word) for word in ordered if word in set(Column))
