"""Take parents' links back (product H1): from then on they look like links that never were."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.models import Link


def revoke_links(session: Session, now: datetime, actor: Actor, link_ids: Collection[int]) -> int:
    """How many of them were live in this practice until now; the others are left as they are."""
    live = session.scalars(
        select(Link)
        .where(Link.id.in_(link_ids), Link.revoked_at.is_(None))
        .order_by(Link.id)
        .with_for_update()
    ).all()
    for link in live:
        link.revoked_at = now
        write_audit(
            session, now, actor, "revoke link", "link", link.id, before={}, after={"contact": link.contact_id}
        )
    return len(live)
