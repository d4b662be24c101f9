"""How far a practice has come on its way to the first reminder and to real sending (product L5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.setup_steps import TICKED, GoLiveStep, SetupFacts, ready_to_go_live
from app.models import AuditLine
from app.models.setup_facts import setup_facts

__all__ = ["GoLiveLine", "go_live_list", "setup_facts"]


@dataclass(frozen=True, slots=True)
class GoLiveLine:
    """One condition of real sending. ``by`` and ``at`` (UTC) say who ticked it and when."""

    step: GoLiveStep
    done: bool
    by_hand: bool
    by: str
    at: datetime | None


def go_live_list(session: Session, facts: SetupFacts) -> list[GoLiveLine]:
    """The conditions of real sending in their order."""
    ready = ready_to_go_live(facts)
    ticks = _ticks(session)
    lines = []
    for step in GoLiveStep:
        by, at = ticks.get(step.value, ("", None)) if step in ready else ("", None)
        lines.append(GoLiveLine(step, step in ready, step in TICKED, by, at))
    return lines


def _ticks(session: Session) -> dict[str, tuple[str, datetime]]:
    """Who last ticked which step, and when."""
    rows = session.scalars(
        select(AuditLine)
        .where(AuditLine.subject == "setup_step", AuditLine.action == "tick")
        .order_by(AuditLine.at, AuditLine.id)
    )
    return {str((row.after or {}).get("step", "")): (row.actor, row.at) for row in rows}
