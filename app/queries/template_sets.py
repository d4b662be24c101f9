"""The practice's texts: which there are, who uses them, who changed them last (product F1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.domain.rule_sentences import when_words
from app.domain.timing import TO_FAMILIES, RuleType
from app.models import NextMessage, RuleRow, StaffUser, Template, TemplateSet
from app.models.facts import rule_facts


@dataclass(frozen=True, slots=True)
class UsingRule:
    """An automated message that uses a set. ``next_at`` (UTC) is when ``messages`` go next, or None."""

    id: int
    name: str
    enabled: bool
    when: str
    next_at: datetime | None
    messages: int


@dataclass(frozen=True, slots=True)
class SetLine:
    """One set, or the standard texts of a type: then ``id`` is None and nobody changed it.

    ``changed_by`` is a name, or empty when no person did it.
    """

    id: int | None
    kind: RuleType
    name: str
    rules: tuple[UsingRule, ...]
    changed_at: datetime | None = None
    changed_by: str = ""

    @property
    def is_on(self) -> bool:
        """Does an automated message that is on use these texts?"""
        return any(rule.enabled for rule in self.rules)


def template_list(session: Session) -> Mapping[RuleType, Sequence[SetLine]]:
    """For each type the standard texts, then the practice's own sets by name."""
    rules = _using(session)
    found: dict[RuleType, list[SetLine]] = {
        kind: [standard_line(session, kind, rules)] for kind in TO_FAMILIES
    }
    sets = session.scalars(
        select(TemplateSet).where(TemplateSet.archived_at.is_(None)).order_by(func.lower(TemplateSet.name))
    ).all()
    changed = _changed(session)
    for each in sets:
        found[RuleType(each.type)].append(_line(each, rules, changed))
    return found


def template_set(session: Session, set_id: int) -> SetLine | None:
    """One set that is in use or could be; None for an unknown or archived one."""
    row = session.scalar(
        select(TemplateSet).where(TemplateSet.id == set_id, TemplateSet.archived_at.is_(None))
    )
    return _line(row, _using(session), _changed(session, set_id)) if row else None


def standard_line(
    session: Session, kind: RuleType, rules: Mapping[tuple[str, int | None], list[UsingRule]] | None = None
) -> SetLine:
    """The standard texts of one type."""
    using = _using(session) if rules is None else rules
    return SetLine(None, kind, "Standard", tuple(using.get((kind.value, None), ())))


def _line(
    row: TemplateSet,
    rules: Mapping[tuple[str, int | None], list[UsingRule]],
    changed: Mapping[int, tuple[datetime, str]],
) -> SetLine:
    at, who = changed.get(row.id, (row.created_at, ""))
    using = tuple(rules.get((row.type, row.id), ()))
    return SetLine(row.id, RuleType(row.type), row.name, using, at, who)


def _using(session: Session) -> dict[tuple[str, int | None], list[UsingRule]]:
    """Rules by type and set; None is the standard."""
    coming: dict[int, dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
    for each in session.scalars(select(NextMessage).order_by(NextMessage.at)):
        coming[each.rule_id][each.at] += each.messages
    found: dict[tuple[str, int | None], list[UsingRule]] = defaultdict(list)
    rows = select(RuleRow).where(RuleRow.deleted_at.is_(None)).order_by(func.lower(RuleRow.name))
    for row in session.scalars(rows):
        found[row.type, row.template_set_id].append(_using_rule(row, coming.get(row.id, {})))
    return found


def _using_rule(row: RuleRow, coming: Mapping[datetime, int]) -> UsingRule:
    at = min(coming, default=None)
    return UsingRule(
        id=row.id,
        name=row.name,
        enabled=row.state == "enabled",
        when=when_words(rule_facts(row)),
        next_at=at,
        messages=coming[at] if at else 0,
    )


def _changed(session: Session, set_id: int | None = None) -> dict[int, tuple[datetime, str]]:
    """When each set was last changed, and by whom."""
    question = (
        select(Template.set_id, Template.created_at, StaffUser.name)
        .outerjoin(StaffUser, StaffUser.id == Template.staff_id)
        .ext(distinct_on(Template.set_id))
        .order_by(Template.set_id, Template.created_at.desc(), Template.id.desc())
    )
    if set_id is not None:
        question = question.where(Template.set_id == set_id)
    return {row.set_id: (row.created_at, row.name or "") for row in session.execute(question)}
