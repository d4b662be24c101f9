"""What failures, deliveries and stops come to for a number or address (product C6, G6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.failures import Failure, Weight
from app.domain.preferences import Channel

SOFT_LIMIT = 3
"""So many soft failures in a row are a task for staff (G6)."""

SOFT_SPAN = timedelta(days=30)
"""How long a soft failure counts (G6)."""

STORED_AS = {
    Channel.TEXT: "phone",
    Channel.VOICE: "phone",
    Channel.FAX: "phone",
    Channel.EMAIL: "email",
    Channel.LETTER: "mail",
}
"""The kind of address a channel goes to, as the data name it."""


class AddressStep(StrEnum):
    """Something that happened to an address, as it is kept."""

    HARD = "hard"
    SOFT = "soft"
    DELIVERED = "delivered"
    """Kept only where it ends a row of soft failures."""
    STOPPED = "stopped"
    STARTED = "started"
    BLOCKED = "blocked"
    ALLOWED = "allowed"
    CHECKED = "checked"
    """Staff looked at it after soft failures and said that it is right."""


ENDS_A_ROW = (AddressStep.DELIVERED, AddressStep.ALLOWED, AddressStep.CHECKED)
"""After these, soft failures are counted from nought."""


class FixKind(StrEnum):
    """Why staff must look at an address. At most one open task of a kind at an address."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from a failure: does nothing go there any more, and is there something to do?"""

    block: bool
    task: FixKind | None


NOTHING = Consequence(False, None)


def soft_count(steps: Sequence[tuple[AddressStep, datetime]], now: datetime) -> int:
    """How many soft failures count at ``now``: those of the last 30 days since the last delivery (G6).

    ``steps`` come in any order. The count starts anew too where staff said that the address is right.
    """
    since = max((at for step, at in steps if step in ENDS_A_ROW), default=None)
    return sum(
        step is AddressStep.SOFT and (since is None or at > since) and now - at <= SOFT_SPAN
        for step, at in steps
    )


def consequence(failure: Failure, soft_failures: int) -> Consequence:
    """What follows from ``failure``; ``soft_failures`` are those that count, this one among them (G6)."""
    if failure is Failure.COMPLAINT:
        return Consequence(True, FixKind.COMPLAINT)
    if failure.hard:
        return Consequence(True, FixKind.HARD)
    if failure.weight is Weight.SOFT and soft_failures >= SOFT_LIMIT:
        return Consequence(False, FixKind.SOFT)
    return NOTHING
