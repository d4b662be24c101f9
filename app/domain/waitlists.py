"""Who wants an earlier time, and what becomes of a freed one (product J4)."""

from __future__ import annotations

from enum import StrEnum


class EntryState(StrEnum):
    """A family waits, got a time, or was taken off the list."""

    WAITING = "waiting"
    BOOKED = "booked"
    REMOVED = "removed"


class SlotState(StrEnum):
    """A freed time is held back for the undo, offered, filled by a family, or closed without one."""

    FREED = "freed"
    OFFERING = "offering"
    FILLED = "filled"
    CLOSED = "closed"


class OfferState(StrEnum):
    """An offer to one family: open, claimed first, lost to a quicker one, turned down, or over."""

    OPEN = "open"
    CLAIMED = "claimed"
    LOST = "lost"
    DECLINED = "declined"
    OVER = "over"


class OfferOrder(StrEnum):
    """Who is asked first: whoever waits longest, or whoever has the latest visit booked."""

    LONGEST_WAITING = "longest_waiting"
    LATEST_VISIT = "latest_visit"
