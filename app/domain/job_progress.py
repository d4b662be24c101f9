"""How far a mailing is, in the words of its page (product K4)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.domain.mailings import MailingKind, MailingState
from app.domain.message_types import message_type
from app.domain.outcomes import MessageStatus


class Part(StrEnum):
    """What became of a message of a mailing, in six parts. The members are ``(value, words)``."""

    words: str

    def __new__(cls, value: str, words: str) -> Part:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    GONE = "gone", "Sent"
    WAITING = "waiting", "Still to go"
    FAILED = "failed", "Not delivered"
    UNKNOWN = "unknown", "Not known"
    CANCELLED = "cancelled", "Cancelled"
    LEFT_OUT = "left_out", "Left out"


PARTS: Mapping[Part, frozenset[MessageStatus]] = {
    Part.GONE: frozenset({MessageStatus.SENT, MessageStatus.DELIVERED}),
    Part.WAITING: frozenset(
        {MessageStatus.PLANNED, MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.NO_CREDIT}
    ),
    Part.FAILED: frozenset({MessageStatus.FAILED, MessageStatus.BOUNCED}),
    Part.UNKNOWN: frozenset({MessageStatus.UNKNOWN}),
    Part.CANCELLED: frozenset({MessageStatus.CANCELLED}),
    Part.LEFT_OUT: frozenset(
        {MessageStatus.SKIPPED, MessageStatus.EXPIRED, MessageStatus.SUPPRESSED, MessageStatus.HELD}
    ),
}

STATE_WORDS = {
    MailingState.DRAFT: "Draft",
    MailingState.SCHEDULED: "Waits for its date",
    MailingState.RUNNING: "Running",
    MailingState.PAUSED: "Paused",
    MailingState.STOPPED: "Stopped",
    MailingState.DONE: "Done",
}

OVER = frozenset({MailingState.STOPPED, MailingState.DONE})
"""Nothing more comes of it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The messages of a mailing by status. ``told`` is how many were to go when it was confirmed; ``filled``
    says that all are written. ``a_minute`` is how many left within the last 60 seconds.
    """

    counts: Mapping[MessageStatus, int]
    told: int
    filled: bool
    a_minute: int

    def of(self, part: Part) -> int:
        """How many messages are in this part."""
        return sum(self.counts.get(status, 0) for status in PARTS[part])

    @property
    def written(self) -> int:
        """How many stand in the outbox, with those left out."""
        return sum(self.counts.values())

    @property
    def ended(self) -> int:
        """How many left, or tried to."""
        return self.of(Part.GONE) + self.of(Part.FAILED) + self.of(Part.UNKNOWN)

    @property
    def all(self) -> int:
        """How many are meant to go, as far as that is known."""
        meant = self.ended + self.of(Part.WAITING)
        return meant if self.filled else max(meant, self.told)

    @property
    def percent(self) -> int:
        """Whole percent, 100 only at the end."""
        return 100 * self.ended // self.all if self.all else 100 if self.filled else 0

    @property
    def time_left(self) -> timedelta | None:
        """At the pace of the last minute, in whole minutes; None while nothing leaves."""
        waiting = self.of(Part.WAITING)
        if not self.a_minute or not waiting:
            return None
        return timedelta(minutes=math.ceil(waiting / self.a_minute))


def job_title(kind: MailingKind, type_: str, description: str) -> str:
    """What staff called it, else what it is: "Flu clinic on Saturday", "Confirmation request"."""
    return description or message_type(type_ if kind is MailingKind.CONFIRMATION else kind)
