"""Where a practice's messages end now: at families, in the sandbox, or nowhere (product L5, G8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.preferences import Channel
from app.providers.port import Exits
from app.queries.outages import Outage, outages

_STATE = text("""
select p.demo, exists (select from provider_gate where opened_at is not null) as shut,
    array(select channel from channel_setup
          where practice_id = :practice_id and activated_at is not null) as live
from practice p where p.id = :practice_id
""")


@dataclass(frozen=True, slots=True)
class WaysOut:
    """``live`` are the channels over which the practice reaches families; ``outages`` those of them that do
    not work. A ``demo`` practice never really sends.
    """

    demo: bool = False
    live: frozenset[Channel] = frozenset()
    outages: tuple[Outage, ...] = ()


def ways_out(session: Session, now: datetime, exits: Exits) -> WaysOut:
    """For every staff page: no question in an installation that is all sandbox, one while all is well."""
    if not exits.vendors:
        return WaysOut()
    state = session.execute(_STATE, {"practice_id": session.info["practice_id"]}).one()
    if state.demo:
        return WaysOut(demo=True)
    live = frozenset(Channel(word) for word in state.live if word in exits.vendors)
    shut = outages(session, now, exits) if state.shut and live else []
    return WaysOut(live=live, outages=tuple(each for each in shut if live & set(each.channels)))
