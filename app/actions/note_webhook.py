"""Remember when each webhook was last opened with a right signature, for the page Channels."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.note_alive import note_alive
from app.models import Heartbeat

ROLE = "webhook:{hook}"
# Every webhook would write the same row and wait for the one before; a minute is near enough for people.
_NEAR_ENOUGH = timedelta(minutes=1)


def note_webhook(session: Session, now: datetime, hook: str) -> None:
    """``hook`` names the webhook: vonage_inbound, vonage_status, vonage_voice or sendgrid_events."""
    role = ROLE.format(hook=hook)
    last = session.scalar(select(Heartbeat.at).where(Heartbeat.role == role))
    if last is None or now - last > _NEAR_ENOUGH:
        note_alive(session, now, role)
