"""What is due for one appointment, and why something is not (product E1 to E9, D1 to D7)."""

from __future__ import annotations

from enum import StrEnum


class RuleType(StrEnum):
    """The kinds of automated message (E1)."""

    INITIAL_CONFIRMATION = "initial_confirmation"
    CONFIRMATION_REQUEST = "confirmation_request"
    REMINDER = "reminder"
    MOVED = "moved"
    CANCELLED_BY_PRACTICE = "cancelled_by_practice"


class Anchor(StrEnum):
    """The event a rule's moment is counted from (E2)."""

    CREATION = "creation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    START = "start"


class Unit(StrEnum):
    """Minutes and hours are absolute; days and weeks keep the local clock time (E2)."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
