"""How many messages about visits go in the next 24 hours, and to how many families (product L5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from app.actions.look_ahead import AHEAD
from app.actions.plan_messages import planning_connection, work_out
from app.domain.preferences import Channel

# What the planner would write, and what stands in the outbox already; sample families never count.
_COUNT = text("""
with told as (
    select l.channel, 'ahead ' || l.number as message, l.appointment_id
    from plan_line l where l.status = 'queued'
    union
    select m.channel, 'waits ' || m.id, l.appointment_id
    from message m join message_line l on l.message_id = m.id
    where m.practice_id = :practice_id and m.due_at < :until
      and (m.status = 'queued' or (m.status = 'planned' and m.mailing_id is not null))
)
select t.channel, count(distinct t.message) as messages, count(distinct c.family_id) as families
from told t
join appointment a on a.id = t.appointment_id
join patient c on c.id = a.patient_id
join feed_source s on s.id = c.source_id and not s.sample
where c.practice_id = :practice_id
group by t.channel
""")


@dataclass(frozen=True, slots=True)
class Ahead:
    """Over one channel, if nothing changes."""

    messages: int = 0
    families: int = 0


def count_ahead(now: datetime, practice_id: int) -> Mapping[Channel, Ahead]:
    """By channel, from ``now`` (UTC) on; a channel over which nothing goes is left out.

    In a transaction of its own, in which nothing can be written. Birthday greetings and recalls do not count.
    """
    until = now + AHEAD
    with planning_connection(f"forecast {practice_id}") as connection, connection.begin() as planning:
        connection.execute(text("set transaction read only"))
        work_out(connection, now, until, practice_id)
        rows = connection.execute(_COUNT, {"practice_id": practice_id, "until": until}).all()
        planning.rollback()
    return {Channel(row.channel): Ahead(row.messages, row.families) for row in rows}
