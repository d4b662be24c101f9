"""Forecast: what a practice's rules will send in the coming days if nothing changes (product E8).

Worked out by the planner's own statements from one snapshot of the facts, for rules that are saved or not;
nothing is written. A property test lets the clock turn and counts what then happens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from app.actions.foresee_steps import Counts, First, Ladder, foresee_steps, read_ladder
from app.actions.foresee_tangled import foresee_tangled
from app.actions.plan_messages import (
    fill,
    find_companions,
    find_due,
    planning_connection,
    sql_statement,
    take_snapshot,
)
from app.actions.plan_rules import PlannedRule, saved_rules
from app.actions.read_turns import read_turns
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule

DAYS = 14
ALL = 2**31 - 1
"""A forecast looks at every appointment that asked for it at once."""

UNSAVED = -1
"""The changed rule in its planning, beside the saved one that it replaces."""

_TABLES = sql_statement("forecast_tables")
_JUDGED = sql_statement("pairs", "keep_judged")
_COMPANIONS = sql_statement("going_judged", "companions")
_ALONE = sql_statement("judged_alone", "ranked", "forecast_alone")
_PAIRS = sql_statement("judged_with_siblings", "ranked", "due_pairs")
_RIDERS = sql_statement("judged_together", "riders")
_TANGLED = sql_statement("visits", "tangled")
_COUNTS = sql_statement("visits", "forecast_counts")
_REASONS = {reason.value: reason for reason in Reason}
_EMPTY = text("delete from due_pair; delete from due_rider")


@dataclass(frozen=True, slots=True)
class Forecast:
    """Counts of messages: those that go by (rule, channel), those that do not by (rule, reason).

    Of a rule with further channels those count that follow if nobody answers and all arrives (E4).
    ``superseded`` counts by rule those that give way to one nearer the visit (E6).
    """

    messages: Mapping[tuple[int, Channel], int]
    skipped: Mapping[tuple[int, Reason], int]
    superseded: Mapping[int, int]


def forecast(
    now: datetime, practice_id: int, rules: Sequence[Rule] | None = None, days: int = DAYS
) -> Forecast:
    """What these rules, or the saved ones, do from ``now`` (UTC) on for so many days.

    In a transaction of its own, in which nothing is written. Rules that are off, and those on a date,
    are left out. One of ``rules`` may be new and have the id 0.
    """
    with planning_connection(f"forecast {practice_id}") as connection, connection.begin():
        take_snapshot(connection)
        planned = saved_rules(connection, practice_id) if rules is None else _unsaved(practice_id, rules)
        found = _look(connection, now, days, planned, [{each.id for each in planned}])[0]
    return _named(found, UNSAVED, 0)


def forecast_change(
    now: datetime, practice_id: int, changed: Rule, replaced_id: int | None
) -> tuple[Forecast, Forecast]:
    """The days to come without and with ``changed`` in place of the saved rule ``replaced_id``.

    None stands for a rule that is new. Only rules that the change can touch are counted: ``changed``,
    the one it replaces, and their family (E6). Counts are kept under the id of ``changed``.
    """
    with planning_connection(f"forecast {practice_id}") as connection, connection.begin():
        take_snapshot(connection)
        saved = saved_rules(connection, practice_id)
        old = [each for each in saved if each.id == replaced_id]
        others = [each for each in saved if each.id != replaced_id and _rivals(each.rule, changed)]
        new = [PlannedRule(UNSAVED, replaced_id, practice_id, changed)] if _plans(changed) else []
        sides = [{each.id for each in (*others, *side)} for side in (old, new)]
        before, after = _look(connection, now, DAYS, [*others, *old, *new], sides)
    return _named(before, replaced_id, changed.id), _named(after, UNSAVED, changed.id)


def _unsaved(practice_id: int, rules: Iterable[Rule]) -> list[PlannedRule]:
    return [
        PlannedRule(each.id or UNSAVED, each.id or None, practice_id, each) for each in rules if _plans(each)
    ]


def _plans(rule: Rule) -> bool:
    return rule.enabled_at is not None and rule.of_a_visit


def _rivals(rule: Rule, other: Rule) -> bool:
    return rule.family is not None and rule.family == other.family


def _look(
    connection: Connection,
    now: datetime,
    days: int,
    rules: Sequence[PlannedRule],
    sides: Iterable[Collection[int]],
) -> list[Forecast]:
    """One look at the facts for all ``rules``; a forecast for each of the ``sides``, which are rule ids."""
    until = now + timedelta(days=days)
    turns = read_turns(connection, rules, until, None)
    parameters = {"now": now, "until": until, **turns.parameters()}
    connection.execute(_TABLES)
    find_due(connection, rules, parameters, ALL)
    fill(connection, _JUDGED, {**parameters, "together": False}, "due_judged")
    if find_companions(connection, _COMPANIONS, parameters):
        fill(connection, _JUDGED, {**parameters, "together": True}, "due_judged")
    ladder = read_ladder(connection, rules, turns, parameters)
    planned = [[each for each in rules if each.id in side] for side in sides]
    return [_side(connection, parameters, side, ladder) for side in planned]


def _side(
    connection: Connection, parameters: dict[str, Any], rules: Sequence[PlannedRule], ladder: Ladder
) -> Forecast:
    asked = {**parameters, "rule_ids": [each.id for each in rules], "tangled": []}
    counts = _counted(connection, _ALONE, asked)
    told: list[First] = []
    if fill(connection, _PAIRS, asked, "due_pair"):
        fill(connection, _RIDERS, asked, "due_rider")
        asked["tangled"] = connection.execute(_TANGLED, asked).scalars().all()
        counts += _counted(connection, _COUNTS, asked)
    if asked["tangled"]:
        followed, told = foresee_tangled(connection, asked, rules)
        counts += followed
    counts += foresee_steps(connection, asked, rules, ladder, told)
    connection.execute(_EMPTY)
    return _forecast(counts)


def _counted(connection: Connection, statement: Any, asked: dict[str, Any]) -> Counts:
    rows = connection.execute(statement, asked)
    return Counter({(row.rule_id, row.channel, row.reason): row.messages for row in rows})


def _forecast(counts: Counts) -> Forecast:
    goes = {
        (rule, Channel(channel or "")): number for (rule, channel, why), number in counts.items() if not why
    }
    stays = {(rule, _REASONS[why]): number for (rule, _, why), number in counts.items() if why}
    superseded = {rule: number for (rule, why), number in stays.items() if why is Reason.SUPERSEDED}
    skipped = {key: number for key, number in stays.items() if key[1] is not Reason.SUPERSEDED}
    return Forecast(goes, skipped, superseded)


def _named(found: Forecast, planned_id: int | None, rule_id: int) -> Forecast:
    """``found`` with what is counted under ``planned_id`` kept under ``rule_id``."""

    def name(number: int) -> int:
        return rule_id if number == planned_id else number

    return Forecast(
        {(name(rule), channel): number for (rule, channel), number in found.messages.items()},
        {(name(rule), reason): number for (rule, reason), number in found.skipped.items()},
        {name(rule): number for rule, number in found.superseded.items()},
    )
