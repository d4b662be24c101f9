"""A number that was blocked because it cannot take texts wrote one: it can after all (product C6, G6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.suppress_address import allow_address
from app.actions.write_audit import PARENT
from app.domain.address_health import STORED_AS, AddressStep
from app.domain.failures import Failure
from app.domain.preferences import Channel
from app.models import Address, AddressEvent


def allow_texter(session: Session, now: datetime, number: str) -> bool:
    """``number`` (E.164) may be used again and its task is done, if only that was said of it.

    A complaint, a wrong number and what staff or the family blocked stand. False if nothing changed.
    """
    could_not = (
        select(AddressEvent.id)
        .where(
            AddressEvent.address_id == Address.id,
            AddressEvent.kind == AddressStep.HARD,
            AddressEvent.category == Failure.UNREACHABLE_NUMBER,
            AddressEvent.channel == Channel.TEXT,
        )
        .exists()
    )
    blocked = session.scalar(
        select(Address.id).where(
            Address.kind == STORED_AS[Channel.TEXT],
            Address.value == number,
            Address.suppressed_reason == Failure.UNREACHABLE_NUMBER,
            could_not,
        )
    )
    return blocked is not None and allow_address(session, now, PARENT, blocked)
