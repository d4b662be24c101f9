"""Between the right password and the code: the browser may give a code, and nothing else (product A4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from flask import session

from app.actions.sign_in import SecondStep
from app.web.filters import counted, this_moment

HALF_WAY_LIMIT = timedelta(minutes=10)


def remember_half_way(step: SecondStep) -> None:
    """The password was right; for ten minutes a code completes it."""
    session.clear()
    session["half"] = [step.staff_id, step.session_version, this_moment().timestamp()]


def half_way() -> SecondStep | None:
    """Who gave the right password in this browser a moment ago."""
    staff_id, version, at = session.get("half") or (0, 0, 0.0)
    if this_moment().timestamp() - at > HALF_WAY_LIMIT.total_seconds():
        return None
    return SecondStep(staff_id, version)


def locked_words(until: datetime) -> str:
    """When it opens again; ``until`` is UTC."""
    # In minutes: before sign-in nobody can say in which time zone this person reads a clock.
    minutes = max(1, ceil((until - this_moment()).total_seconds() / 60))
    return f"Too many failed tries. Sign-in for this address opens again in {counted(minutes, 'minute')}."
