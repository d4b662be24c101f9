"""Somebody says that a step of the set-up or go-live list is done, or not (product L5, A5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.hold_visits import SHARED
from app.actions.write_audit import Actor, write_audit
from app.models import Practice


def tick_step(session: Session, now: datetime, actor: Actor, step: str, *, done: bool = True) -> bool:
    """Whether anything changed. ``step`` is one of SetupStep or GoLiveStep that a person decides."""
    row = session.get_one(Practice, session.info["practice_id"], with_for_update=SHARED)
    if (step in row.setup_steps) == done:
        return False
    row.setup_steps = sorted({*row.setup_steps, step} if done else {*row.setup_steps} - {step})
    write_audit(session, now, actor, "tick" if done else "untick", "setup_step", after={"step": str(step)})
    session.flush()
    return True
