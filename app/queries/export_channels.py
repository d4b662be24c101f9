"""How a practice sends over each channel, as parts of the set-up document."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.preferences import Channel
from app.feeds.config.channel_parts import ChannelPart
from app.models import ChannelSetup

_FIELDS = ("sender", "sender_name", "reply_to", "resends", "resend_minutes", "stop_at", "restart_unfinished")


def channel_parts(session: Session) -> list[ChannelPart]:
    """Those somebody has set, in the order of the rule book. What a check found is not told."""
    rows = {row.channel: row for row in session.scalars(select(ChannelSetup))}
    return [
        ChannelPart(name=channel, **{field: getattr(rows[channel], field) for field in _FIELDS})
        for channel in Channel
        if channel in rows
    ]
