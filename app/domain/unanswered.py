"""What follows the messages of one contact if nobody answers and all that is sent arrives (product E4, E6).

A property test turns the clock, sends and escalates, and finds that the same has left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.escalation import ASKING, dearer
from app.domain.open_windows import Window, next_open
from app.domain.preferences import Channel
from app.domain.rules import Rule


@dataclass(frozen=True, slots=True)
class Said:
    """One appointment of a message. ``nominal`` (UTC) is the moment its rule planned for it.

    ``windows`` are the open times of its place for that rule, ``ways`` the dearer channels over which the
    contact may be told about it; ``answered`` says that the family has answered for it.
    """

    appointment_id: int
    nominal: datetime
    windows: Sequence[Window]
    ways: Collection[Channel]
    answered: bool


@dataclass(frozen=True, slots=True)
class Queued:
    """A message in the outbox ``since`` then, looked at next at ``at``; all instants UTC.

    ``said`` begins with the earliest start. ``step`` counts the channels tried before.
    """

    rule: Rule
    channel: Channel
    since: datetime
    at: datetime
    last_useful: datetime
    said: Sequence[Said]
    step: int = 0


def what_leaves(planned: Iterable[Queued], until: datetime) -> Iterator[Queued]:
    """What one contact gets by ``until``: ``planned`` and what follows, each at the moment it leaves.

    All in ``planned`` that could meet must be of one family of messages (E6).
    """
    queue = list(planned)
    while queue:
        at = min(each.at for each in queue)
        if at > until:
            return
        waiting = [each for each in queue if each.since <= at]
        queue = [each for each in queue if each.at > at]
        for taken in (_decided(each, waiting) for each in waiting if each.at == at):
            if taken is None:
                continue
            if taken.at > at:
                queue.append(taken)
                continue
            yield taken
            queue += following(taken)


def _decided(queued: Queued, waiting: Sequence[Queued]) -> Queued | None:
    """The message as it goes now, put off until its place opens, or None if it does not go."""
    kept = [said for said in queued.said if not _overtaken(queued, said, waiting)]
    opening = next_open(queued.at, queued.said[0].windows)
    if not kept or opening is None or opening > queued.last_useful:
        return None
    if opening > queued.at:
        return replace(queued, at=opening)
    return queued if len(kept) == len(queued.said) else replace(queued, said=kept)


def _overtaken(queued: Queued, said: Said, waiting: Sequence[Queued]) -> bool:
    """Does another message about this visit, planned nearer to it, also wait to go (E6)?"""
    return any(
        rival.appointment_id == said.appointment_id and rival.nominal > said.nominal
        for other in waiting
        if other is not queued
        for rival in other.said
    )


def following(sent: Queued) -> list[Queued]:
    """The next step of what was sent at its ``at``, if there is one."""
    wait = sent.rule.escalate_after
    if wait is None or sent.rule.type not in ASKING or any(said.answered for said in sent.said):
        return []
    at = sent.at + wait
    for channel in dearer(sent.channel) if at <= sent.last_useful else ():
        said = [each for each in sent.said if channel in each.ways]
        if said:
            return [replace(sent, channel=channel, since=at, at=at, said=said, step=sent.step + 1)]
    return []
