"""What an automated message of a practice can be limited to, by name (product E3, F1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from app.domain.rule_form import Choices
from app.domain.rule_sentences import Names
from app.domain.rules import Rule
from app.models.appointment import AppointmentRow
from app.models.practice import Location, Provider, VisitType
from app.models.rule import RuleRow, TemplateSet

_LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class RuleChoices:
    """Each list in alphabetical order. ``taken`` are the names of the practice's other messages."""

    visit_types: tuple[str, ...]
    providers: Mapping[int, str]
    locations: Mapping[int, str]
    template_sets: Mapping[int, str]
    taken: tuple[str, ...]

    def ids(self) -> Choices:
        """The same for reading a form."""
        return Choices(self.visit_types, self.providers, self.locations, self.template_sets, self.taken)

    def names(self) -> Names:
        """The same for saying it in words."""
        return Names(self.providers, self.locations, self.template_sets)


def rule_choices(session: Session, now: datetime, rule: Rule) -> RuleChoices:
    """For ``rule``, saved or new. Visit types are those the schedule used since 90 days before ``now``
    (UTC), those set up by hand, and those the rule has already."""
    sets = select(TemplateSet.id, TemplateSet.name).where(
        TemplateSet.type == rule.type, TemplateSet.archived_at.is_(None)
    )
    others = select(RuleRow.name).where(RuleRow.id != rule.id, RuleRow.deleted_at.is_(None))
    return RuleChoices(
        visit_types=_visit_types(session, now, rule),
        providers=_named(session, select(Provider.id, Provider.name).order_by(Provider.name, Provider.id)),
        locations=_named(session, select(Location.id, Location.name).order_by(Location.name)),
        template_sets=_named(session, sets.order_by(TemplateSet.name)),
        taken=tuple(session.scalars(others.order_by(RuleRow.name))),
    )


def rule_names(session: Session) -> Names:
    """Doctors, places and own words of the practice, for messages of every type."""
    return Names(
        providers=_named(session, select(Provider.id, Provider.name)),
        locations=_named(session, select(Location.id, Location.name)),
        template_sets=_named(session, select(TemplateSet.id, TemplateSet.name)),
    )


def _visit_types(session: Session, now: datetime, rule: Rule) -> tuple[str, ...]:
    lately = AppointmentRow.starts_at >= now - _LATELY
    known = union(
        select(AppointmentRow.visit_type).where(AppointmentRow.visit_type != "", lately),
        select(VisitType.name),
    )
    return tuple(sorted({*session.scalars(known), *rule.visit_types}, key=str.lower))


def _named(session: Session, query: Select[int, str]) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(query)}
