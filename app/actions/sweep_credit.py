"""Sweep behind the ledger (product L3): what nobody needs any more is given back, and what waits may go on.

A message can end in many ways while something is put aside for it. Where it is not given back at once, it is
found here by what still stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from app.actions.begin_plan import begin_next_plan
from app.actions.own_plan import own_plan
from app.actions.settle_credit import give_back_credit
from app.actions.tell_low_balance import tell_low_balance
from app.actions.wake_unpaid import wake_unpaid
from app.domain.outcomes import ALERT_LIMIT
from app.domain.plans import PlanKind
from app.work import work, work_everywhere

CHUNK = 1000

_EXPIRE = text("""
update message set status = 'expired', settled_at = :now
where id in (
    select id from message
    where status = 'no_credit' and practice_id = coalesce(:practice_id, practice_id)
      and coalesce(expires_at, greatest(created_at, due_at) + :limit) < :now
    order by id for update skip locked
)
""")

_STRAY = text("""
select practice_id, id from message
where reserved > 0 and status not in ('planned', 'queued', 'sending', 'unknown')
  and practice_id = coalesce(:practice_id, practice_id)
order by practice_id, id limit :most
""")

_WAITING = text("""
select distinct practice_id from message
where status = 'no_credit' and practice_id = coalesce(:practice_id, practice_id)
order by practice_id
""")

# Under a plan with a balance the one that follows begins with the first message that cannot be paid. Under
# the unlimited one none asks: here it begins once nothing is put aside of the old balance any more (L2).
_FOLLOWED = text("""
select practice_id from plan
where kind = 'unlimited' and next_kind is not null and reserved = 0
  and practice_id = coalesce(:practice_id, practice_id)
order by practice_id
""")

_LOW = text("""
select practice_id from plan
where kind <> 'unlimited' and balance <= low_balance and low_told_at is null
  and practice_id = coalesce(:practice_id, practice_id)
order by practice_id
""")


@dataclass
class CreditSwept:
    """Messages whose credit came too late, for which it was given back, and which go on; practices whose
    chosen plan began, and those told that their balance is low.
    """

    expired: int = 0
    given_back: int = 0
    woken: int = 0
    begun: int = 0
    told: int = 0


def sweep_credit(now: datetime, practice_id: int | None = None) -> CreditSwept:
    """For every practice, or for one, at ``now`` (UTC), in transactions of its own."""
    swept = CreditSwept()
    asked = {"now": now, "practice_id": practice_id, "limit": ALERT_LIMIT, "most": CHUNK}
    with work_everywhere() as session:
        expired: Any = session.execute(_EXPIRE, asked)
        swept.expired = expired.rowcount
    _give_back(now, asked, swept)
    _begin_chosen(now, asked, swept)
    with work_everywhere() as session:
        waiting = session.scalars(_WAITING, asked).all()
        low = session.scalars(_LOW, asked).all()
    for number in waiting:
        with work(number) as session:
            swept.woken += wake_unpaid(session, now)
    for number in low:
        with work(number) as session:
            swept.told += tell_low_balance(session, now)
    return swept


def _give_back(now: datetime, asked: dict[str, Any], swept: CreditSwept) -> None:
    found = True
    while found:
        by_practice: dict[int, list[int]] = {}
        with work_everywhere() as session:
            for row in session.execute(_STRAY, asked):
                by_practice.setdefault(row.practice_id, []).append(row.id)
        given = 0
        for number, ids in by_practice.items():
            with work(number) as session:
                given += give_back_credit(session, now, number, ids)
        swept.given_back += given
        found = given == CHUNK


def _begin_chosen(now: datetime, asked: dict[str, Any], swept: CreditSwept) -> None:
    with work_everywhere() as session:
        practices = session.scalars(_FOLLOWED, asked).all()
    for number in practices:
        with work(number) as session:
            plan = own_plan(session, now)
            if plan.kind == PlanKind.UNLIMITED and begin_next_plan(session, now, plan):
                swept.begun += 1
