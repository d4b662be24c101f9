"""Ask for turns to call a provider: one limit for all workers and machines together (product G8).

One statement on the provider's row hands them out, by the database's own clock: what a vendor counts are
real calls in a real second, also where the ``now`` of the work is another day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

LUMP = 0.25
"""Seconds' worth of turns that may be taken in one go after a quiet time; more would overrun the limit."""

PROBE_TIME = timedelta(seconds=90)
"""How long the one who tries a gate that is half open has for it, longer than any call may take."""

_FIRST = text("""
insert into provider_gate (provider, tokens, filled_at)
values (:provider, :lump, coalesce(cast(:at as timestamptz), clock_timestamp()))
on conflict do nothing
""")

_TAKE = text("""
with gate as (
    select provider, opened_at is not null as half_open,
        greatest(filled_at, coalesce(cast(:at as timestamptz), clock_timestamp())) as filled_at,
        least(:lump, tokens + :rate * greatest(0, extract(epoch from
            coalesce(cast(:at as timestamptz), clock_timestamp()) - filled_at))) as filled
    from provider_gate
    where provider = :provider and (open_until is null or open_until <= :now)
    for update
), turn as (
    select *, least(:wanted, floor(filled), case when half_open then 1 end) as granted from gate
)
update provider_gate g
set tokens = t.filled - t.granted, filled_at = t.filled_at,
    open_until = case when t.half_open and t.granted > 0 then cast(:probed_until as timestamptz)
        else g.open_until end
from turn t where g.provider = t.provider
returning t.granted, t.half_open
""")

_UNUSED = text("""
update provider_gate set open_until = cast(:now as timestamptz)
where provider = :provider and opened_at is not null
""")


class Turns(NamedTuple):
    """How many calls may begin now. ``shut``: the way out does not work, see ``app.domain.gates``.

    ``probe`` says that the one call granted is the one that tries whether it works again.
    """

    granted: int
    shut: bool = False
    probe: bool = False


def take_turns(
    session: Session, now: datetime, provider: str, wanted: int, rate: float, at: datetime | None = None
) -> Turns:
    """Up to ``wanted`` turns of a provider that takes ``rate`` calls a second, as seen at ``now`` (UTC).

    ``at`` takes the place of the database's clock. The session must see every practice, and its
    transaction be short: others who want turns of this provider wait for it.
    """
    lump = max(1.0, rate * LUMP)
    asked = {
        "provider": provider,
        "wanted": wanted,
        "rate": rate,
        "lump": lump,
        "now": now,
        "at": at,
        "probed_until": now + PROBE_TIME,
    }
    row = session.execute(_TAKE, asked).one_or_none()
    if row is None:
        session.execute(_FIRST, asked)
        row = session.execute(_TAKE, asked).one_or_none()
    if row is None:
        return Turns(0, shut=True)
    return Turns(int(row.granted), probe=row.half_open and row.granted > 0)


def leave_probe(session: Session, now: datetime, provider: str) -> None:
    """Let another try: the message that was to try the way out did not need to leave after all."""
    session.execute(_UNUSED, {"provider": provider, "now": now})
