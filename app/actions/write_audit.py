"""Write one line of the audit log (product A5): a plain call in the action, in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models import AuditLine


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a staff user by id, and in words ("dana@willow.example", "parent", "feed csv")."""

    words: str
    staff_id: int | None = None


PARENT = Actor("parent")
CLOCK = Actor("clock")
COMMAND_LINE = Actor("command line")


def write_audit(
    session: Session,
    now: datetime,
    actor: Actor,
    action: str,
    subject: str,
    subject_id: int | None = None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """``before`` and ``after`` hold only what changed, as JSON values."""
    session.add(
        AuditLine(
            at=now,
            staff_id=actor.staff_id,
            actor=actor.words,
            action=action,
            subject=subject,
            subject_id=subject_id,
            before=before,
            after=after,
        )
    )
