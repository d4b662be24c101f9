"""When vendors last reached us, each by its webhook: for the page Channels."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Heartbeat

_PREFIX = "webhook:"


def last_webhooks(session: Session) -> dict[str, datetime]:
    """The last rightly signed call (UTC, to the minute) of vonage_inbound, vonage_status, vonage_voice and
    sendgrid_events; one that never came is not in it.
    """
    rows = session.execute(
        select(Heartbeat.role, Heartbeat.at)
        .where(Heartbeat.role.startswith(_PREFIX))
        .order_by(Heartbeat.role)
    )
    return {row.role.removeprefix(_PREFIX): row.at for row in rows}
