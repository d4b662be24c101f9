"""How a practice offers freed times (product J4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.waitlists import OfferOrder
from app.models.waitlist import WaitlistRules


@dataclass(frozen=True, slots=True)
class OfferRules:
    """``auto`` offers without being told to; ``batch`` families are asked every ``every_minutes``."""

    auto: bool = False
    batch: int = 5
    every_minutes: int = 10
    order: OfferOrder = OfferOrder.LONGEST_WAITING


def offer_settings(session: Session) -> OfferRules:
    """Those of the session's practice; without a row the defaults."""
    row = session.scalars(select(WaitlistRules)).one_or_none()
    if row is None:
        return OfferRules()
    return OfferRules(row.auto, row.batch, row.every_minutes, OfferOrder(row.offer_order))
