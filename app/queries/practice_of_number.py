"""Which practice is meant when somebody texts or calls one of our numbers (product A1, I1)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

_PRACTICES = text("""
with mine as (
    select practice_id, activated_at, sender,
        string_to_array(sender || ',' || verified_sender, ',') as checked
    from channel_setup where channel in ('text', 'voice')
)
select p.id, not p.demo as own,
    not p.demo and p.id in (select practice_id from mine where activated_at is not null) as live,
    not p.demo and p.id in (
        select practice_id from mine where activated_at is not null and :number = any (checked)
    ) as sends_live,
    p.id in (select practice_id from mine where sender = :number
             union select practice_id from location where sender = :number) as sends
from practice p
""")


def practice_of_number(session: Session, number: str) -> int | None:
    """The practice that texts or calls from ``number`` (E.164, or its digits alone); the session sees all.

    A number that nobody has written down belongs to the only practice there is: the only one that really
    sends, else the only one that is no demo, else the only one. None where that leaves several: the words
    of one practice's families are never shown to another.
    """
    rows = session.execute(_PRACTICES, {"number": f"+{number.removeprefix('+')}"}).all()
    # Who really sends from this very number goes before who has only written it down: no practice gets hold
    # of another's families, or keeps their words from it, by typing its number.
    choices = (
        [row for row in rows if row.sends_live],
        [row for row in rows if row.sends],
        [row for row in rows if row.live],
        [row for row in rows if row.own],
        rows,
    )
    return next((_only([row.id for row in some]) for some in choices if some), None)


def _only(ids: Collection[int]) -> int | None:
    return next(iter(ids)) if len(ids) == 1 else None
