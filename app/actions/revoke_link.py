"""Take a parent's link back (product H1): from then on it looks like one that never was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.models import Link


def revoke_link(session: Session, now: datetime, actor: Actor, link_id: int) -> bool:
    """True if the link was live until now; False if it is unknown in this practice or was revoked before."""
    link = session.get(Link, link_id, with_for_update=True)
    if link is None or link.revoked_at is not None:
        return False
    link.revoked_at = now
    write_audit(session, now, actor, "link revoked", "link", link_id, before={}, after={"contact": link.contact_id})
    return True
