"""What an audience can be narrowed to in this practice (product K1, K3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Location, Provider
from app.queries.route_choices import type_names


@dataclass(frozen=True, slots=True)
class AudienceNames:
    """The practice's providers and locations by id, in alphabetical order."""

    providers: Mapping[int, str]
    locations: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class AudienceChoices:
    """The same, and the types of visit that the schedule uses."""

    names: AudienceNames
    visit_types: tuple[str, ...]


def audience_names(session: Session) -> AudienceNames:
    """For the words of an audience."""
    providers = session.execute(select(Provider.id, Provider.name).order_by(func.lower(Provider.name)))
    locations = session.execute(select(Location.id, Location.name).order_by(func.lower(Location.name)))
    return AudienceNames(
        {row.id: row.name for row in providers},
        {row.id: row.name for row in locations},
    )


def audience_choices(session: Session, now: datetime) -> AudienceChoices:
    """For a form; types that were used in the 90 days before ``now`` (UTC)."""
    return AudienceChoices(audience_names(session), type_names(session, now))
