"""What is known of a practice on its way to the first reminder and to real sending (product L5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.setup_steps import SetupFacts
from app.models.appointment import Answer, AppointmentRow
from app.models.practice import DeliveryRulesRow, Practice
from app.models.rule import Template
from app.models.staff import StaffGroup, StaffUser


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
