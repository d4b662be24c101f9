"""Note that providers took messages (product G2, G5): any number in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# Rows are taken in the order of ids, so that two workers with the same messages wait and do not lock up.
# What a receipt, or staff, settled meanwhile keeps its status: the provider's name is new all the same.
# What was put aside for a message is spent with it (L3); the plan is locked last.
_NOTE = text("""
with held as (
    select id, status in ('sending', 'unknown') as waiting, reserved from message
    where id = any (:ids) and practice_id = :practice_id
    order by id for update
), noted as (
    update message m
    set attempts = m.attempts + 1, claimed_at = null, provider_ref = taken.provider_ref,
        sent_at = coalesce(m.sent_at, :now),
        status = case when held.waiting then 'sent' else m.status end,
        reason = case when held.waiting then null else m.reason end,
        settled_at = case when held.waiting then :now else m.settled_at end,
        cost = m.cost + m.reserved, reserved = 0
    from held
    join unnest(cast(:ids as bigint[]), cast(:refs as text[])) as taken (id, provider_ref) using (id)
    where m.id = held.id
    returning m.id, m.attempts, held.reserved as paid
), told as (
    insert into message_event (practice_id, message_id, at, kind, detail)
    select :practice_id, id, :now, 'sent', jsonb_build_object('attempt', attempts) from noted order by id
), spent as (
    update plan p set reserved = p.reserved - t.total
    from (select sum(paid) as total from noted having sum(paid) > 0) t
    where p.practice_id = :practice_id
    returning p.unit
)
insert into ledger_entry (practice_id, at, kind, unit, held, message_id)
select :practice_id, :now, 'settle', spent.unit, -noted.paid, noted.id
from noted, spent where noted.paid > 0 order by noted.id
""")


def note_accepted(session: Session, now: datetime, refs: Mapping[int, str]) -> None:
    """Each message, by id, with the name its provider gave it. A receipt that was quicker stands (G5).

    The session must be of one practice.
    """
    if not refs:
        return
    asked = {
        "practice_id": session.info["practice_id"],
        "now": now,
        "ids": list(refs),
        "refs": list(refs.values()),
    }
    session.execute(_NOTE, asked)
