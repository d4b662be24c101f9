"""Look ahead: what goes out in the next 24 hours, counted for the front desk (product E9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from app.actions.plan_greetings import add_greetings_ahead
from app.actions.plan_messages import planning_connection, sql_statement, work_out
from app.actions.plan_renewals import renewals_ahead, write_ahead

AHEAD = timedelta(hours=24)

_FORGET = text("delete from next_message where practice_id = coalesce(:practice_id, practice_id)")
_COUNT = sql_statement("write_next_messages")
_NOTE = text("update practice set looked_ahead_at = :now where id = coalesce(:practice_id, id)")


def look_ahead(now: datetime, practice_id: int | None = None) -> None:
    """Count what the planner would write from ``now`` (UTC) on for every practice, or for one.

    In transactions of its own. The counts replace those of the last look at once; what does not go, or
    gives way to another message, is not counted. Messages due already count as going now.
    """
    renewals = renewals_ahead(now, now + AHEAD, practice_id)
    with planning_connection("look ahead") as connection:
        with connection.begin():
            work_out(connection, now, now + AHEAD, practice_id)
        with connection.begin():
            _replace(connection, now, practice_id)
            if renewals:
                connection.execute(write_ahead(renewals))


def _replace(connection: Connection, now: datetime, practice_id: int | None) -> None:
    connection.execute(_FORGET, {"practice_id": practice_id})
    connection.execute(_COUNT, {"now": now})
    add_greetings_ahead(connection, now, now + AHEAD, practice_id)
    connection.execute(_NOTE, {"now": now, "practice_id": practice_id})
    connection.execute(text("delete from plan_line"))
    connection.execute(text("delete from due_replan"))
