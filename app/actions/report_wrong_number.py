"""A parent says that a number or address on the page is not theirs (product H6, C6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.suppress_address import suppress_address
from app.actions.write_audit import PARENT
from app.domain.address_health import FixKind
from app.domain.preferences import AddressKind
from app.models import FixTask
from app.models.reach import SHOWN, read_reach

NOT_THEIRS = "The family says that it is not theirs."


def report_wrong_number(session: Session, now: datetime, contact_id: int, kind: AddressKind) -> bool:
    """Nothing goes there any more, and staff have a task. False if the page shows no such address."""
    reach = read_reach(session, contact_id)
    row = reach.addresses.get(kind) if reach and kind in SHOWN else None
    if row is None:
        return False
    if row.suppressed_at is None:
        suppress_address(session, now, PARENT, row.id, NOT_THEIRS)
    session.execute(
        insert(FixTask)
        .values(
            practice_id=session.info["practice_id"],
            address_id=row.id,
            contact_id=contact_id,
            kind=FixKind.WRONG,
            opened_at=now,
        )
        .on_conflict_do_nothing()
    )
    return True
