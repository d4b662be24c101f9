"""Put a phone number or email address on the do-not-send list, or take it off (product C6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.actions.hold_visits import hold_visits
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.models import Address, Contact, PatientContact
from app.models.facts import ADDRESS_COLUMNS


def suppress_address(session: Session, now: datetime, actor: Actor, address_id: int, reason: str) -> bool:
    """From now on nothing goes to it, whoever's it is. False if this practice has no such address."""
    return _mark(session, now, actor, address_id, now, reason.strip() or "Asked by the family")


def allow_address(session: Session, now: datetime, actor: Actor, address_id: int) -> bool:
    """It may be used again. False if this practice has no such address."""
    return _mark(session, now, actor, address_id, None, None)


def _mark(
    session: Session,
    now: datetime,
    actor: Actor,
    address_id: int,
    suppressed_at: datetime | None,
    reason: str | None,
) -> bool:
    hold_visits(session, now, _children(session, address_id))
    row = session.get(Address, address_id, with_for_update=True)
    if row is None:
        return False
    if (row.suppressed_at is None) == (suppressed_at is None):
        return True
    before = {"suppressed_reason": row.suppressed_reason}
    row.suppressed_at, row.suppressed_reason = suppressed_at, reason
    action = "suppress" if suppressed_at else "allow"
    write_audit(
        session, now, actor, action, "address", row.id, before=before, after={"suppressed_reason": reason}
    )
    session.flush()
    replan_children(session, now, _children(session, address_id))
    return True


def _children(session: Session, address_id: int) -> list[int]:
    """Everyone's children who has this address: it is one object, shared (C6)."""
    held = [getattr(Contact, column) == address_id for column in ADDRESS_COLUMNS.values()]
    question = (
        select(PatientContact.patient_id)
        .join(Contact, Contact.id == PatientContact.contact_id)
        .where(or_(*held))
    )
    return list(session.scalars(question))
