"""The audit log of a practice, newest first (product A5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditLine


def audit_lines(session: Session, limit: int) -> list[dict[str, Any]]:
    """The latest ``limit`` lines of the session's practice. ``at`` is ISO 8601 in UTC.

    ``before`` and ``after`` hold what changed, or null.
    """
    rows = session.scalars(select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc()).limit(limit))
    return [
        {
            "id": row.id,
            "at": row.at.isoformat(),
            "actor": row.actor,
            "action": row.action,
            "subject": row.subject,
            "subject_id": row.subject_id,
            "before": row.before,
            "after": row.after,
        }
        for row in rows
    ]
