"""Claim the next messages that can leave, and prepare them (product G2, G8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.actions.claim_messages import claim_messages
from app.actions.note_outage import read_gates
from app.actions.prepare_messages import Prepared, prepare_messages
from app.domain.gates import Gate
from app.domain.preferences import Channel
from app.links import LinkSigner
from app.providers.port import Exits
from app.work import work_everywhere

CHUNK = 250


@dataclass
class Fetched:
    """How many were claimed, what they come to, and how the ways out were doing at that moment."""

    claimed: int = 0
    prepared: Prepared = field(default_factory=Prepared)
    gates: dict[str, Gate] = field(default_factory=dict)


def fetch_outgoing(
    now: datetime, exits: Exits, signer: LinkSigner, practice_id: int | None, crowded: Collection[str]
) -> Fetched:
    """The oldest that are due at ``now`` (UTC), in transactions of its own.

    Whatever would leave through a gate that is shut, or by a provider of ``crowded``, is left where it is.
    """
    with work_everywhere() as session:
        fetched = Fetched(gates=read_gates(session))
        shut = {name for name, gate in fetched.gates.items() if gate.until and gate.until > now}
        channels = _channels(exits, {*shut, *crowded})
        claimed: Mapping[int, list[int]] = claim_messages(session, now, CHUNK, practice_id, channels)
    for number, ids in claimed.items():
        fetched.claimed += len(ids)
        fetched.prepared += prepare_messages(now, exits, signer, number, ids)
    return fetched


def _channels(exits: Exits, names: Collection[str]) -> list[Channel]:
    return [channel for channel in Channel if exits.way(channel, live=True).name in names]
