"""What a parent may answer now, and what an answer does (product D4, D6, H3, H5)."""

from __future__ import annotations

from enum import StrEnum


class Choice(StrEnum):
    """An answer for one child, as the form names it (contract: ``answer-<appointment id>``)."""

    COMING = "coming"
    CANT = "cant"
    MOVE = "move"


class CancellationMode(StrEnum):
    """What a parent's "can't come" does to the schedule (D4)."""

    AUTOMATIC = "automatic"
    BY_REQUEST = "by_request"


class NoticeKind(StrEnum):
    """What a department is told (J1)."""

    CANCELLED = "cancelled"
    CANCEL_REQUESTED = "cancel_requested"
    LATE = "late"
    MOVE_REQUESTED = "move_requested"
    CONFLICT = "conflict"


class NoticeState(StrEnum):
    NEW = "new"
    SEEN = "seen"
    DONE = "done"
