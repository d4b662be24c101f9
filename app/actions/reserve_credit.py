"""Put aside what messages cost when they are made ready to leave (product L3).

In the transaction that prepares them: a message is only ready once it is paid for. The messages are locked
before the plan, here and everywhere, and the plan last, so that workers wait for each other but briefly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.begin_plan import begin_next_plan
from app.domain.plans import PlanKind
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.tariffs import FREE, within
from app.models import Message, Plan
from app.models.among import among
from app.models.quote import tariff_of_plan

NOTHING = Decimal(0)

# One statement: all of them, or none. What is asked of it is asked of the balance of this very moment.
_RESERVE = text("""
with paid as (
    update plan set balance = balance - :total, reserved = reserved + :total
    where practice_id = :practice_id and kind = :kind and balance >= :total
    returning unit
)
insert into ledger_entry (practice_id, at, kind, unit, amount, held, message_id)
select :practice_id, :now, 'reserve', paid.unit, -w.cost, w.cost, w.id
from paid, unnest(cast(:ids as bigint[]), cast(:costs as numeric[])) as w (id, cost)
order by w.id
returning id
""")

# Their claim is ours, so nobody else touches them; they come back when money does, or end (D3).
_WAIT = text("""
update message set status = 'no_credit', reason = :reason, reserved = 0, claimed_at = null
where id = any (:ids) and practice_id = :practice_id
""")

_WAIVE = text("update message set reserved = 0 where id = any (:ids) and practice_id = :practice_id")


def plan_of(session: Session) -> Plan | None:
    """The plan of the session's practice as it is now; None is the unlimited one."""
    return session.scalar(select(Plan).execution_options(populate_existing=True))


def costs_of(plan: Plan | None, messages: Sequence[Message]) -> list[Decimal]:
    """What each costs under the plan, in its unit: what goes to departments and staff is free."""
    tariff = tariff_of_plan(plan)
    if tariff is None:
        return [NOTHING] * len(messages)
    return [NOTHING if _is_free(each) else tariff.each[Channel(each.channel or "")] for each in messages]


def _is_free(message: Message) -> bool:
    return message.department_id is not None or message.staff_id is not None or message.type in FREE


def reserve_credit(
    session: Session, now: datetime, plan: Plan | None, owed: Mapping[int, Decimal]
) -> set[int]:
    """Pay for messages whose claim is this session's; the ids of those that now wait for credit.

    ``owed`` is what is to be put aside by message, as ``costs_of`` told it and as it stands beside them
    already. Whatever the balance covers goes, what is due first before the rest.
    """
    asked = {number: cost for number, cost in sorted(owed.items()) if cost}
    if not asked or plan is None or _reserve(session, now, plan.kind, asked):
        return set()
    return _as_far_as_it_goes(session, now, plan.kind, asked)


def _reserve(session: Session, now: datetime, kind: str, asked: Mapping[int, Decimal]) -> bool:
    """All of them; False, and nothing is written, if the balance does not cover them."""
    values = {
        "practice_id": session.info["practice_id"],
        "now": now,
        "kind": kind,
        "total": sum(asked.values(), NOTHING),
        "ids": list(asked),
        "costs": list(asked.values()),
    }
    return bool(session.execute(_RESERVE, values).all())


def _as_far_as_it_goes(session: Session, now: datetime, kind: str, asked: Mapping[int, Decimal]) -> set[int]:
    plan = session.scalars(select(Plan).with_for_update().execution_options(populate_existing=True)).one()
    paid: set[int] = set()
    if plan.kind == kind:
        # Under a plan that began meanwhile they cost something else: they wait, and are asked for anew.
        paid = within(plan.balance, _in_order(session, asked))
        _reserve(session, now, kind, {number: asked[number] for number in sorted(paid)})
        session.refresh(plan)
    short = asked.keys() - paid
    if plan.kind == PlanKind.UNLIMITED or begin_next_plan(session, now, plan) == PlanKind.UNLIMITED:
        session.execute(_WAIVE, _about(session, short))
        return set()
    session.execute(_WAIT, {**_about(session, short), "reason": Reason.NO_CREDIT})
    return short


def _in_order(session: Session, asked: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What is due first before the rest."""
    order = select(Message.id).where(among(Message.id, asked)).order_by(Message.due_at, Message.id)
    return {number: asked[number] for number in session.scalars(order)}


def _about(session: Session, ids: Collection[int]) -> dict[str, object]:
    return {"practice_id": session.info["practice_id"], "ids": sorted(ids)}
