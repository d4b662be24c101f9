"""What the practice calls its providers and locations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Location, Provider


@dataclass(frozen=True, slots=True)
class PracticeNames:
    """Names by id, in alphabetical order."""

    providers: Mapping[int, str]
    locations: Mapping[int, str]


def practice_names(session: Session) -> PracticeNames:
    """Those of the session's practice."""
    providers = select(Provider.id, Provider.name).order_by(func.lower(Provider.name), Provider.id)
    locations = select(Location.id, Location.name).order_by(func.lower(Location.name), Location.id)
    return PracticeNames(
        {row.id: row.name for row in session.execute(providers)},
        {row.id: row.name for row in session.execute(locations)},
    )
