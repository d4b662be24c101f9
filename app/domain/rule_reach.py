"""Which visits an automated message reaches, and whether a change reaches back in time (product E3, E6)."""

from __future__ import annotations

from app.domain.rule_fields import MINUTES_IN
from app.domain.rules import NewPatients, Rule
from app.domain.timing import Anchor, Timing


def as_wide(other: Rule, rule: Rule) -> bool:
    """Is every visit that ``rule`` is for also one of ``other`` (E3)?"""
    return (
        other.statuses >= rule.statuses
        and _covers(other.visit_types, rule.visit_types)
        and _covers(other.provider_ids, rule.provider_ids)
        and _covers(other.location_ids, rule.location_ids)
        and (other.age_from is None or (rule.age_from is not None and other.age_from <= rule.age_from))
        and (other.age_to is None or (rule.age_to is not None and other.age_to >= rule.age_to))
        and other.new_patients in (NewPatients.ALL, rule.new_patients)
    )


def _covers(wide: frozenset[str] | frozenset[int], narrow: frozenset[str] | frozenset[int]) -> bool:
    return not wide or (bool(narrow) and wide >= narrow)


def reaches_back(before: Rule, after: Rule) -> bool:
    """Could the change make a moment count that has passed already?

    It can if moments move to an earlier time, or if visits are added. Such a message then counts as
    turned on anew, so that nothing is told whose moment has passed (E6).
    """
    earlier = _moved_earlier(before.timing, after.timing)
    clock = before.at_time is not None and after.at_time is not None and after.at_time < before.at_time
    return earlier or clock or not as_wide(before, after)


def _moved_earlier(before: Timing, after: Timing) -> bool:
    if before.anchor is not after.anchor:
        return True
    longer = _minutes(after) - _minutes(before)
    return longer > 0 if after.anchor is Anchor.START else longer < 0


def _minutes(timing: Timing) -> int:
    return timing.amount * MINUTES_IN[timing.unit]
