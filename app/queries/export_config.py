"""A practice's whole set-up as a document (contract: config export)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from app.feeds.config.document import ConfigDocument
from app.feeds.config.message_parts import TemplateSetPart
from app.feeds.config.waitlist_part import WaitlistPart
from app.models import Department, Location, Practice, Provider, RuleRow, TemplateSet, VisitType
from app.models.waitlist_facts import offer_settings
from app.queries.export_channels import channel_parts
from app.queries.export_messages import Names, message_part, routing_parts, template_parts
from app.queries.export_places import (
    delivery_rules_part,
    department_part,
    holiday_parts,
    location_part,
    practice_part,
    provider_parts,
    rows_by_name,
    visit_type_part,
)


def export_config(session: Session, practice_id: int) -> ConfigDocument:
    """Everything the practice sets up, each list by name; routing in the order that counts."""
    places = rows_by_name(session, Location)
    people = rows_by_name(session, Provider)
    departments = rows_by_name(session, Department)
    messages = rows_by_name(session, RuleRow, RuleRow.deleted_at.is_(None))
    sets = rows_by_name(session, TemplateSet, TemplateSet.archived_at.is_(None))
    names = Names(*(_names(rows) for rows in (places, people, departments, messages, sets)))
    return ConfigDocument(
        practice=practice_part(session.get_one(Practice, practice_id)),
        delivery_rules=delivery_rules_part(session, names.departments),
        waitlist=WaitlistPart(**asdict(offer_settings(session))),
        visit_types=[visit_type_part(row) for row in rows_by_name(session, VisitType)],
        locations=[location_part(row) for row in places],
        departments=[department_part(row) for row in departments],
        providers=provider_parts(people),
        holidays=holiday_parts(session, names.locations),
        channels=channel_parts(session),
        automated_messages=[message_part(row, names) for row in messages],
        routing=routing_parts(session, names),
        template_sets=[TemplateSetPart(name=row.name, type=row.type) for row in sets],
        templates=template_parts(session, names.sets),
    )


def _names(rows: Iterable[Any]) -> dict[int, str]:
    return {row.id: row.name for row in rows}
