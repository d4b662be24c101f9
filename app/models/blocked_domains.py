"""Email domains that get nothing, and what that makes of a new address behind one (product C6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.do_not_send import WHOLE_DOMAIN, domain_of
from app.models.failure import BlockedDomain


def blocked_domains(session: Session, values: Iterable[str]) -> dict[str, datetime]:
    """Those of the domains behind these addresses that are blocked, and since when (UTC)."""
    domains = {domain_of(value) for value in values} - {""}
    if not domains:
        return {}
    rows = session.execute(
        select(BlockedDomain.domain, BlockedDomain.created_at).where(BlockedDomain.domain.in_(domains))
    )
    return {row.domain: row.created_at for row in rows}


def block_of(value: str, blocked: Mapping[str, datetime]) -> dict[str, Any]:
    """The columns of a new address behind a blocked domain; none for any other."""
    since = blocked.get(domain_of(value))
    return {"suppressed_at": since, "suppressed_reason": WHOLE_DOMAIN} if since else {}
