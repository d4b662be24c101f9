"""The newest orders of credits, or of money paid in (product L1, L4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.plans import PurchaseStatus, Unit
from app.models import Purchase, StaffUser

MOST = 20


@dataclass(frozen=True, slots=True)
class Bought:
    """An order; ``who`` placed it, empty where that was done at the command line. Moments are UTC.

    It counts from ``paid_at`` on; ``price`` is in dollars.
    """

    id: int
    unit: Unit
    quantity: Decimal
    price: Decimal
    status: PurchaseStatus
    who: str
    ordered_at: datetime
    paid_at: datetime | None


def latest_purchases(session: Session) -> tuple[Bought, ...]:
    """The twenty newest of the session's practice, newest first."""
    rows = session.execute(
        select(Purchase, func.coalesce(StaffUser.name, "").label("who"))
        .outerjoin(StaffUser, StaffUser.id == Purchase.ordered_by)
        .order_by(Purchase.id.desc())
        .limit(MOST)
    )
    return tuple(
        Bought(
            id=row.id, unit=Unit(row.unit), quantity=row.quantity, price=row.price,
            status=PurchaseStatus(row.status), who=who, ordered_at=row.ordered_at, paid_at=row.paid_at,
        )
        for row, who in rows
    )  # fmt: skip
