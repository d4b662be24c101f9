"""Right before calls to a provider: take turns, and write the messages down as ``sending`` (product G2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from app.actions.claim_messages import let_go, let_go_until, start_sending
from app.actions.job_time import JobTime
from app.actions.prepare_messages import Outgoing
from app.actions.take_turns import Turns, leave_probe, take_turns
from app.providers.port import SANDBOX, Provider
from app.work import PracticeSession, work, work_everywhere

ANY_NUMBER = 1_000_000.0
"""The rate of a provider that names none."""


class Begun(NamedTuple):
    """``turns`` as granted, one for each message from the front of the batch; ``going`` are to be called now.

    The others with a turn were cancelled or stopped meanwhile, or their last moment passed: they are given
    back, so that whoever takes them next decides and writes down why.
    """

    turns: Turns
    going: Sequence[Outgoing]


def begin_calls(provider: Provider, batch: Sequence[Outgoing], now: JobTime) -> Begun:
    """For messages of one practice, in transactions of its own."""
    with work_everywhere() as session:
        turns = _turns(session, provider, len(batch), now)
        asked = batch[: turns.granted]
        started = _start(session, asked)
    # Writing it down may have waited for somebody else's lock.
    late = [each for each in asked if each.message_id in started and too_late(each, now)]
    decide_again(late)
    going = [each for each in asked if each.message_id in started and each not in late]
    if turns.probe and not going:
        with work_everywhere() as session:
            leave_probe(session, now.exact(), provider.name)
    return Begun(turns, going)


def too_late(outgoing: Outgoing, now: JobTime) -> bool:
    """Has its window closed, or its last useful moment passed?"""
    last = outgoing.not_after
    # What is due in its last moment still goes (D3): decided at that moment, it leaves a little after it.
    return last is not None and last != now.noted() and now.exact() > last


def give_back(outgoing: Sequence[Outgoing]) -> None:
    """Let others have messages whose calls did not begin."""
    for practice_id, several in _by_practice(outgoing).items():
        with work(practice_id) as session:
            let_go(session, practice_id, _claims(several))


def decide_again(late: Sequence[Outgoing]) -> None:
    """Put messages that are too late back, to be looked at once more: a later window may be open for them."""
    for practice_id, several in _by_practice(late).items():
        moments = {each.message_id: each.not_after for each in several if each.not_after}
        with work(practice_id) as session:
            let_go_until(session, practice_id, moments)


def _turns(session: PracticeSession, provider: Provider, wanted: int, now: JobTime) -> Turns:
    if provider.name == SANDBOX:
        return Turns(wanted)
    return take_turns(session, now.exact(), provider.name, wanted, provider.rate or ANY_NUMBER)


def _start(session: PracticeSession, batch: Sequence[Outgoing]) -> set[int]:
    if not batch:
        return set()
    practice_id = batch[0].envelope.practice_id
    started = start_sending(session, practice_id, _claims(batch))
    if len(started) < len(batch):
        let_go(session, practice_id, _claims([each for each in batch if each.message_id not in started]))
    return started


def _claims(batch: Sequence[Outgoing]) -> dict[int, datetime]:
    return {each.message_id: each.claimed_at for each in batch}


def _by_practice(outgoing: Sequence[Outgoing]) -> Mapping[int, list[Outgoing]]:
    found = defaultdict(list)
    for each in outgoing:
        found[each.envelope.practice_id].append(each)
    return found
