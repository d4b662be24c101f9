"""Staff turn an automated message on or off, delete it, or take that back (product A3, E6, E8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.change_rule import RuleChangedMeanwhile, rule_to_change, who_changed
from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor, write_audit
from app.models import AuditLine, Location, Provider, RuleRow, TemplateSet

UNDO_WITHIN = timedelta(minutes=10)


class Switched(Enum):
    """What came of it."""

    DONE = "done"
    ALREADY = "already"
    UNKNOWN = "unknown"


def enable_rule(
    session: Session, now: datetime, actor: Actor, rule_id: int, seen: str
) -> Switched | RuleChangedMeanwhile:
    """From ``now`` (UTC) on; nothing is told whose moment has passed (E6). ``seen`` as in change_rule."""
    row = rule_to_change(session, rule_id)
    if row is None:
        return Switched.UNKNOWN
    if row.state == "enabled":
        return Switched.ALREADY
    if seen != row.changed_at.isoformat():
        return RuleChangedMeanwhile(who_changed(session, rule_id), row.changed_at)
    _set(session, now, actor, "enable", row, state="enabled", enabled_at=now)
    return Switched.DONE


def disable_rule(session: Session, now: datetime, actor: Actor, rule_id: int) -> Switched:
    """Nothing of it goes any more; what waits is cancelled when its turn comes."""
    row = rule_to_change(session, rule_id)
    if row is None:
        return Switched.UNKNOWN
    if row.state != "enabled":
        return Switched.ALREADY
    _set(session, now, actor, "disable", row, state="disabled", enabled_at=None)
    return Switched.DONE


def delete_rule(session: Session, now: datetime, actor: Actor, rule_id: int) -> Switched:
    """Out of every list; the row stays for the messages it sent."""
    row = rule_to_change(session, rule_id)
    if row is None:
        return Switched.UNKNOWN
    _set(session, now, actor, "delete", row, state="disabled", enabled_at=None, deleted_at=now)
    return Switched.DONE


def undo_switch(session: Session, now: datetime, actor: Actor, rule_id: int, action: str) -> Switched:
    """Take one's own last ``action`` ("disable" or "delete") back if nothing came after it and it is not old.

    The message counts as if it had never been off, so that nothing is left out.
    """
    row = session.scalars(
        select(RuleRow).where(RuleRow.id == rule_id).with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        return Switched.UNKNOWN
    last = _last_line(session, rule_id)
    if last is None or (last.action, last.staff_id) != (action, actor.staff_id):
        return Switched.ALREADY
    if last.at < now - UNDO_WITHIN or _name_taken(session, row) or _misses_something(session, row):
        return Switched.ALREADY
    before = last.before or {}
    enabled_at = before.get("enabled_at")
    _set(
        session, now, actor, "restore", row,
        state=before.get("state", "disabled"),
        enabled_at=datetime.fromisoformat(enabled_at) if enabled_at else None,
        deleted_at=None,
    )  # fmt: skip
    replan_practice(session, now)
    return Switched.DONE


def _last_line(session: Session, rule_id: int) -> AuditLine | None:
    lines = select(AuditLine).where(AuditLine.subject == "rule", AuditLine.subject_id == rule_id)
    return session.scalars(lines.order_by(AuditLine.at.desc(), AuditLine.id.desc()).limit(1)).one_or_none()


def _name_taken(session: Session, row: RuleRow) -> bool:
    """Was the name of a deleted message given to another one meanwhile?"""
    same = func.lower(RuleRow.name) == row.name.lower()
    others = select(RuleRow.id).where(same, RuleRow.id != row.id, RuleRow.deleted_at.is_(None))
    return session.scalars(others.limit(1)).one_or_none() is not None


def _misses_something(session: Session, row: RuleRow) -> bool:
    """Were its texts put away, or a place or provider deleted, while nobody saw that it used them?"""
    texts = session.get(TemplateSet, row.template_set_id) if row.template_set_id else None
    if texts is not None and texts.archived_at is not None:
        return True
    used = ((Location, row.location_ids), (Provider, row.provider_ids))
    return any(
        len(set(ids)) > (session.scalar(select(func.count()).where(table.id.in_(ids))) or 0)
        for table, ids in used
    )


def _set(session: Session, now: datetime, actor: Actor, action: str, row: RuleRow, **after: Any) -> None:
    before = {column: getattr(row, column) for column in after}
    for column, value in after.items():
        setattr(row, column, value)
    row.changed_at = now
    write_audit(session, now, actor, action, "rule", row.id, before=_json(before), after=_json(after))
    session.flush()


def _json(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}
