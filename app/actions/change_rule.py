"""Staff change an automated message (product E2 to E4, E6, E8): all fields at once, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor, write_audit
from app.domain.rule_fields import Wrong
from app.domain.rule_form import read_rule
from app.domain.rule_reach import reaches_back
from app.domain.rules import Rule
from app.domain.typed_rule import NamedRule, TypedRule
from app.models import RuleRow
from app.models.facts import rule_facts
from app.models.last_change import last_change
from app.models.rule_choices import rule_choices


@dataclass(frozen=True, slots=True)
class RuleSaved:
    """``changed`` names the columns that differ from before; empty when nothing did."""

    rule_id: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleRefused:
    """Nothing was saved; what is wrong, in the order of the form."""

    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class RuleChangedMeanwhile:
    """Nothing was saved: ``who`` changed the message at ``at`` (UTC), after this form was opened."""

    who: str
    at: datetime


def change_rule(
    session: Session, now: datetime, actor: Actor, rule_id: int, typed: TypedRule, seen: str
) -> RuleSaved | RuleRefused | RuleChangedMeanwhile | None:
    """``seen`` is the ``changed_at`` the form was made from, in ISO 8601. None if there is no such message.

    One that is turned on counts as turned on anew if the change could make a moment count that has
    passed (E6). What waits to go and no longer fits is cancelled when its turn comes.
    """
    row = rule_to_change(session, rule_id)
    if row is None:
        return None
    if seen != row.changed_at.isoformat():
        return RuleChangedMeanwhile(who_changed(session, rule_id), row.changed_at)
    saved = rule_facts(row)
    read = read_rule(typed, saved, rule_choices(session, now, saved).ids())
    if not isinstance(read, NamedRule):
        return RuleRefused(read)
    return RuleSaved(
        rule_id, _save(session, now, actor, row, NamedRule(read.name, as_of(now, saved, read.rule)))
    )


def as_of(now: datetime, saved: Rule, changed: Rule) -> Rule:
    """``changed`` with the moment from which it counts when it takes the place of ``saved``."""
    if saved.enabled_at is not None and reaches_back(saved, changed):
        return replace(changed, enabled_at=now)
    return changed


def rule_to_change(session: Session, rule_id: int) -> RuleRow | None:
    """The row, locked until the end of the transaction, unless it is unknown or deleted.

    What refers to it, such as a planned message, may be written meanwhile.
    """
    known = select(RuleRow).where(RuleRow.id == rule_id, RuleRow.deleted_at.is_(None))
    return session.scalars(known.with_for_update(key_share=True)).one_or_none()


def who_changed(session: Session, rule_id: int) -> str:
    """Who changed the message last."""
    last = last_change(session, "rule", rule_id)
    return last.who if last else "Somebody"


def _save(session: Session, now: datetime, actor: Actor, row: RuleRow, named: NamedRule) -> tuple[str, ...]:
    after = rule_columns(named)
    before = rule_columns(NamedRule(row.name, rule_facts(row)))
    changed = tuple(column for column in after if before[column] != after[column])
    if not changed:
        return ()
    for column in changed:
        setattr(row, column, after[column])
    row.changed_at = now
    row.enabled_at = named.rule.enabled_at
    write_audit(
        session, now, actor, "change", "rule", row.id,
        before=json_values({column: before[column] for column in changed}),
        after=json_values({column: after[column] for column in changed}),
    )  # fmt: skip
    session.flush()
    if row.enabled_at is not None and set(changed) - {"name", "template_set_id"}:
        replan_practice(session, now)
    return changed


def rule_columns(named: NamedRule) -> dict[str, Any]:
    """What the form sets, by column; the same rule always gives the same values."""
    rule, hours = named.rule, named.rule.hours
    wait = rule.escalate_after
    same = (
        "last_useful_minutes",
        "age_from",
        "age_to",
        "at_time",
        "tries",
        "try_every_days",
        "template_set_id",
    )
    return {
        "name": named.name,
        "anchor": rule.timing.anchor.value,
        "amount": rule.timing.amount,
        "unit": rule.timing.unit.value,
        "statuses": sorted(rule.statuses),
        "visit_types": sorted(rule.visit_types),
        "provider_ids": sorted(rule.provider_ids),
        "location_ids": sorted(rule.location_ids),
        "new_patients": rule.new_patients.value,
        "window_from": hours.window_from if hours else None,
        "window_to": hours.window_to if hours else None,
        "days": sorted(hours.days) if hours else None,
        "channel_mode": rule.channel_mode.value,
        "channel": rule.channel.value if rule.channel else None,
        "escalate_after_minutes": None if wait is None else int(wait.total_seconds()) // 60,
        **{each.name: getattr(rule, each.name) for each in fields(Rule) if each.name in same},
    }


def json_values(values: dict[str, Any]) -> dict[str, Any]:
    """Columns as the audit log keeps them."""
    return {
        column: value.isoformat("minutes") if hasattr(value, "isoformat") else value
        for column, value in values.items()
    }
