"""What setting the defaults would change, before anybody sets them (product C4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.default_preferences import LADDER, Method
from app.domain.preferences import Preference, Purpose
from app.models import PatientContact
from app.models.blank_preferences import blank_first_contacts, way_for
from app.models.facts import PREFERENCE_COLUMNS


@dataclass(frozen=True, slots=True)
class PurposeCounts:
    """``blank`` contacts have said nothing; ``would_set`` of them by way, cheapest first; the rest stays."""

    blank: int
    would_set: Mapping[Preference, int]

    @property
    def changes(self) -> int:
        """How many contacts would get a value."""
        return sum(self.would_set.values())


@dataclass(frozen=True, slots=True)
class DefaultCounts:
    """``first`` counts the contacts in position 1, ``languages`` those who would get the chosen one."""

    first: int
    purposes: Mapping[Purpose, PurposeCounts]
    no_language: int
    languages: int

    @property
    def changes(self) -> int:
        """How many fields would be set."""
        return self.languages + sum(each.changes for each in self.purposes.values())


def preference_defaults(
    session: Session, ticked: Mapping[Purpose, Collection[Method]], language: str
) -> DefaultCounts:
    """``ticked`` leaves out what is skipped; ``language`` is a code, or empty for none."""
    first = select(func.count(func.distinct(PatientContact.contact_id))).where(PatientContact.position == 1)
    blank = blank_first_contacts("language").subquery()
    no_language = session.scalar(select(func.count()).select_from(blank)) or 0
    return DefaultCounts(
        first=session.scalar(first) or 0,
        purposes={purpose: _counts(session, purpose, ticked.get(purpose, ())) for purpose in Purpose},
        no_language=no_language,
        languages=no_language if language else 0,
    )


def _counts(session: Session, purpose: Purpose, methods: Collection[Method]) -> PurposeCounts:
    way = way_for(methods) if methods else None
    blank = blank_first_contacts(PREFERENCE_COLUMNS[purpose])
    if way is None:
        total = session.scalar(select(func.count()).select_from(blank.subquery())) or 0
        return PurposeCounts(total, {})
    ways = blank.with_only_columns(way.label("way")).subquery()
    rows = session.execute(select(ways.c.way, func.count()).group_by(ways.c.way)).all()
    by_way = {row[0]: row[1] for row in rows}
    would_set = {wanted: by_way[wanted] for _, _, wanted in LADDER if wanted in by_way}
    return PurposeCounts(sum(by_way.values()), would_set)
