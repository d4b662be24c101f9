"""Staff copy the standard texts of a type into a set of their own, to change them there (product F1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.domain.staff_words import RULE_TYPES
from app.domain.timing import RuleType
from app.domain.wording.editable import every_text, standard_draft
from app.models import Template, TemplateSet

LONGEST_NAME = 60


def copy_template(session: Session, now: datetime, actor: Actor, kind: RuleType) -> int:
    """The id of the new set: every text of the type as its first version, none in use by a rule yet."""
    row = TemplateSet(type=kind, name=_free_name(session, kind), created_at=now)
    session.add(row)
    session.flush()
    for key in every_text(kind):
        draft = standard_draft(key)
        session.add(
            Template(
                set_id=row.id,
                staff_id=actor.staff_id,
                kind=key.occasion,
                channel=key.channel,
                language=key.language,
                variant=key.variant,
                version=1,
                subject=draft.subject,
                body=draft.body,
                created_at=now,
            )
        )
    write_audit(
        session, now, actor, "create", "template_set", row.id, after={"name": row.name, "type": row.type}
    )
    session.flush()
    return row.id


def taken_name(session: Session, name: str, but: int | None = None) -> bool:
    """Does another set in use have this name, whatever its capitals?"""
    same = func.lower(TemplateSet.name) == name.lower()
    others = select(TemplateSet.id).where(
        TemplateSet.archived_at.is_(None), same, TemplateSet.id != (but or 0)
    )
    return session.scalar(others.limit(1)) is not None


def _free_name(session: Session, kind: RuleType) -> str:
    wanted = f"Our {RULE_TYPES[kind].lower()}"
    number, name = 1, wanted
    while taken_name(session, name):
        number += 1
        name = f"{wanted} {number}"
    return name
