"""Is everything running, in one line for the front desk (product M3)?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import FeedImport
from app.queries.health import read_health


@dataclass(frozen=True, slots=True)
class Running:
    """``troubles`` names what does not work (clock, worker, queue); ``waiting`` counts messages that are due.

    ``feed_at`` (UTC) is when the last import of this practice's schedule ended; None before the first.
    """

    troubles: tuple[str, ...]
    waiting: int
    feed_at: datetime | None


def running(session: Session, now: datetime, practice_id: int) -> Running:
    """The state of the whole installation, and of one practice's feed. The session sees every practice."""
    health = read_health(session, now)
    feed_at = session.scalar(
        select(func.max(FeedImport.finished_at)).where(
            FeedImport.practice_id == practice_id, FeedImport.state == "done", ~FeedImport.dry_run
        )
    )
    return Running(health.troubles, health.due, feed_at)
