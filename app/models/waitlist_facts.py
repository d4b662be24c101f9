"""How a practice offers freed times (product J4)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.waitlist_form import Offering
from app.domain.waitlists import OfferOrder
from app.models.waitlist import WaitlistRules


def offer_settings(session: Session) -> Offering:
    """As the session's practice set it, if it did."""
    row = session.scalars(select(WaitlistRules)).one_or_none()
    if row is None:
        return Offering()
    return Offering(row.auto, row.batch, row.every_minutes, OfferOrder(row.offer_order))
