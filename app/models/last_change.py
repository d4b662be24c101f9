"""Who changed something last, for whoever was typing meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.models.audit import AuditLine
from app.models.staff import StaffUser


class LastChange(NamedTuple):
    """``who`` as colleagues know them, or as the audit log names who has no account; ``at`` is UTC."""

    who: str
    at: datetime


def last_change(session: Session, subject: str, subject_id: int, *actions: str) -> LastChange | None:
    """By the audit log; None for what nobody has changed yet. ``actions`` are those that count, else all."""
    line = session.execute(
        select(StaffUser.name, AuditLine.actor, AuditLine.at)
        .select_from(AuditLine)
        .outerjoin(StaffUser, StaffUser.id == AuditLine.staff_id)
        .where(AuditLine.subject == subject, AuditLine.subject_id == subject_id)
        .where(AuditLine.action.in_(actions) if actions else true())
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
        .limit(1)
    ).one_or_none()
    return LastChange(line.name or line.actor, line.at) if line else None
