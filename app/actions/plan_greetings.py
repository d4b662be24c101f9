"""Plan greetings: find the birthdays and recalls that are due and write them into the outbox (product K5).

Three statements a turn of the clock, for all practices at once. ``app.domain.greetings`` says the same for
one child, and a property test holds the two equal. Planning late, twice or on two machines changes
nothing (E5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text

from app.actions.plan_messages import Planned, planning_connection, sql_statement
from app.actions.read_greetings import read_greetings
from app.domain.rules import ON_A_DATE, Rule
from app.models import Practice, RuleRow
from app.models.facts import rule_facts
from app.work import work_everywhere

_TABLES = sql_statement("greeting_tables")
_DUE = sql_statement("greetings_due")
_PAIRS = sql_statement("pairs", "greeting_pairs")
_WRITE = sql_statement("write_greetings")
_AHEAD = sql_statement("greetings_ahead")
_COUNT = text("select reason, count(*) as messages from plan_greeting group by reason")


def plan_greetings(now: datetime, practice_id: int | None = None, *, dry_run: bool = False) -> Planned:
    """Write what is due at ``now`` (UTC) for every practice, or for one, in a transaction of its own.

    To be called before ``plan_messages``, which notes how far a practice is planned. With ``dry_run`` it is
    worked out and counted, and nothing is written.
    """
    planned = Planned()
    rules = _rules(practice_id)
    if rules:
        with planning_connection("planner") as connection, connection.begin():
            work_out_greetings(connection, rules, now, now)
            planned.add({row.reason: row.messages for row in connection.execute(_COUNT)})
            if not dry_run:
                connection.execute(_WRITE, {"now": now})
    return planned


def work_out_greetings(
    connection: Connection, rules: Mapping[int, Sequence[Rule]], now: datetime, until: datetime
) -> None:
    """Fill ``plan_greeting`` with what goes by ``until`` (UTC), inside the caller's transaction.

    ``rules`` are those on a date, by practice. Nothing is planned for a practice that is not in it.
    """
    connection.execute(_TABLES)
    found = read_greetings(connection, rules, now, until)
    if found.looked:
        parameters: dict[str, Any] = {"now": now, **found.parameters()}
        connection.execute(_DUE, parameters)
        connection.execute(_PAIRS, parameters)
        connection.execute(text("delete from due_occurrence"))


def add_greetings_ahead(
    connection: Connection, now: datetime, until: datetime, practice_id: int | None
) -> None:
    """Count what goes by ``until`` (UTC) into ``next_message``, beside what is there."""
    rules = _rules(practice_id)
    if rules:
        work_out_greetings(connection, rules, now, until)
        connection.execute(_AHEAD, {"now": now})
        connection.execute(text("delete from plan_greeting"))


def _rules(practice_id: int | None) -> Mapping[int, Sequence[Rule]]:
    """The rules on a date that are turned on, by practice."""
    wanted = (
        select(RuleRow)
        .join(Practice, Practice.id == RuleRow.practice_id)
        .where(RuleRow.enabled_at.is_not(None), RuleRow.type.in_(ON_A_DATE))
        .where(~Practice.setting_up if practice_id is None else Practice.id == practice_id)
        .order_by(RuleRow.id)
    )
    found: dict[int, list[Rule]] = defaultdict(list)
    with work_everywhere() as session:
        for row in session.scalars(wanted):
            found[row.practice_id].append(rule_facts(row))
    return found
