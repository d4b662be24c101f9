"""Staff write a new automated message (product E1, E8): a draft, which sends nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.actions.change_rule import RuleRefused, RuleSaved, json_values, rule_columns
from app.actions.write_audit import Actor, write_audit
from app.domain.rule_form import read_rule
from app.domain.rules import Rule
from app.domain.typed_rule import NamedRule, TypedRule
from app.models import RuleRow
from app.models.rule_choices import rule_choices


def create_rule(
    session: Session, now: datetime, actor: Actor, begun: Rule, typed: TypedRule
) -> RuleSaved | RuleRefused:
    """A new message as a draft; ``begun`` is what its form began with."""
    read = read_rule(typed, begun, rule_choices(session, now, begun).ids())
    if not isinstance(read, NamedRule):
        return RuleRefused(read)
    columns = rule_columns(read)
    row = RuleRow(
        **columns, type=begun.type.value, state="draft", purpose=begun.purpose.value, changed_at=now
    )
    session.add(row)
    session.flush()
    write_audit(
        session, now, actor, "create", "rule", row.id, after=json_values({"type": row.type, **columns})
    )
    return RuleSaved(row.id, tuple(columns))
