"""A parent says that a number or address on the page is not theirs (product H6, C6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.note_wrong_number import note_wrong_address
from app.domain.preferences import AddressKind
from app.models.reach import SHOWN, read_reach


def report_wrong_number(session: Session, now: datetime, contact_id: int, kind: AddressKind) -> bool:
    """Nothing goes there any more, and staff have a task. False if the page shows no such address."""
    reach = read_reach(session, contact_id)
    row = reach.addresses.get(kind) if reach and kind in SHOWN else None
    if row is None:
        return False
    note_wrong_address(session, now, row.id, contact_id)
    return True
