"""What a schedule's own status words mean (product B3)."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.appointments import Confirmation, Lifecycle

Pair = tuple[Lifecycle, Confirmation]

_UNANSWERED = (Lifecycle.SCHEDULED, Confirmation.NONE)

# Words of common schedules, written as ``plain`` writes them. A practice adds its own for each source.
DEFAULT_STATUSES: Mapping[str, Pair] = {
    "scheduled": _UNANSWERED,
    "booked": _UNANSWERED,
    "active": _UNANSWERED,
    "open": _UNANSWERED,
    "pending": _UNANSWERED,
    "new": _UNANSWERED,
    "unconfirmed": _UNANSWERED,
    "not confirmed": _UNANSWERED,
    "confirmed": (Lifecycle.SCHEDULED, Confirmation.CONFIRMED),
    "out of reach": (Lifecycle.SCHEDULED, Confirmation.OUT_OF_REACH),
    "unreachable": (Lifecycle.SCHEDULED, Confirmation.OUT_OF_REACH),
    "left message": (Lifecycle.SCHEDULED, Confirmation.OUT_OF_REACH),
    "asked to cancel": (Lifecycle.SCHEDULED, Confirmation.CANCEL_REQUESTED),
    "cancel requested": (Lifecycle.SCHEDULED, Confirmation.CANCEL_REQUESTED),
    "arrived": (Lifecycle.ARRIVED, Confirmation.NONE),
    "checked in": (Lifecycle.ARRIVED, Confirmation.NONE),
    "in room": (Lifecycle.ARRIVED, Confirmation.NONE),
    "completed": (Lifecycle.COMPLETED, Confirmation.NONE),
    "complete": (Lifecycle.COMPLETED, Confirmation.NONE),
    "fulfilled": (Lifecycle.COMPLETED, Confirmation.NONE),
    "checked out": (Lifecycle.COMPLETED, Confirmation.NONE),
    "seen": (Lifecycle.COMPLETED, Confirmation.NONE),
    "cancelled": (Lifecycle.CANCELLED, Confirmation.NONE),
    "canceled": (Lifecycle.CANCELLED, Confirmation.NONE),
    "no show": (Lifecycle.NO_SHOW, Confirmation.NONE),
    "noshow": (Lifecycle.NO_SHOW, Confirmation.NONE),
    "missed": (Lifecycle.NO_SHOW, Confirmation.NONE),
    "rescheduled": (Lifecycle.RESCHEDULED, Confirmation.NONE),
    "entered in error": (Lifecycle.ENTERED_IN_ERROR, Confirmation.NONE),
    "deleted": (Lifecycle.ENTERED_IN_ERROR, Confirmation.NONE),
}


def plain(words: str) -> str:
    """A status without what schedules write differently: case, spaces, hyphens, underscores."""
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())


def read_status(words: str, own: Mapping[str, Pair] | None = None) -> Pair | None:
    """What a source means by ``words``; ``None`` is an unmapped status, which blocks sending (B3).

    ``own`` is the source's own map and goes before the default; its words are compared the same way.
    """
    said = plain(words)
    chosen = {plain(word): pair for word, pair in (own or {}).items()}
    return chosen.get(said) or DEFAULT_STATUSES.get(said)
