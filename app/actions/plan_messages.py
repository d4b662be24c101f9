"""Plan: find what is due and write it into the outbox, for all practices at once (product E1 to E9, D).

A handful of SQL statements per turn of the clock, bounded by what is due and not by what is stored.
``app.domain.planning`` says the same for one family, and a property test holds the two equal. Planning
late, twice or on two machines changes nothing (E5): see docs/decisions/0005-planning-in-sql.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from app.actions.plan_rules import PlannedRule, fill_rules, saved_rules
from app.actions.read_turns import read_turns
from app.extensions import db

MESSAGES_A_TRANSACTION = 5_000
APPOINTMENTS_A_ROUND = 20_000
"""How many appointments that asked to be looked at again are taken at a time."""

MANY = 2_000
"""Rows from which it pays to tell the database how a working table is filled."""

_SQL = Path(__file__).parent / "sql"


def sql_statement(*parts: str) -> Any:
    """The files of ``sql/`` with these names, one after the other, as one statement."""
    return text("\n".join((_SQL / f"{part}.sql").read_text(encoding="utf-8") for part in parts))


_TABLES = (_SQL / "tables.sql").read_text(encoding="utf-8")
_REPLAN = sql_statement("replan")
_DUE = sql_statement("found_due", "occurrences")
_PAIRS = sql_statement("pairs", "ranked", "due_pairs")
_COMPANIONS = sql_statement("going_leads", "companions")
_COMPANIONS_DUE = sql_statement("found_companions", "occurrences")
_RIDERS = sql_statement("pairs", "riders")
_LINES = sql_statement("visits", "lines")
_WRITE = sql_statement("write_messages")
_FINISH = sql_statement("finish")
_COUNT = text("""
select reason, count(*) as messages, max(number) as last from plan_line where first group by reason
""")


@dataclass
class Planned:
    """What a planning wrote down: messages, and those that do not go by reason; superseded ones apart."""

    messages: int = 0
    superseded: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    def add(self, counts: Mapping[str | None, int]) -> None:
        """Add the messages of one round, counted by reason; None means that they go."""
        self.messages += counts.get(None, 0)
        self.superseded += counts.get("superseded", 0)
        for reason, number in counts.items():
            if reason not in (None, "superseded"):
                self.skipped[reason] = self.skipped.get(reason, 0) + number

    def add_all(self, other: Planned) -> None:
        """Add what another planning of the same turn wrote down."""
        self.messages += other.messages
        self.superseded += other.superseded
        for reason, number in other.skipped.items():
            self.skipped[reason] = self.skipped.get(reason, 0) + number


def plan_messages(now: datetime, practice_id: int | None = None, *, dry_run: bool = False) -> Planned:
    """Write what is due at ``now`` (UTC) for every practice, or for one, in transactions of its own.

    One planner works at a time; a second waits for it and then finds nothing left to do. With
    ``dry_run`` it is worked out and counted, and nothing is written.
    """
    planned = Planned()
    with planning_connection("planner") as connection:
        while _round(connection, now, practice_id, planned, dry_run):
            pass
    return planned


@contextmanager
def planning_connection(turn: str) -> Iterator[Connection]:
    """A connection with empty working tables; whoever takes the same ``turn`` waits for the other."""
    lock = {"turn": f"deskbell {turn}"}
    with db.engine.connect() as connection:
        # The working tables are this connection's own, also where it may write nothing else.
        connection.execute(text("set transaction read write"))
        connection.execute(text("select pg_advisory_lock(hashtextextended(:turn, 0))"), lock)
        connection.connection.cursor().execute(_TABLES)
        connection.commit()
        try:
            yield connection
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(hashtextextended(:turn, 0))"), lock)
            connection.commit()


def _round(
    connection: Connection, now: datetime, practice_id: int | None, planned: Planned, dry_run: bool
) -> bool:
    """Plan once; True if there may be more appointments that asked to be looked at again."""
    with connection.begin():
        taken, practice_ids = work_out(connection, now, now, practice_id)
        counts = connection.execute(_COUNT).all()
    planned.add({row.reason: row.messages for row in counts})
    if not dry_run:
        _write(connection, now, max((row.last for row in counts), default=0))
    with connection.begin():
        if not dry_run:
            connection.execute(_FINISH, {"now": now, "practice_ids": practice_ids})
        connection.execute(text("delete from plan_line"))
        connection.execute(text("delete from due_replan"))
    return taken == APPOINTMENTS_A_ROUND and not dry_run


def work_out(
    connection: Connection, now: datetime, until: datetime, practice_id: int | None
) -> tuple[int, list[int]]:
    """Fill ``plan_line`` from one snapshot of the facts; how many appointments had asked, whose they are.

    ``until`` (UTC) is ``now`` for what is due. Later, it takes in what goes until then if nothing changes:
    each message is judged at its own moment, and gives way only to one that goes at the same.
    """
    take_snapshot(connection)
    rules = saved_rules(connection, practice_id)
    turns = read_turns(connection, rules, until, practice_id)
    parameters = {"now": now, "until": until, **turns.parameters()}
    taken, found = find_due(connection, rules, parameters, APPOINTMENTS_A_ROUND)
    if found:
        _gather(connection, parameters)
    return taken, turns.practice_ids


def take_snapshot(connection: Connection) -> None:
    """All statements of this transaction see the same facts, and are planned for the rows at hand."""
    connection.execute(text("set transaction isolation level repeatable read"))
    connection.execute(text("set local jit = off; set local plan_cache_mode = force_custom_plan"))
    # The working tables are looked over many times, and a few of their rows say how they are filled.
    connection.execute(text("set local work_mem = '32MB'; set local default_statistics_target = 10"))


def find_due(
    connection: Connection, rules: Sequence[PlannedRule], parameters: dict[str, Any], most: int
) -> tuple[int, int]:
    """Fill ``due_occurrence``: what goes by ``until``, whoever gets it.

    At ``most`` so many are taken of the appointments that asked to be looked at; how many, and how many
    occurrences were found.
    """
    fill_rules(connection, rules)
    taken = fill(connection, _REPLAN, {"most": most, "practice_ids": parameters["practice_ids"]})
    return taken, fill(connection, _DUE, {**parameters, "whenever": False}, "due_occurrence")


def _gather(connection: Connection, parameters: dict[str, Any]) -> None:
    """From what is due to messages: each contact, one rule of a family, one message a visit."""
    if fill(connection, _PAIRS, parameters, "due_pair"):
        if find_companions(connection, _COMPANIONS, parameters):
            fill(connection, _RIDERS, parameters, "due_rider")
        fill(connection, _LINES, parameters, "plan_line")


def find_companions(connection: Connection, companions: Any, parameters: dict[str, Any]) -> int:
    """The statement ``companions`` says which appointments may be one visit; how many there are.

    Then ``due_occurrence`` holds what their rules have to say about each of them, whenever it goes.
    """
    found = fill(connection, companions, parameters, "due_companion")
    if found:
        connection.execute(text("delete from due_occurrence"))
        fill(connection, _COMPANIONS_DUE, {**parameters, "whenever": True}, "due_occurrence")
    return found


def fill(connection: Connection, statement: Any, parameters: dict[str, Any], table: str = "") -> int:
    """Run a statement that fills a working ``table``; how many rows it wrote."""
    rows: int = connection.execute(statement, parameters).rowcount
    if table and rows > MANY:
        connection.execute(text(f"analyze {table}"))
    return rows


def _write(connection: Connection, now: datetime, last: int) -> None:
    for after in range(0, last, MESSAGES_A_TRANSACTION):
        with connection.begin():
            connection.execute(_WRITE, {"now": now, "after": after, "upto": after + MESSAGES_A_TRANSACTION})
