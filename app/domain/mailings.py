"""Messages that staff send to many at once (product K1 to K4)."""

from __future__ import annotations

from enum import StrEnum


class MailingKind(StrEnum):
    """What is sent: to chosen families, from the schedule, to all mail addresses, by filter, or to a few."""

    PERSONALIZED = "personalized"
    CONFIRMATION = "confirmation"
    BROADCAST = "broadcast"
    MASS = "mass_mailing"
    PRIVATE = "private"


class MailingState(StrEnum):
    """Where a mailing is. ``scheduled`` waits for its date, ``running`` is being written and sent."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class PauseReason(StrEnum):
    """Who paused it: somebody of the staff, or the mailing itself, as too many of the first failed (K4)."""

    STAFF = "staff"
    FAILURES = "failures"
