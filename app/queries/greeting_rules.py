"""The automated message a page of greetings is about (product E8, K5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.greeting_words import greeting_sentence
from app.domain.rules import Rule
from app.domain.timing import RuleType
from app.models import RuleRow
from app.models.facts import rule_facts


@dataclass(frozen=True, slots=True)
class GreetingRule:
    """``seen`` goes back with a change (ISO 8601). ``rule`` is as if it were on, to be tried out."""

    id: int
    name: str
    on: bool
    draft: bool
    seen: str
    sentence: str
    rule: Rule


def greeting_rule(session: Session, now: datetime, kind: RuleType) -> GreetingRule | None:
    """The practice's message of this kind; of several one that is on, else the oldest."""
    row = session.scalars(
        select(RuleRow)
        .where(RuleRow.type == kind, RuleRow.deleted_at.is_(None))
        .order_by(RuleRow.enabled_at.is_(None), RuleRow.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    rule = rule_facts(row)
    tried = rule if rule.enabled_at else replace(rule, enabled_at=now)
    return GreetingRule(
        id=row.id,
        name=row.name,
        on=row.enabled_at is not None,
        draft=row.state == "draft",
        seen=row.changed_at.isoformat(),
        sentence=greeting_sentence(rule),
        rule=tried,
    )
