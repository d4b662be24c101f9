"""The part of the set-up document about freed times (contract: config export, config import)."""

from __future__ import annotations

from pydantic import Field

from app.domain.waitlists import OfferOrder
from app.feeds.config.values import Part


class WaitlistPart(Part):
    """How freed times are offered to those who wait (J4). Left out, it is what a new practice has."""

    auto: bool = False
    batch: int = Field(5, ge=1, le=50)
    every_minutes: int = Field(10, ge=5, le=240)
    order: OfferOrder = OfferOrder.LONGEST_WAITING
