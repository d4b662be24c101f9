"""Does every ledger add up (product L3)? What does not is told, and never put right by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from app.models import Plan
from app.work import work, work_everywhere

log = structlog.get_logger(__name__)

# One statement sees one moment. The lines of a ledger are numbered in the order in which they were agreed
# on, so that the sum so far is what really was there. Whatever another unit counted has ended.
_CHECK = text("""
with summed as (
    select unit, amount, held,
        sum(amount) over (partition by unit order by id) as balance,
        sum(held) over (partition by unit order by id) as reserved
    from ledger_entry where practice_id = :practice_id
), totals as (
    select unit, sum(amount) as balance, sum(held) as reserved,
        min(balance) as least_balance, min(reserved) as least_reserved
    from summed group by unit
)
select p.unit, p.balance, p.reserved,
    coalesce((select t.balance from totals t where t.unit = p.unit), 0) as ledger_balance,
    coalesce((select t.reserved from totals t where t.unit = p.unit), 0) as ledger_reserved,
    coalesce((select sum(reserved) from message where practice_id = :practice_id and reserved > 0), 0)
        as beside_messages,
    coalesce((select sum(abs(t.balance) + abs(t.reserved)) from totals t where t.unit <> p.unit), 0)
        as left_over,
    coalesce((select least(min(t.least_balance), min(t.least_reserved)) from totals t), 0) as least
from plan p where p.practice_id = :practice_id
""")


@dataclass
class Checked:
    """How many ledgers were looked through, and how many do not add up."""

    ledgers: int = 0
    faulty: int = 0


def check_ledgers(now: datetime) -> Checked:
    """Look through every practice's ledger at ``now`` (UTC), in transactions of its own."""
    with work_everywhere() as session:
        practices = session.scalars(select(Plan.practice_id).order_by(Plan.practice_id)).all()
    checked = Checked(ledgers=len(practices))
    for practice_id in practices:
        with work(practice_id) as session:
            checked.faulty += bool(check_ledger(session, now))
    return checked


def check_ledger(session: Session, now: datetime) -> str:
    """What does not add up in the session's practice, in words; empty when all does, or there is no plan.

    It is written down, so that the practice sees it among its problems until a check finds it gone.
    """
    row = session.execute(_CHECK, {"practice_id": session.info["practice_id"]}).one_or_none()
    if row is None:
        return ""
    faults = " ".join(_faults(row))
    plan = session.scalars(select(Plan).with_for_update()).one()
    plan.checked_at, plan.fault = now, faults
    if faults:
        log.error("ledger does not add up", practice_id=plan.practice_id, unit=plan.unit, faults=faults)
    return faults


def _faults(row: Row[Any]) -> list[str]:
    pairs = (
        ("The balance is", row.balance, "the ledger says", row.ledger_balance),
        ("Put aside is", row.reserved, "the ledger says", row.ledger_reserved),
        ("Put aside is", row.reserved, "the messages say", row.beside_messages),
        ("Left over from an earlier plan is", row.left_over, "it should be", Decimal(0)),
    )
    found = [
        f"{what} {_plain(one)}, {who} {_plain(other)}." for what, one, who, other in pairs if one != other
    ]
    if row.least < 0:
        found.append(f"The ledger once stood at {_plain(row.least)}, below nothing.")
    return found


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():,f}"
