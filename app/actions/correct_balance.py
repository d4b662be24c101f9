"""Put a balance right by hand, with a line in the ledger that says why (product L3)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.actions.own_plan import own_plan
from app.actions.wake_unpaid import wake_unpaid
from app.actions.write_audit import Actor, write_audit
from app.domain.plans import EntryKind
from app.models import LedgerEntry


class BelowZero(ValueError):
    """The correction would take more than there is."""


def correct_balance(session: Session, now: datetime, actor: Actor, amount: Decimal, note: str) -> Decimal:
    """Add ``amount`` to the balance, or take it off where it is negative; the balance afterwards.

    Raises BelowZero.
    """
    plan = own_plan(session, now)
    if plan.balance + amount < 0:
        raise BelowZero
    before = {"balance": str(plan.balance)}
    plan.balance += amount
    session.add(
        LedgerEntry(
            at=now,
            kind=EntryKind.CORRECTION,
            unit=plan.unit,
            amount=amount,
            note=note,
            staff_id=actor.staff_id,
        )
    )
    after = {"balance": str(plan.balance), "note": note}
    write_audit(session, now, actor, "correct", "plan", plan.id, before=before, after=after)
    session.flush()
    wake_unpaid(session, now)
    return plan.balance
