"""The practice's automated messages, one line each (product E1 to E4, E8, E9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.rule_cautions import Caution
from app.domain.rule_fields import MINUTES_IN
from app.domain.rule_sentences import Names, way_words, when_words, whom_words
from app.domain.rules import Rule
from app.domain.staff_words import RULE_TYPES
from app.domain.timing import Anchor, RuleType
from app.models import AuditLine, NextMessage, RuleRow
from app.models.facts import rule_facts
from app.models.rule_choices import rule_names
from app.queries.rule_surroundings import rule_surroundings


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """Who turned a message off, and when (UTC); None for both while it is a draft."""

    who: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleLine:
    """``words`` names its own texts, empty for the standard ones. ``next_at`` (UTC) and ``next_count``
    are of the next 24 hours. ``off`` is set unless it is turned on."""

    id: int
    name: str
    type: RuleType
    type_words: str
    when: str
    whom: str
    way: str
    words: str
    next_at: datetime | None
    next_count: int
    off: SwitchedOff | None
    cautions: tuple[Caution, ...]


def automated_list(session: Session, now: datetime, longest_link: str) -> tuple[RuleLine, ...]:
    """In the order of a visit's life: booking, before the start, after it; then messages on a date."""
    rows = session.scalars(select(RuleRow).where(RuleRow.deleted_at.is_(None))).all()
    around = rule_surroundings(session, now, longest_link)
    coming, switched, names = _coming(session, now), _switched_off(session), rule_names(session)
    rules = sorted(((rule_facts(row), row) for row in rows), key=lambda pair: _in_life(*pair))
    return tuple(
        _line(rule, row, names, coming.get(row.id), switched.get(row.id), around.cautions_of(rule))
        for rule, row in rules
    )


def _line(
    rule: Rule,
    row: RuleRow,
    names: Names,
    coming: tuple[datetime, int] | None,
    off: SwitchedOff | None,
    doubts: tuple[Caution, ...],
) -> RuleLine:
    return RuleLine(
        id=row.id,
        name=row.name,
        type=rule.type,
        type_words=RULE_TYPES[rule.type],
        when=when_words(rule),
        whom=whom_words(rule, names),
        way=way_words(rule),
        words=names.template_sets.get(row.template_set_id or 0, ""),
        next_at=coming[0] if coming else None,
        next_count=coming[1] if coming else 0,
        off=None if row.state == "enabled" else _off(row, off),
        cautions=doubts,
    )


def _off(row: RuleRow, off: SwitchedOff | None) -> SwitchedOff:
    return SwitchedOff(None, None) if row.state == "draft" else off or SwitchedOff(None, row.changed_at)


def _in_life(rule: Rule, row: RuleRow) -> tuple[int, int, str]:
    minutes = rule.timing.amount * MINUTES_IN[rule.timing.unit]
    return (
        list(RuleType).index(rule.type),
        -minutes if rule.timing.anchor in (Anchor.START, Anchor.DUE) else minutes,
        row.name.lower(),
    )


def _coming(session: Session, now: datetime) -> Mapping[int, tuple[datetime, int]]:
    this_minute = now.replace(second=0, microsecond=0)
    counts = (
        select(NextMessage.rule_id, func.min(NextMessage.at), func.sum(NextMessage.messages))
        .where(NextMessage.at >= this_minute)
        .group_by(NextMessage.rule_id)
    )
    return {rule_id: (at, int(number)) for rule_id, at, number in session.execute(counts)}


def _switched_off(session: Session) -> Mapping[int, SwitchedOff]:
    """By rule: the last time somebody turned it off."""
    lines = (
        select(AuditLine.subject_id, AuditLine.actor, AuditLine.at)
        .where(AuditLine.subject == "rule", AuditLine.action == "disable")
        .order_by(AuditLine.at, AuditLine.id)
    )
    return {row.subject_id: SwitchedOff(row.actor, row.at) for row in session.execute(lines)}
