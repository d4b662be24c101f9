"""Look again at a child's coming visits and messages, because what the rules look at changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.actions.claim_messages import take_back_about
from app.actions.hold_visits import hold_visits
from app.models import AppointmentRow


def replan_children(session: Session, now: datetime, patient_ids: Collection[int]) -> None:
    """Marks the visits that start at ``now`` (UTC) or later for the next tick.

    What is ready to leave about these children, and waits for its call, is decided anew.
    """
    hold_visits(session, now, patient_ids)
    session.execute(
        update(AppointmentRow)
        .where(AppointmentRow.patient_id.in_(patient_ids), AppointmentRow.starts_at >= now)
        .values(replan=True)
        .execution_options(synchronize_session=False)
    )
    take_back_about(session, patient_ids)
