"""Feeds and staff take turns at who is whose contact (product B8): what a feed read stays as it was."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import FeedSource


def hold_feeds(session: Session, source_id: int | None = None) -> None:
    """Wait for one feed, or all of the practice, and hold it until the transaction ends.

    Rows that refer to the feed may be written meanwhile.
    """
    wanted = select(FeedSource.id).order_by(FeedSource.id).with_for_update(key_share=True)
    if source_id is not None:
        wanted = wanted.where(FeedSource.id == source_id)
    session.execute(wanted)
