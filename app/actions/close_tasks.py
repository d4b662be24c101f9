"""Close what was to be done about numbers and addresses (product G6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor
from app.models import FixTask


def close_tasks(session: Session, now: datetime, actor: Actor, address_ids: Collection[int]) -> list[int]:
    """Every open task about these addresses is done; returns their ids."""
    rows = session.scalars(
        select(FixTask)
        .where(FixTask.address_id.in_(address_ids), FixTask.done_at.is_(None))
        .order_by(FixTask.id)
        .with_for_update()
    ).all()
    for row in rows:
        row.done_at, row.done_by = now, actor.staff_id
    return [row.id for row in rows]
