"""Deliver: claim, decide again, send, note (product G2, G3).

Three short transactions around the calls to a provider, and none open during one. Whenever a process
is killed, a message is either still queued, or ``sending`` and settled by the sweep: never sent twice
by us, never lost.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.actions.claim_messages import claim_messages, let_go, start_sending
from app.actions.note_results import note_results
from app.actions.prepare_messages import Outgoing, prepare_messages
from app.links import LinkSigner
from app.providers.port import Accepted, Exits, Result
from app.work import work, work_everywhere

CHUNK = 100
NOTED_AT_ONCE = 25
"""After so many calls the results are written down: a kill leaves at most so many to be settled."""

SENDING_TIME = 60.0
"""Seconds of calls after which a worker gives the rest of its chunk back, long before its claim ends."""


@dataclass
class Delivered:
    """What became of the claimed messages: taken by a provider or not, dropped by reason, or put off.

    ``alerts`` are those of the sent that went to a department.
    """

    sent: int = 0
    alerts: int = 0
    not_sent: int = 0
    put_off: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def add(self, outgoing: Sequence[Outgoing], results: Mapping[int, Result]) -> None:
        """Count the results of calls."""
        accepted = {number for number, result in results.items() if isinstance(result, Accepted)}
        self.sent += len(accepted)
        self.alerts += sum(each.alert for each in outgoing if each.message_id in accepted)
        self.not_sent += len(results) - len(accepted)


def deliver_messages(
    now: datetime,
    exits: Exits,
    signer: LinkSigner,
    practice_id: int | None = None,
    most: int | None = None,
) -> Delivered:
    """Send what is due at ``now`` (UTC), of every practice or of one, in transactions of its own.

    Works until nothing is due, or at least ``most`` messages were claimed.
    """
    delivered = Delivered()
    claimed = 0
    while most is None or claimed < most:
        with work_everywhere() as session:
            chunk = claim_messages(session, now, CHUNK, practice_id)
        if not chunk:
            break
        claimed += sum(map(len, chunk.values()))
        for number, ids in chunk.items():
            _deliver(now, exits, signer, number, ids, delivered)
    return delivered


def _deliver(
    now: datetime,
    exits: Exits,
    signer: LinkSigner,
    practice_id: int,
    ids: Sequence[int],
    delivered: Delivered,
) -> None:
    prepared = prepare_messages(now, exits, signer, practice_id, ids)
    delivered.put_off += prepared.put_off
    delivered.dropped += prepared.dropped
    with work(practice_id) as session:
        started = start_sending(session, practice_id, [each.message_id for each in prepared.outgoing])
    outgoing = [each for each in prepared.outgoing if each.message_id in started]
    for results in _send(now, exits, practice_id, outgoing):
        with work(practice_id) as session:
            note_results(session, now, results)
        delivered.add(prepared.outgoing, results)


def _send(
    now: datetime, exits: Exits, practice_id: int, outgoing: Sequence[Outgoing]
) -> Iterator[dict[int, Result]]:
    """Call the providers, one request a message; results in parts as they are to be noted."""
    began = time.monotonic()
    results: dict[int, Result] = {}
    for position, each in enumerate(outgoing):
        if time.monotonic() - began > SENDING_TIME:
            _give_back(practice_id, outgoing[position:])
            break
        results[each.message_id] = exits.named(each.provider).send(each.envelope, now).result()
        if len(results) == NOTED_AT_ONCE:
            yield results
            results = {}
    if results:
        yield results


def _give_back(practice_id: int, outgoing: Sequence[Outgoing]) -> None:
    with work(practice_id) as session:
        let_go(session, practice_id, [each.message_id for each in outgoing])
