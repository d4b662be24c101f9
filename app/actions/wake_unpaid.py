"""Messages that waited for credit go on once there is some (product L3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.begin_plan import begin_next_plan
from app.actions.reserve_credit import NOTHING, plan_of
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.models import Message, Plan
from app.models.quote import tariff_of_plan
from app.queue import nudge

# No more than the balance covers, what was due first before the rest: each is paid for when it is prepared.
_WAKE = text("""
with payable as (
    select m.id, m.due_at, t.cost
    from message m
    join unnest(cast(:channels as text[]), cast(:costs as numeric[])) as t (channel, cost) using (channel)
    where m.practice_id = :practice_id and m.status = 'no_credit' and t.cost <= :balance
    order by m.id
    for update of m skip locked
), covered as (
    select id, sum(cost) over (order by due_at, id) as total from payable
)
update message m set status = 'queued', reason = null
from covered c where m.id = c.id and c.total <= :balance
returning m.id
""")


def wake_unpaid(session: Session, now: datetime) -> int:
    """Put what the balance of the session's practice covers now back into the queue; how many.

    Where a chosen plan waits for the old balance to be used up, it begins as soon as it can.
    """
    plan = plan_of(session)
    woken = _wake(session, plan)
    if not woken and plan and plan.next_kind and _any_waits(session):
        plan = session.scalars(select(Plan).with_for_update().execution_options(populate_existing=True)).one()
        woken = _wake(session, plan) if begin_next_plan(session, now, plan) else 0
    if woken:
        nudge(session, "deliver")
    return woken


def _wake(session: Session, plan: Plan | None) -> int:
    tariff = tariff_of_plan(plan)
    asked = {
        "practice_id": session.info["practice_id"],
        "channels": list(Channel),
        "costs": [tariff.each[channel] if tariff else NOTHING for channel in Channel],
        "balance": plan.balance if plan else NOTHING,
    }
    return len(session.execute(_WAKE, asked).all())


def _any_waits(session: Session) -> bool:
    waiting = select(Message.id).where(Message.status == MessageStatus.NO_CREDIT).limit(1)
    return session.scalar(waiting) is not None
