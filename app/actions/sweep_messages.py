"""Sweep: give back what a killed worker held, and settle what it was sending (product G3).

Ages are those of claims, by the database's own clock: see claim_messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.actions.decide_again import end_message
from app.actions.fill_envelope import reference
from app.actions.note_results import note_results
from app.actions.sweep_credit import sweep_credit
from app.domain.outcomes import SENDING_LIMIT
from app.domain.reasons import Reason
from app.models import ChannelSetup, Message
from app.providers.port import SANDBOX, Exits, Refused, Result, Unknown
from app.work import work, work_everywhere

CHUNK = 100

CUT_SHORT = Unknown("cut_short")

_GIVE_BACK = text("""
update message set claimed_at = null
where status = 'queued' and claimed_at < clock_timestamp() - :limit
  and practice_id = coalesce(:practice_id, practice_id)
""")

# A paused practice's messages are not claimed, and still end when nobody can use them any more.
_EXPIRE = text("""
update message set status = 'expired', reason = 'expired', settled_at = :now
where status = 'queued' and due_at <= :now and expires_at < :now and claimed_at is null
  and practice_id = coalesce(:practice_id, practice_id)
  and practice_id not in (select id from practice where setting_up)
""")

# Taking them renews the claim, so two sweeps never ask about the same message at once.
_CUT_SHORT = text("""
with oldest as materialized (
    select id from message
    where status = 'sending' and claimed_at < clock_timestamp() - :limit
      and practice_id = coalesce(:practice_id, practice_id)
    order by id limit :most for update skip locked
)
update message m set claimed_at = clock_timestamp()
from oldest where m.id = oldest.id
returning m.id, m.practice_id, m.channel, m.provider, m.resends
""")


@dataclass
class Swept:
    """Claims given back, messages that expired unsent, and calls cut short that were settled or not.

    ``unspent`` messages did not need what was put aside for them, ``woken`` ones waited for credit.
    """

    given_back: int = 0
    expired: int = 0
    settled: int = 0
    unknown: int = 0
    unspent: int = 0
    woken: int = 0


def sweep_messages(now: datetime, exits: Exits, practice_id: int | None = None) -> Swept:
    """Tidy up behind workers that died, at ``now`` (UTC), in transactions of its own.

    A call cut short is settled by asking the provider. What it never got goes back into the queue;
    what it cannot tell is ``unknown`` and never repeated.
    """
    asked = {"now": now, "limit": SENDING_LIMIT, "practice_id": practice_id}
    with work_everywhere() as session:
        given_back: Any = session.execute(_GIVE_BACK, asked)
        expired: Any = session.execute(_EXPIRE, asked)
        swept = Swept(given_back=given_back.rowcount, expired=expired.rowcount)
    while rows := _cut_short(asked):
        for row in rows:
            _settle(now, row, _found(exits, row), swept)
    credit = sweep_credit(now, practice_id)
    swept.expired += credit.expired
    swept.unspent, swept.woken = credit.given_back, credit.woken
    return swept


def _cut_short(asked: dict[str, Any]) -> Sequence[Row[Any]]:
    with work_everywhere() as session:
        return session.execute(_CUT_SHORT, {**asked, "most": CHUNK}).all()


def _found(exits: Exits, row: Row[Any]) -> Result:
    """What the provider knows of it. One that is gone from the settings can tell nothing."""
    try:
        provider = exits.named(row.provider or SANDBOX)  # before names were kept nothing else was there
    except KeyError:
        return CUT_SHORT
    return provider.find(row.practice_id, reference(row.id, row.resends)) or CUT_SHORT


def _settle(now: datetime, row: Row[Any], found: Result, swept: Swept) -> None:
    with work(row.practice_id) as session:
        if not isinstance(found, Refused):
            note_results(session, now, {row.id: found})
        elif _restarts(session, row.channel):
            # The provider never got it: it goes again as soon as anybody is free, if it is still useful.
            note_results(session, now, {row.id: Refused(found.category, retry=True)})
        else:
            end_message(session.get_one(Message, row.id), now, Reason.NOT_RESTARTED)
    swept.unknown += isinstance(found, Unknown)
    swept.settled += not isinstance(found, Unknown)


def _restarts(session: Session, channel: str) -> bool:
    """Does the practice want what was cut short and surely did not leave to go out again (G4)?"""
    wanted = session.scalar(select(ChannelSetup.restart_unfinished).where(ChannelSetup.channel == channel))
    return wanted is None or wanted
