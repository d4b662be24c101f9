"""Make a practice's set-up what a document says (contract: config import): all of it or nothing.

What the document leaves out stays: a department or location may hold history, so an import adds and
changes, and only holidays and templates, which hold none, are taken away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.actions.replan_practice import replan_practice
from app.actions.write_audit import Actor, write_audit
from app.feeds.config.differences import Difference
from app.feeds.config.document import (
    DAYS,
    AutomatedMessagePart,
    ConfigDocument,
    DeliveryRulesPart,
    TemplatePart,
)
from app.models import DeliveryRulesRow, Department, Holiday, Location, Practice, Provider, RuleRow, Template


class _Named(Protocol):
    id: Any
    name: Any


def import_config(
    session: Session,
    now: datetime,
    actor: Actor,
    practice_id: int,
    document: ConfigDocument,
    changes: list[Difference],
) -> None:
    """Write ``document``; ``changes`` is what it changes, for the audit log. No change writes nothing.

    The next tick looks at every coming visit again, since it may be asked for at another time now.
    """
    if not changes:
        return
    _set(session.get_one(Practice, practice_id), document.practice.model_dump())
    places = _upsert(session, Location, [part.model_dump() for part in document.locations])
    departments = _upsert(session, Department, [part.model_dump() for part in document.departments])
    people = _upsert(session, Provider, [part.model_dump() for part in document.providers])
    _write_delivery_rules(session, now, document.delivery_rules, departments)
    _write_holidays(session, document, places)
    _upsert(session, RuleRow, [_rule(part, now, people, places) for part in document.automated_messages])
    _write_templates(session, now, document.templates)
    session.flush()
    replan_practice(session, now)
    write_audit(
        session,
        now,
        actor,
        "import set-up",
        "practice",
        practice_id,
        before={change.place: change.before for change in changes},
        after={change.place: change.after for change in changes},
    )


def _set(row: object, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _upsert(session: Session, table: Any, wanted: list[dict[str, Any]]) -> dict[str, int]:
    """Rows of a named thing, by name; returns the id of every name there is afterwards."""
    known: dict[str, _Named] = {row.name: row for row in session.scalars(select(table).order_by(table.id))}
    for values in wanted:
        row = known.get(values["name"])
        if row is None:
            row = table(**values)
            session.add(row)
            known[values["name"]] = row
        else:
            _set(row, _kept(row, values))
    session.flush()
    return {name: row.id for name, row in known.items()}


def _kept(row: Any, values: dict[str, Any]) -> dict[str, Any]:
    """A rule that stays enabled keeps the moment it was enabled: earlier moments must not fire again (E6)."""
    if values.get("enabled_at") and row.enabled_at:
        return {name: value for name, value in values.items() if name != "enabled_at"}
    return values


def _write_delivery_rules(
    session: Session, now: datetime, part: DeliveryRulesPart, departments: dict[str, int]
) -> None:
    values = part.model_dump(exclude={"department", "days"})
    values["days"] = sorted(DAYS.index(day) for day in part.days)
    values["department_id"] = departments[part.department] if part.department else None
    row = session.scalars(select(DeliveryRulesRow)).one()
    _set(row, values)
    if session.is_modified(row):
        row.changed_at = now


def _write_holidays(session: Session, document: ConfigDocument, places: dict[str, int]) -> None:
    session.execute(delete(Holiday))
    for part in document.holidays:
        place = places[part.location] if part.location else None
        session.add(Holiday(day=part.day, name=part.name, location_id=place))


def _rule(
    part: AutomatedMessagePart, now: datetime, people: dict[str, int], places: dict[str, int]
) -> dict[str, Any]:
    values = part.model_dump(exclude={"providers", "locations"})
    values["provider_ids"] = [people[name] for name in part.providers]
    values["location_ids"] = [places[name] for name in part.locations]
    values["enabled_at"] = now if part.state == "enabled" else None
    values["changed_at"] = now
    return values


def _write_templates(session: Session, now: datetime, parts: list[TemplatePart]) -> None:
    """A text that changed becomes a new version; one that is left out goes back to the standard."""
    rows = session.scalars(select(Template).where(Template.current)).all()
    current = {(row.kind, row.channel, row.language, row.variant): row for row in rows}
    for part in parts:
        row = current.pop((part.message, part.channel, part.language, part.variant), None)
        if row is None or (row.subject, row.body) != (part.subject, part.body):
            _new_version(session, now, part)
    for row in current.values():
        row.current = False


def _new_version(session: Session, now: datetime, part: TemplatePart) -> None:
    same = (
        Template.kind == part.message,
        Template.channel == part.channel,
        Template.language == part.language,
        Template.variant == part.variant,
    )
    last = (
        session.scalar(select(Template.version).where(*same).order_by(Template.version.desc()).limit(1)) or 0
    )
    session.execute(update(Template).where(*same).values(current=False))
    values = part.model_dump(exclude={"message"})
    session.add(Template(kind=part.message, version=last + 1, created_at=now, **values))
