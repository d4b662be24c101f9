"""Escalate: what nobody answered, or did not arrive, follows over the next channel (product E4, E7).

Two statements a turn of the clock, for all practices at once. ``app.domain.escalation`` says the same for one
message. A step is a message of its own with a key of its own, so it is written once (E5).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from app.actions.plan_messages import planning_connection, sql_statement

_ANY = text("""
select exists (
    select from rule where channel_mode = 'escalation' and enabled_at is not null
      and practice_id = coalesce(:practice_id, practice_id)
)
""")
_UNHEARD = sql_statement("unheard")
_WRITE = sql_statement("pairs", "write_steps")


def escalate_messages(now: datetime, practice_id: int | None = None) -> int:
    """Queue the next step of what went unheard by ``now`` (UTC), of every practice or of one; how many.

    A step is queued for the moment its wait ended. Whether it still goes, and when its place is open, is
    decided like for any other message before it leaves.
    """
    asked = {"now": now, "practice_id": practice_id}
    with planning_connection("planner") as connection, connection.begin():
        if not connection.scalar(_ANY, asked) or not connection.execute(_UNHEARD, asked).rowcount:
            return 0
        return len(set(connection.scalars(_WRITE, asked)))
