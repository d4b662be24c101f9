"""One automated message as its page shows it, saved, new or as typed (product E2 to E4, E8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.rule_cautions import Caution
from app.domain.rule_form import LONGEST_NAME, read_rule
from app.domain.rule_parts import starting_rule
from app.domain.rule_sentences import rule_sentences
from app.domain.rules import Rule
from app.domain.staff_words import RULE_TYPES
from app.domain.timing import RuleType
from app.domain.typed_rule import NamedRule, TypedRule, typed_rule
from app.models import Message, RuleRow
from app.models.facts import rule_facts
from app.models.rule_choices import RuleChoices, rule_choices
from app.queries.rule_surroundings import rule_surroundings


@dataclass(frozen=True, slots=True)
class RuleEditor:
    """``saved`` is the message as it stands; its id is 0 for one that is not saved yet.

    ``seen`` goes back with the form (ISO 8601). ``read`` is what the form says, None while it holds
    something that cannot be used; then ``errors`` say what by field.
    """

    saved: Rule
    name: str
    seen: str
    type_words: str
    choices: RuleChoices
    typed: TypedRule
    read: NamedRule | None
    said: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


def saved_rule(
    session: Session, now: datetime, rule_id: int, longest_link: str, typed: TypedRule | None = None
) -> RuleEditor | None:
    """A message of the practice, with what is typed in its place; None if unknown or deleted."""
    row = _row(session, rule_id)
    if row is None:
        return None
    named = NamedRule(row.name, rule_facts(row))
    return _editor(session, now, named, row.changed_at.isoformat(), longest_link, typed)


def new_rule(
    session: Session, now: datetime, kind: RuleType, longest_link: str, typed: TypedRule | None = None
) -> RuleEditor:
    """A message of this type that is not saved yet."""
    begun = starting_rule(kind)
    named = NamedRule(_free_name(session, RULE_TYPES[kind]), begun)
    return _editor(session, now, named, "", longest_link, typed)


def copied_rule(
    session: Session, now: datetime, rule_id: int, longest_link: str, typed: TypedRule | None = None
) -> RuleEditor | None:
    """A new message that begins with the settings of another one; None if that is unknown or deleted."""
    row = _row(session, rule_id)
    if row is None:
        return None
    copy = replace(rule_facts(row), id=0, enabled_at=None)
    return _editor(session, now, NamedRule(_free_name(session, row.name), copy), "", longest_link, typed)


def rule_names_of(session: Session) -> dict[int, str]:
    """The practice's automated messages by id, in alphabetical order."""
    known = select(RuleRow.id, RuleRow.name).where(RuleRow.deleted_at.is_(None))
    rows = session.execute(known.order_by(func.lower(RuleRow.name)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class SentBefore:
    """How many messages of a rule went out so far, and how many wait to go."""

    sent: int
    waiting: int


def sent_before(session: Session, rule_id: int) -> SentBefore:
    """For whoever is about to delete the rule."""
    counts = select(
        func.count().filter(Message.sent_at.is_not(None)),
        func.count().filter(Message.status.in_(("queued", "no_credit"))),
    ).where(Message.rule_id == rule_id)
    sent, waiting = session.execute(counts).one()
    return SentBefore(sent, waiting)


def _row(session: Session, rule_id: int) -> RuleRow | None:
    known = select(RuleRow).where(RuleRow.id == rule_id, RuleRow.deleted_at.is_(None))
    return session.scalars(known).one_or_none()


def _free_name(session: Session, name: str) -> str:
    taken = {
        each.lower() for each in session.scalars(select(RuleRow.name).where(RuleRow.deleted_at.is_(None)))
    }
    numbered = (f"{name[: LONGEST_NAME - 4]} {number}" for number in range(2, 1000))
    return name if name.lower() not in taken else next(each for each in numbered if each.lower() not in taken)


def _editor(
    session: Session, now: datetime, named: NamedRule, seen: str, link: str, typed: TypedRule | None
) -> RuleEditor:
    choices = rule_choices(session, now, named.rule)
    filled = typed or typed_rule(named)
    read = read_rule(filled, named.rule, choices.ids())
    page = RuleEditor(
        saved=named.rule,
        name=named.name,
        seen=seen,
        type_words=RULE_TYPES[named.rule.type],
        choices=choices,
        typed=filled,
        read=read if isinstance(read, NamedRule) else None,
    )
    if not isinstance(read, NamedRule):
        return replace(page, errors={each.field: each.words for each in read})
    around = rule_surroundings(session, now, link)
    return replace(
        page, said=rule_sentences(read.rule, choices.names()), cautions=around.cautions_of(read.rule)
    )
