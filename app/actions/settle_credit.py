"""Spend what was put aside for messages, or give it back (product L3), any number in one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# Messages are taken in the order of ids and before the plan, so that two workers wait and do not lock up.
_SPEND = text("""
with held as (
    select id, reserved from message
    where id = any (:ids) and practice_id = :practice_id and reserved > 0
    order by id for update
), done as (
    update message m set cost = m.cost + held.reserved, reserved = 0
    from held where m.id = held.id
    returning m.id, held.reserved as paid
), spent as (
    update plan p set reserved = p.reserved - t.total
    from (select sum(paid) as total from done having sum(paid) > 0) t
    where p.practice_id = :practice_id
    returning p.unit
)
insert into ledger_entry (practice_id, at, kind, unit, held, message_id)
select :practice_id, :now, 'settle', spent.unit, -done.paid, done.id from done, spent order by done.id
""")

_GIVE_BACK = text("""
with held as (
    select id, reserved from message
    where id = any (:ids) and practice_id = :practice_id and reserved > 0
      and (:gone or status not in ('planned', 'queued', 'sending', 'unknown'))
    order by id for update
), done as (
    update message m set reserved = 0 from held where m.id = held.id
    returning m.id, held.reserved as paid
), freed as (
    update plan p set balance = p.balance + t.total, reserved = p.reserved - t.total
    from (select sum(paid) as total from done having sum(paid) > 0) t
    where p.practice_id = :practice_id
    returning p.unit
)
insert into ledger_entry (practice_id, at, kind, unit, amount, held, message_id)
select :practice_id, :now, 'give_back', freed.unit, done.paid, -done.paid, done.id
from done, freed order by done.id
returning id
""")


def spend_credit(session: Session, now: datetime, practice_id: int, ids: Collection[int]) -> None:
    """These messages of the practice were taken by their provider, however that came to be known."""
    if ids:
        session.execute(_SPEND, _asked(now, practice_id, ids))


def give_back_credit(
    session: Session, now: datetime, practice_id: int, ids: Collection[int], *, gone: bool = False
) -> int:
    """Those of these messages of the practice that ended and were surely not sent; for how many.

    What still waits or is on its way keeps what is put aside for it, unless it is about to be ``gone``
    altogether.
    """
    if not ids:
        return 0
    return len(session.execute(_GIVE_BACK, {**_asked(now, practice_id, ids), "gone": gone}).all())


def _asked(now: datetime, practice_id: int, ids: Collection[int]) -> dict[str, object]:
    return {"now": now, "practice_id": practice_id, "ids": sorted(ids)}
