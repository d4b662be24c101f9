"""Which department gets a notice (product D5, H5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import NoticeKind
from app.domain.delivery_rules import DeliveryRules

# Somebody must act on these, whether or not cancellations are tracked.
_TASKS = frozenset(
    {NoticeKind.CONFLICT, NoticeKind.MAYBE_CANCEL, NoticeKind.WRONG_PERSON, NoticeKind.TIME_TAKEN}
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about. ``rule_id`` is the automated message whose link was answered, if any."""

    rule_id: int | None
    visit_type: str
    provider_id: int | None
    location_id: int


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """What matches all four goes to the department; an empty set means all.

    Types of appointments are compared without regard to case.
    """

    id: int
    department_id: int
    rule_ids: frozenset[int] = frozenset()
    visit_types: frozenset[str] = frozenset()
    provider_ids: frozenset[int] = frozenset()
    location_ids: frozenset[int] = frozenset()

    def matches(self, subject: Subject) -> bool:
        """Is this rule meant for it?"""
        given = (subject.rule_id, subject.visit_type.casefold(), subject.provider_id, subject.location_id)
        return all(not chosen or each in chosen for chosen, each in zip(self._chosen, given, strict=True))

    def covers(self, other: RoutingRule) -> bool:
        """Does it match everything that ``other`` matches?"""
        return all(
            not mine or (theirs and theirs <= mine)
            for mine, theirs in zip(self._chosen, other._chosen, strict=True)
        )

    @property
    def _chosen(self) -> tuple[frozenset[object], ...]:
        types: frozenset[object] = frozenset(each.casefold() for each in self.visit_types)
        return frozenset(self.rule_ids), types, frozenset(self.provider_ids), frozenset(self.location_ids)


@dataclass(frozen=True, slots=True)
class Route:
    """Who gets it and by which routing rule; ``rule`` is ``None`` where the fallback decided."""

    department_id: int
    rule: RoutingRule | None = None


def route(
    kind: NoticeKind,
    subject: Subject,
    rules: DeliveryRules,
    routing: Sequence[RoutingRule],
    departments: Sequence[int],
) -> Route | None:
    """The way of a notice, or ``None`` for no notice. The first rule of ``routing`` that matches counts.

    ``departments`` are the practice's own, the first being the one to fall back on when the chosen one
    is gone. With tracking off nobody is told of cancellations, requests and late notices (D5). Two parents
    who disagree, a text that says CANCEL, a wrong person and a time taken stay tasks for staff (H5, I1, J4).
    """
    if not departments or not (rules.track_cancellations or kind in _TASKS):
        return None
    chosen = next((rule for rule in routing if rule.matches(subject)), None)
    if chosen and chosen.department_id in departments:
        return Route(chosen.department_id, chosen)
    usual = rules.department_id
    return Route(usual if usual in departments and usual is not None else departments[0])


def shadows(routing: Sequence[RoutingRule]) -> Mapping[int, RoutingRule]:
    """Rules that are never reached, by id, each with the earlier one that takes all of theirs."""
    found: dict[int, RoutingRule] = {}
    for place, rule in enumerate(routing):
        before = next((earlier for earlier in routing[:place] if earlier.covers(rule)), None)
        if before is not None:
            found[rule.id] = before
    return found


def outlived(rule: RoutingRule, messages: Collection[int]) -> bool:
    """Does it speak only of automated messages that are deleted, and so never match?"""
    return bool(rule.rule_ids) and not rule.rule_ids & frozenset(messages)
