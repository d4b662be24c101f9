"""A number or address turns out to be somebody else's: it is blocked, staff get a task (product H6, I1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.keep_address import keep_address
from app.actions.suppress_address import suppress_address
from app.actions.write_audit import PARENT
from app.domain.address_health import FixKind
from app.domain.failures import Failure
from app.feeds.addresses import ReadAddress
from app.models import FixTask


def note_wrong_number(session: Session, now: datetime, number: str, contact_id: int | None) -> None:
    """Nothing goes to ``number`` (E.164) any more; with a contact there is a task to correct it."""
    note_wrong_address(session, now, keep_address(session, ReadAddress("phone", number)), contact_id)


def note_wrong_address(session: Session, now: datetime, address_id: int, contact_id: int | None) -> None:
    """The same for an address on file, be it a number or an email address."""
    suppress_address(session, now, PARENT, address_id, Failure.WRONG_NUMBER)
    if contact_id is None:
        return
    session.execute(
        insert(FixTask)
        .values(
            practice_id=session.info["practice_id"],
            address_id=address_id,
            contact_id=contact_id,
            kind=FixKind.HARD,
            category=Failure.WRONG_NUMBER,
            opened_at=now,
        )
        .on_conflict_do_nothing()
    )
