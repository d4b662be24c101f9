"""Put a whole email domain on the do-not-send list, or take it off (product C6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.actions.hold_visits import hold_visits
from app.actions.replan_children import replan_children
from app.actions.suppress_address import children_at
from app.actions.write_audit import Actor, write_audit
from app.domain.do_not_send import WHOLE_DOMAIN
from app.models import Address, BlockedDomain


def block_domain(session: Session, now: datetime, actor: Actor, domain: str, reason: str) -> bool:
    """Nothing goes to addresses behind ``domain`` (small letters, no @), also to those that come later.

    Behind its subdomains it does. False if it was blocked before.
    """
    if session.scalar(select(BlockedDomain.id).where(BlockedDomain.domain == domain)):
        return False
    row = BlockedDomain(domain=domain, reason=reason.strip(), staff_id=actor.staff_id, created_at=now)
    session.add(row)
    session.flush()
    changed = _mark(session, now, _behind(domain) & Address.suppressed_at.is_(None), now, WHOLE_DOMAIN)
    write_audit(
        session, now, actor, "suppress", "email_domain", row.id,
        after={"domain": domain, "reason": row.reason, "addresses": changed},
    )  # fmt: skip
    return True


def allow_domain(session: Session, now: datetime, actor: Actor, domain_id: int) -> str | None:
    """The domain, which may be written to again; None if it is not blocked.

    Addresses that are blocked for a reason of their own stay so.
    """
    row = session.get(BlockedDomain, domain_id, with_for_update=True)
    if row is None:
        return None
    blocked = _behind(row.domain) & (Address.suppressed_reason == WHOLE_DOMAIN)
    changed = _mark(session, now, blocked, None, None)
    write_audit(
        session, now, actor, "allow", "email_domain", row.id,
        before={"domain": row.domain, "reason": row.reason}, after={"addresses": changed},
    )  # fmt: skip
    session.delete(row)
    session.flush()
    return row.domain


def _behind(domain: str) -> ColumnElement[bool]:
    return (Address.kind == "email") & (func.split_part(Address.value, "@", 2) == domain)


def _mark(
    session: Session, now: datetime, which: ColumnElement[bool], at: datetime | None, reason: str | None
) -> int:
    """How many were marked; the visits of whoever has them are taken first, and planned again."""
    ids: Collection[int] = session.scalars(select(Address.id).where(which).order_by(Address.id)).all()
    children = children_at(session, *ids)
    hold_visits(session, now, children)
    session.execute(
        update(Address).where(Address.id.in_(ids)).values(suppressed_at=at, suppressed_reason=reason)
    )
    replan_children(session, now, children)
    return len(ids)
