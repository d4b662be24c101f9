"""Ask the next tick to look again at every coming visit, because the times when messages go out changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.hold_visits import hold_visits
from app.models import AppointmentRow


def replan_practice(session: Session, now: datetime) -> None:
    """Marks the visits of the session's practice that start at ``now`` (UTC) or later."""
    hold_visits(session, now)
    session.execute(
        update(AppointmentRow)
        .where(AppointmentRow.starts_at >= now, ~AppointmentRow.replan)
        .values(replan=True)
        .execution_options(synchronize_session=False)
    )
