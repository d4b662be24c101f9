"""Make the practice's own texts what a document says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.upsert_named import Named, upsert_named
from app.feeds.config.document import ConfigDocument
from app.feeds.config.message_parts import TemplatePart
from app.models import RuleRow, Template, TemplateSet


def import_texts(session: Session, now: datetime, document: ConfigDocument) -> Named:
    """The sets there are afterwards, by name.

    A text that changed becomes a new version; one that is left out goes back to the standard. A set
    that is left out is put away, and messages that used it have the standard texts.
    """
    in_use = TemplateSet.archived_at.is_(None)
    new = {row.name.casefold() for row in session.scalars(select(TemplateSet).where(in_use))}
    wanted = [
        part.model_dump() | ({} if part.name.casefold() in new else {"created_at": now})
        for part in document.template_sets
    ]
    sets = upsert_named(session, TemplateSet, wanted, in_use)
    _put_away(session, now, set(sets.values()) - {sets[part.name] for part in document.template_sets})
    _write_texts(session, now, document.templates, sets)
    return sets


def _put_away(session: Session, now: datetime, ids: set[int]) -> None:
    session.execute(update(TemplateSet).where(TemplateSet.id.in_(ids)).values(archived_at=now))
    session.execute(update(RuleRow).where(RuleRow.template_set_id.in_(ids)).values(template_set_id=None))


def _write_texts(session: Session, now: datetime, parts: Iterable[TemplatePart], sets: Named) -> None:
    rows = session.scalars(select(Template).where(Template.current)).all()
    current = {(row.set_id, row.kind, row.channel, row.language, row.variant): row for row in rows}
    for part in parts:
        set_id = sets[part.template_set or ""]
        row = current.pop((set_id, part.message, part.channel, part.language, part.variant), None)
        if row is None or (row.subject, row.body) != (part.subject, part.body):
            _new_version(session, now, set_id, part)
    for row in current.values():
        row.current = False


def _new_version(session: Session, now: datetime, set_id: int, part: TemplatePart) -> None:
    same = (
        Template.set_id == set_id,
        Template.kind == part.message,
        Template.channel == part.channel,
        Template.language == part.language,
        Template.variant == part.variant,
    )
    last = session.scalar(select(Template.version).where(*same).order_by(Template.version.desc()).limit(1))
    session.execute(update(Template).where(*same).values(current=False))
    values = part.model_dump(exclude={"message", "template_set"})
    session.add(Template(set_id=set_id, kind=part.message, version=(last or 0) + 1, created_at=now, **values))
