"""Plan greetings: find the birthdays and recalls that are due and write them into the outbox (product K5).

A few statements a turn of the clock, for all practices at once. ``app.domain.greetings`` says the same for
one child, and a property test holds the two equal. Planning late, twice or on two machines changes
nothing (E5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from app.actions.plan_messages import Planned, planning_connection, sql_statement
from app.actions.plan_rules import PlannedRule, fill_rules, practice_ids
from app.actions.read_greetings import read_greetings
from app.models.facts import rule_facts

_TABLES = sql_statement("greeting_tables")
_DUE = sql_statement("greetings_due")
_PAIRS = sql_statement("pairs", "greeting_pairs")
_WRITE = sql_statement("write_greetings")
_AHEAD = sql_statement("greetings_ahead")
_SAVED = text("""
select r.* from rule r join practice p on p.id = r.practice_id
where r.enabled_at is not null and r.anchor = 'date' and r.practice_id = coalesce(:practice_id, r.practice_id)
  and (not p.setting_up or p.id = :practice_id)
order by r.practice_id, r.id
""")
# Where other automated messages are on, planning those says how far a practice is planned.
_NOTE = text("""
update practice p set planned_until = greatest(planned_until, :now)
where id = any (:practice_ids) and not exists (
    select from rule r where r.practice_id = p.id and r.enabled_at is not null
      and r.anchor not in ('date', 'freed', 'due')
)
""")
_COUNT = text("select reason, count(*) as messages from plan_greeting group by reason")


def plan_greetings(now: datetime, practice_id: int | None = None, *, dry_run: bool = False) -> Planned:
    """Write what is due at ``now`` (UTC) for every practice, or for one, in a transaction of its own.

    To be called before ``plan_messages``, which notes how far a practice is planned. With ``dry_run`` it is
    worked out and counted, and nothing is written.
    """
    planned = Planned()
    with planning_connection("planner") as connection, connection.begin():
        rules = saved_greetings(connection, practice_id)
        if rules:
            work_out_greetings(connection, rules, now, now)
            planned.add({row.reason: row.messages for row in connection.execute(_COUNT)})
            if not dry_run:
                connection.execute(_WRITE, {"now": now})
                connection.execute(_NOTE, {"now": now, "practice_ids": practice_ids(rules)})
    return planned


def saved_greetings(connection: Connection, practice_id: int | None) -> list[PlannedRule]:
    """The rules on a date that are turned on, of one practice or of all."""
    rows: Any = connection.execute(_SAVED, {"practice_id": practice_id})
    return [PlannedRule(row.id, row.id, row.practice_id, rule_facts(row)) for row in rows]


def work_out_greetings(
    connection: Connection, rules: Sequence[PlannedRule], now: datetime, until: datetime
) -> None:
    """Fill ``plan_greeting`` with what goes by ``until`` (UTC), inside the caller's transaction.

    ``rules`` are those on a date; a rule need not be saved. What is planned already is left out.
    """
    connection.execute(_TABLES)
    found = read_greetings(connection, rules, now, until)
    if found.looked:
        parameters: dict[str, Any] = {"now": now, **found.parameters()}
        fill_rules(connection, rules)
        connection.execute(_DUE, parameters)
        connection.execute(_PAIRS, parameters)
        connection.execute(text("delete from due_occurrence"))


def add_greetings_ahead(
    connection: Connection, now: datetime, until: datetime, practice_id: int | None
) -> None:
    """Count what goes by ``until`` (UTC) into ``next_message``, beside what is there."""
    rules = saved_greetings(connection, practice_id)
    if rules:
        work_out_greetings(connection, rules, now, until)
        connection.execute(_AHEAD, {"now": now})
