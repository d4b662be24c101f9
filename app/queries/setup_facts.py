"""How far a practice has come on its way to the first reminder and to real sending (product L5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.setup_steps import TICKED, GoLiveStep, SetupFacts, ready_to_go_live
from app.models import (
    Answer,
    AppointmentRow,
    AuditLine,
    DeliveryRulesRow,
    Practice,
    StaffGroup,
    StaffUser,
    Template,
)


@dataclass(frozen=True, slots=True)
class GoLiveLine:
    """One condition of real sending. ``by`` and ``at`` (UTC) say who ticked it and when."""

    step: GoLiveStep
    done: bool
    by_hand: bool
    by: str
    at: datetime | None


def setup_facts(session: Session, practice_id: int) -> SetupFacts:
    """Everything the two lists are made from."""
    practice = session.get_one(Practice, practice_id)
    rules = select(DeliveryRulesRow.id).where(DeliveryRulesRow.changed_at > practice.created_at)
    return SetupFacts(
        has_phone=bool(practice.phone),
        has_visits=_any(session, select(AppointmentRow.id)),
        rules_changed=_any(session, rules),
        own_words=_any(session, select(Template.id).where(Template.current)),
        answered=_any(session, select(Answer.id).where(Answer.contact_id.is_not(None), Answer.via == "link")),
        administrators=_administrators(session),
        ticked=frozenset(practice.setup_steps),
    )


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


def _any(session: Session, question: Any) -> bool:
    return session.scalar(question.limit(1)) is not None


def _administrators(session: Session) -> int:
    """People who can sign in and may do everything; an invitation does not count before it is taken."""
    return (
        session.scalar(
            select(func.count())
            .select_from(StaffUser)
            .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
            .where(StaffGroup.administrators, StaffUser.disabled_at.is_(None), StaffUser.password_hash != "")
        )
        or 0
    )
