"""What an audience can be narrowed to in this practice (product K1, K3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.queries.practice_names import PracticeNames, practice_names
from app.queries.route_choices import type_names


@dataclass(frozen=True, slots=True)
class AudienceChoices:
    """Providers and locations, and the types of visit that the schedule uses."""

    names: PracticeNames
    visit_types: tuple[str, ...]


def audience_choices(session: Session, now: datetime) -> AudienceChoices:
    """For a form; types that were used in the 90 days before ``now`` (UTC), or set up."""
    return AudienceChoices(practice_names(session), type_names(session, now))
