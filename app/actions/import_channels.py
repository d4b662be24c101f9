"""Make a practice's channels what a set-up document says; none goes live or comes back by it (product L5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.upsert_named import set_values
from app.feeds.config.channel_parts import ChannelPart
from app.feeds.config.reading import ConfigRefused
from app.models import ChannelSetup
from app.models.channel_facts import lasting_setup


def import_channels(session: Session, now: datetime, parts: Iterable[ChannelPart]) -> None:
    """A channel that is left out stays. Raises ConfigRefused for another sender of a channel that is live,
    which would send unchecked.
    """
    for part in parts:
        row = lasting_setup(session, now, part.name)
        _refuse(row, part)
        set_values(row, part.model_dump(exclude={"name"}))
        if session.is_modified(row):
            row.changed_at = now


def _refuse(row: ChannelSetup, part: ChannelPart) -> None:
    if row.activated_at is not None and part.sender != row.sender:
        words = f"this channel is live from {row.sender}. Put it back into the sandbox first."
        raise ConfigRefused([f"channels.{part.name}.sender: {words}"])
