"""Make the routing of notices what a document says."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.actions.import_places import Known
from app.actions.upsert_named import Named
from app.feeds.config.practice_parts import RoutingPart
from app.models import RoutingRule


def import_routing(session: Session, parts: Iterable[RoutingPart], known: Known, messages: Named) -> None:
    """The rules of the document, in its order, in place of those there are (D5)."""
    session.execute(delete(RoutingRule))
    for position, part in enumerate(parts, 1):
        session.add(
            RoutingRule(
                position=position,
                department_id=known.departments[part.department],
                rule_ids=messages.all_of(part.automated_messages),
                visit_types=part.visit_types,
                provider_ids=known.providers.all_of(part.providers),
                location_ids=known.locations.all_of(part.locations),
            )
        )
