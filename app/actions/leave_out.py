"""Staff take people off the list of a mailing, or put them on again (product K1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_mailing import held_draft
from app.actions.write_audit import Actor, write_audit
from app.models import Contact, Mailing
from app.models.among import among


def leave_out(
    session: Session, now: datetime, actor: Actor, mailing_id: int, contact_ids: Collection[int]
) -> int | None:
    """How many more get nothing of this draft; None for no draft. A contact of nobody here is passed over."""
    row = held_draft(session, mailing_id)
    if row is None:
        return None
    known = session.scalars(select(Contact.id).where(among(Contact.id, set(contact_ids)))).all()
    return _change(session, now, actor, row, "leave out", set(known) - set(row.left_out))


def take_back(
    session: Session, now: datetime, actor: Actor, mailing_id: int, contact_ids: Collection[int]
) -> int | None:
    """How many are on the list again; None for no draft."""
    row = held_draft(session, mailing_id)
    if row is None:
        return None
    return _change(session, now, actor, row, "take back", set(row.left_out) & set(contact_ids))


def _change(
    session: Session, now: datetime, actor: Actor, row: Mailing, action: str, contact_ids: set[int]
) -> int:
    if not contact_ids:
        return 0
    row.left_out = sorted(set(row.left_out) ^ contact_ids)
    row.changed_at = now
    after = {"contact_ids": sorted(contact_ids)}
    write_audit(session, now, actor, action, "mailing", row.id, after=after)
    session.flush()
    return len(contact_ids)
