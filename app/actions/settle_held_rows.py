"""A row that was held is over when a newer file speaks of the same appointment (product B2, B8)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.feeds.row_reasons import Outcome
from app.models import FeedImport, FeedRowIssue


def settle_held_rows(
    session: Session, now: datetime, newer: FeedImport, external_ids: Collection[str]
) -> None:
    """Close what earlier files of the source left open about these appointments.

    If the newer file is no better, its own row is held and shown instead: once, not twice.
    """
    found = session.execute(
        select(FeedRowIssue, FeedImport)
        .join(FeedImport, FeedImport.id == FeedRowIssue.import_id)
        .options(defer(FeedImport.content))
        .where(
            FeedImport.source_id == newer.source_id,
            FeedImport.id < newer.id,
            FeedRowIssue.outcome == Outcome.HELD.value,
            FeedRowIssue.resolved_at.is_(None),
        )
    )
    for issue, earlier in found:
        number = earlier.mapping["external_id"]
        if " ".join(str(issue.cells[number]).split()) in external_ids:
            issue.resolved_at = now
