"""Messages that staff send to many at once, and how such work goes on (product K1 to K4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.permissions import Permission
from app.domain.timing import BEFORE_START, RuleType


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


PERMISSIONS = {
    MailingKind.PERSONALIZED: Permission.PERSONALIZED_MESSAGES,
    MailingKind.CONFIRMATION: Permission.PERSONALIZED_MESSAGES,
    MailingKind.BROADCAST: Permission.BROADCASTS,
    MailingKind.MASS: Permission.BROADCASTS,
    MailingKind.PRIVATE: Permission.PRIVATE_MESSAGES,
}
"""What somebody needs to write, send, watch and stop a mailing (A3)."""

NEWS = frozenset({MailingKind.BROADCAST, MailingKind.MASS})
"""News for everybody, not about one's own child: emails of these kinds can be ended by themselves (K2)."""

# Where each state may lead. What was stopped or is done stays so; it can be reused, not woken.
_MOVES = {
    MailingState.DRAFT: {MailingState.SCHEDULED, MailingState.RUNNING},
    MailingState.SCHEDULED: {MailingState.RUNNING, MailingState.PAUSED, MailingState.STOPPED},
    MailingState.RUNNING: {MailingState.PAUSED, MailingState.STOPPED, MailingState.DONE},
    MailingState.PAUSED: {MailingState.SCHEDULED, MailingState.RUNNING, MailingState.STOPPED},
    MailingState.STOPPED: set[MailingState](),
    MailingState.DONE: set[MailingState](),
}

FIRST = 50
"""So many go first; the rest when those came back well (K4)."""

AT_ONCE = 500
"""So many of one mailing wait to leave at most, so that a reminder behind them does not wait for all."""

ENOUGH = 10
"""With fewer outcomes nothing is concluded: one bad number of three says little."""

PATIENCE = timedelta(minutes=2)
"""How long a report about the first is waited for after they left: some ways out never give one."""

USEFUL_FOR = timedelta(hours=48)
"""How long after its broadcast date a message that is about no coming visit still helps (D3)."""

# About a visit that is over.
_AFTERWARDS = frozenset({RuleType.MISSED, RuleType.FOLLOW_UP})


def may_become(state: MailingState, wanted: MailingState) -> bool:
    """May a mailing in ``state`` be brought into ``wanted``?"""
    return wanted in _MOVES[state]


class First(StrEnum):
    """What the first fifty say as far as is known: nothing yet, go on, or pause and ask (K4)."""

    OPEN = "open"
    WELL = "well"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class FirstOutcomes:
    """The first messages of a mailing, by what is known of them.

    ``sample`` is how many they are: 50, or all of a smaller mailing. ``failed`` came back by result or
    receipt, ``arrived`` are reported as delivered, ``taken`` left and nothing more is known of them.
    ``last_left_at`` (UTC) is when the last of them was taken by a provider.
    """

    sample: int
    failed: int
    arrived: int
    taken: int
    last_left_at: datetime | None

    @property
    def gone(self) -> int:
        """How many are not waiting any more."""
        return self.failed + self.arrived + self.taken


def judge_first(first: FirstOutcomes, now: datetime) -> First:
    """Whether a mailing goes on at ``now`` (UTC) after its first messages (K4).

    More than 10 % of the first 50 failed: it pauses. When so many arrived that the others cannot be too
    many, it goes on, and where reports stay away it does after a while. Asked with every turn: mail servers
    take minutes to send a letter back, also one that they took.
    """
    if first.sample < ENOUGH:
        return First.WELL
    if first.gone >= ENOUGH and _too_many(first.failed, first.sample):
        return First.FAILING
    if not _too_many(first.sample - first.arrived, first.sample):
        return First.WELL
    if first.gone < first.sample or first.last_left_at is None:
        return First.OPEN
    return First.WELL if now - first.last_left_at >= PATIENCE else First.OPEN


def _too_many(failed: int, sample: int) -> bool:
    return failed * 10 > sample


def release_size(waiting: int, gone_first: int | None) -> int:
    """How many more messages may be let go, ``waiting`` of this mailing being on their way already.

    ``gone_first`` is how many were let go so far while it is unknown how they fare; None if the rest may go.
    """
    room = max(AT_ONCE - waiting, 0)
    return room if gone_first is None else min(room, max(FIRST - gone_first, 0))


def useful_until(kind: str, begins_at: datetime, first_start: datetime | None) -> datetime:
    """The last useful moment of a message (D3): 15 minutes before ``first_start``, the first visit it is
    about, if that is to come; else 48 hours after the mailing began. All UTC.
    """
    if first_start is None or kind in _AFTERWARDS:
        return begins_at + USEFUL_FOR
    if kind == RuleType.CANCELLED_BY_PRACTICE:
        return min(begins_at + USEFUL_FOR, first_start)
    return first_start - BEFORE_START
