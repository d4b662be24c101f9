"""Which ways out do not work at the moment, since when, and what waits for them (product G8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.failures import Failure, Weight, failure_of
from app.domain.preferences import Channel
from app.providers.port import Exits

_SHUT = text("""
select provider, reason, opened_at, open_until from provider_gate
where opened_at is not null order by opened_at, provider
""")

# What waits over a channel that its practice has activated; the rest ends in the sandbox and does not wait.
# What was tried already waits as well, though it is put off to a later moment.
_WAITING = text("""
select m.channel, count(*) as number
from message m
join channel_setup s on s.practice_id = m.practice_id and s.channel = m.channel
join practice p on p.id = m.practice_id
where m.status = 'queued' and (m.due_at <= :now or m.reason = any (cast(:ours as text[])))
  and s.activated_at is not null and not p.demo
  and m.practice_id = coalesce(:practice_id, m.practice_id) and m.channel = any (cast(:channels as text[]))
group by m.channel
""")

_OURS = [each.value for each in Failure if each.weight is Weight.OURS]


@dataclass(frozen=True, slots=True)
class Outage:
    """A way out that does not work. ``reason`` and ``remedy`` are words for staff; moments are UTC.

    ``waiting`` counts the messages that are due and wait for it, those it refused already included.
    """

    provider: str
    channels: tuple[Channel, ...]
    reason: str
    remedy: str
    since: datetime
    next_try_at: datetime
    waiting: int


def outages(session: Session, now: datetime, exits: Exits) -> list[Outage]:
    """Every way out of this installation that is shut at ``now`` (UTC), the longest first.

    A session of one practice counts what waits there, another what waits anywhere. Costs one look at a
    tiny table while all goes well.
    """
    practice_id = session.info["practice_id"]
    shut = session.execute(_SHUT, {"practice_id": practice_id}).all()
    ways = {row.provider: _channels(exits, row.provider) for row in shut}
    if not any(ways.values()):
        return []
    asked = {
        "now": now,
        "ours": _OURS,
        "practice_id": practice_id,
        "channels": [str(c) for way in ways.values() for c in way],
    }
    waiting: Mapping[str, int] = {row.channel: row.number for row in session.execute(_WAITING, asked)}
    return [
        Outage(
            provider=row.provider,
            channels=ways[row.provider],
            **_words(row.reason),
            since=row.opened_at,
            next_try_at=max(row.open_until or now, now),
            waiting=sum(waiting.get(channel, 0) for channel in ways[row.provider]),
        )
        for row in shut
        if ways[row.provider]
    ]


def _channels(exits: Exits, provider: str) -> tuple[Channel, ...]:
    """Over which channels this installation sends by it: none once it is gone from the settings."""
    return tuple(channel for channel in Channel if exits.way(channel, live=True).name == provider)


def _words(reason: str) -> dict[str, str]:
    failure = failure_of(reason)
    if failure is None:
        return {"reason": "The provider did not answer.", "remedy": ""}
    return {"reason": failure.words, "remedy": failure.remedy}
