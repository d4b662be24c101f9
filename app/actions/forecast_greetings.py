"""Forecast of messages on a date: what a change of a birthday greeting or a recall does (product E8, K5).

Worked out by the planner's own statements, for the rule as saved and as changed at once; nothing is written.
An answer to a recall, which ends its tries, is not foreseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import text

from app.actions.forecast import DAYS, UNSAVED, Forecast
from app.actions.plan_greetings import saved_greetings, work_out_greetings
from app.actions.plan_messages import planning_connection, take_snapshot
from app.actions.plan_rules import PlannedRule
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule

_REASONS = {reason.value: reason for reason in Reason}
_COUNT = text("""
select rule_id, channel, reason, count(*) as messages from plan_greeting group by rule_id, channel, reason
""")


def forecast_greeting(now: datetime, practice_id: int, changed: Rule) -> tuple[Forecast, Forecast]:
    """The 14 days from ``now`` (UTC) without and with ``changed`` in place of the saved rule with its id.

    An id of 0 is a rule that is not saved yet. In a transaction of its own, in which nothing is written.
    """
    with planning_connection(f"forecast {practice_id}") as connection, connection.begin():
        take_snapshot(connection)
        rules = [each for each in saved_greetings(connection, practice_id) if each.id == changed.id]
        if changed.enabled_at is not None:
            rules.append(PlannedRule(UNSAVED, changed.id or None, practice_id, changed))
        if not rules:
            return _of({}, 0, 0), _of({}, 0, 0)
        work_out_greetings(connection, rules, now, now + timedelta(days=DAYS))
        counts = {(row.rule_id, row.channel, row.reason): row.messages for row in connection.execute(_COUNT)}
    return _of(counts, changed.id, changed.id), _of(counts, UNSAVED, changed.id)


def _of(counts: Mapping[tuple[int, str | None, str | None], int], planned_id: int, rule_id: int) -> Forecast:
    """What was counted under ``planned_id``, kept under ``rule_id``."""
    own = {(channel, why): number for (rule, channel, why), number in counts.items() if rule == planned_id}
    return Forecast(
        {
            (rule_id, Channel(channel)): number
            for (channel, why), number in own.items()
            if channel and not why
        },
        {(rule_id, _REASONS[why]): number for (_, why), number in own.items() if why},
        {},
    )
