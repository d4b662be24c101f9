"""Make the automated messages what a document says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.import_places import Known, hours_values
from app.actions.upsert_named import Named, upsert_named
from app.feeds.config.message_parts import AutomatedMessagePart
from app.models import RuleRow


def import_messages(
    session: Session, now: datetime, parts: Iterable[AutomatedMessagePart], known: Known, sets: Named
) -> Named:
    """Adds and changes; a message the document leaves out stays. Returns those there are, by name.

    One that stays enabled keeps the moment it was enabled: earlier moments must not fire again (E6).
    """
    there = RuleRow.deleted_at.is_(None)
    began = {row.name.casefold(): row.enabled_at for row in session.scalars(select(RuleRow).where(there))}
    wanted = []
    for part in parts:
        enabled_at = (began.get(part.name.casefold()) or now) if part.state == "enabled" else None
        wanted.append({**_values(part, known, sets), "enabled_at": enabled_at, "changed_at": now})
    return upsert_named(session, RuleRow, wanted, there)


def _values(part: AutomatedMessagePart, known: Known, sets: Named) -> dict[str, Any]:
    values = part.model_dump(exclude={"providers", "locations", "own_hours", "template_set"})
    return {
        **values,
        **hours_values(part.own_hours),
        "provider_ids": known.providers.all_of(part.providers),
        "location_ids": known.locations.all_of(part.locations),
        "template_set_id": sets[part.template_set] if part.template_set else None,
    }
