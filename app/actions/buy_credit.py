"""Buy credits, or pay money in: ordered, paid, and then it counts (product L1, L3, L4)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.wake_unpaid import wake_unpaid
from app.actions.write_audit import Actor, write_audit
from app.domain.plans import EntryKind, PurchaseStatus, Unit
from app.domain.purchases import price_of
from app.models import LedgerEntry, Plan, Practice, Purchase


def order_credit(session: Session, now: datetime, actor: Actor, quantity: Decimal, unit: Unit) -> Purchase:
    """An order at today's price, audited. In a demo practice it is paid at once: no money moves there."""
    purchase = Purchase(
        unit=unit, quantity=quantity, price=price_of(quantity, unit), status=PurchaseStatus.ORDERED,
        ordered_at=now, ordered_by=actor.staff_id,
    )  # fmt: skip
    session.add(purchase)
    session.flush()
    after = {"quantity": str(quantity), "unit": unit.value, "price": str(purchase.price)}
    write_audit(session, now, actor, "order", "purchase", purchase.id, after=after)
    if session.get_one(Practice, session.info["practice_id"]).demo:
        pay_purchase(session, now, actor, purchase.id)
    return purchase


def order_reviewed(
    session: Session, now: datetime, actor: Actor, quantity: Decimal, unit: Unit, newest: int
) -> Purchase | None:
    """An order that was reviewed while ``newest`` was the number of the newest one, 0 for none.

    None, and nothing is ordered, if there is another since: a button pressed twice orders once.
    """
    session.execute(select(Plan).with_for_update())
    if (session.scalar(select(func.max(Purchase.id))) or 0) != newest:
        return None
    return order_credit(session, now, actor, quantity, unit)


def pay_purchase(session: Session, now: datetime, actor: Actor, purchase_id: int) -> bool:
    """The money came: what was bought counts from now on; False if this order does not wait for it.

    What is bought for a plan that has not begun yet counts when it does.
    """
    purchase = _waiting(session, purchase_id)
    if purchase is None:
        return False
    purchase.status, purchase.paid_at = PurchaseStatus.PAID, now
    write_audit(session, now, actor, "pay", "purchase", purchase.id, after={"status": purchase.status})
    # As it is now that it is locked, not as this session may have seen it before.
    plan = session.scalar(select(Plan).with_for_update().execution_options(populate_existing=True))
    if plan is not None and plan.unit == purchase.unit:
        _credit(session, now, actor, plan, purchase)
        wake_unpaid(session, now)
    return True


def cancel_purchase(session: Session, now: datetime, actor: Actor, purchase_id: int) -> bool | None:
    """Take an order back that was not paid; False if it does not wait for its payment any more, None if
    there is none of that number.
    """
    purchase = _waiting(session, purchase_id)
    if purchase is None:
        return None if session.get(Purchase, purchase_id) is None else False
    purchase.status, purchase.cancelled_at = PurchaseStatus.CANCELLED, now
    write_audit(session, now, actor, "cancel", "purchase", purchase.id, after={"status": purchase.status})
    return True


def _waiting(session: Session, purchase_id: int) -> Purchase | None:
    return session.scalar(
        select(Purchase)
        .where(Purchase.id == purchase_id, Purchase.status == PurchaseStatus.ORDERED)
        .with_for_update()
    )


def _credit(session: Session, now: datetime, actor: Actor, plan: Plan, purchase: Purchase) -> None:
    plan.balance += purchase.quantity
    plan.low_told_at = None
    session.add(
        LedgerEntry(
            at=now, kind=EntryKind.PURCHASE, unit=plan.unit, amount=purchase.quantity,
            purchase_id=purchase.id, staff_id=actor.staff_id,
        )
    )  # fmt: skip
    session.flush()
