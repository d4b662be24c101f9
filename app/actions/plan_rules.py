"""The rules one planning works with: the saved ones, or any others, as rows that SQL can join.

A planning reads them from its own table ``plan_rule``, so a rule need not be saved to be planned.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from app.domain.rules import Rule
from app.domain.timing import Anchor, Timing, Unit, useful_for
from app.models.facts import rule_facts

_SAVED = text("""
select * from rule
where enabled_at is not null and anchor not in ('date', 'freed', 'due')
  and practice_id = coalesce(:practice_id, practice_id)
order by practice_id, id
""")
_FILL = text("""
insert into plan_rule
select * from jsonb_populate_recordset(cast(null as plan_rule), cast(:rules as jsonb))
""")


class PlannedRule(NamedTuple):
    """A rule of a practice. ``id`` tells it from the others of this planning.

    ``saved_id`` is the id under which its messages are kept, None for one that was never saved.
    """

    id: int
    saved_id: int | None
    practice_id: int
    rule: Rule


def saved_rules(connection: Connection, practice_id: int | None) -> list[PlannedRule]:
    """The rules that are turned on, of one practice or of all; not those that no visit asks for (K5, J4)."""
    rows: Any = connection.execute(_SAVED, {"practice_id": practice_id})
    return [PlannedRule(row.id, row.id, row.practice_id, rule_facts(row)) for row in rows]


def fill_rules(connection: Connection, rules: Iterable[PlannedRule]) -> None:
    """Write them into ``plan_rule``, for this transaction."""
    connection.execute(_FILL, {"rules": json.dumps([_columns(each) for each in rules])})


def signed_span(timing: Timing) -> tuple[int, int | None]:
    """From the anchor to the moment: absolute minutes, or days of the place's clock (E2)."""
    amount = -timing.amount if timing.anchor is Anchor.START else timing.amount
    if amount and timing.unit in (Unit.DAYS, Unit.WEEKS):
        return 0, amount * (7 if timing.unit is Unit.WEEKS else 1)
    return amount * (60 if timing.unit is Unit.HOURS else 1), None


def _columns(planned: PlannedRule) -> dict[str, Any]:
    rule = planned.rule
    minutes, days = signed_span(rule.timing)
    return {
        "id": planned.id,
        "saved_id": planned.saved_id,
        "practice_id": planned.practice_id,
        "type": rule.type,
        "family": rule.family,
        "anchor": rule.timing.anchor,
        "minutes": minutes,
        "days": days,
        "enabled_at": rule.enabled_at.isoformat() if rule.enabled_at else None,
        "purpose": rule.purpose,
        "useful_minutes": useful_for(rule.timing.anchor, rule.last_useful_minutes) // timedelta(minutes=1),
        "fixed": rule.channel,
        "own_hours": rule.hours is not None,
        **_filters(rule),
    }


def _filters(rule: Rule) -> dict[str, Any]:
    ages = rule.age_from is not None or rule.age_to is not None
    return {
        "statuses": sorted(rule.statuses),
        "visit_types": sorted(rule.visit_types),
        "provider_ids": sorted(rule.provider_ids),
        "location_ids": sorted(rule.location_ids),
        "age_from": (rule.age_from or 0) if ages else None,
        "age_to": rule.age_to,
        "new_patients": rule.new_patients,
    }


def practice_ids(rules: Sequence[PlannedRule]) -> list[int]:
    """The practices these rules belong to."""
    return sorted({each.practice_id for each in rules})
