"""What is left to send with, as the tabs of the Message center say it (product L2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.plans import PlanKind, Unit
from app.domain.tariffs import amount_words
from app.models import Plan


@dataclass(frozen=True, slots=True)
class Balance:
    """``left`` may still be spent, in ``unit``; ``low`` when it is at the level of the alert or below."""

    unit: Unit
    left: Decimal
    low: bool

    @property
    def words(self) -> str:
        """E.g. "24,310 credits left"."""
        return f"{amount_words(self.left, self.unit)} left"


def balance(session: Session) -> Balance | None:
    """None under an unlimited plan, which has no balance."""
    row = session.execute(select(Plan.kind, Plan.unit, Plan.balance, Plan.low_balance)).one_or_none()
    if row is None or row.kind == PlanKind.UNLIMITED:
        return None
    low = row.low_balance is not None and row.balance <= row.low_balance
    return Balance(Unit(row.unit), row.balance, low)
