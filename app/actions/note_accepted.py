"""Note that providers took messages (product G2, G5): any number in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

# Rows are taken in the order of ids, so that two workers with the same messages wait and do not lock up.
# What a receipt, or staff, settled meanwhile keeps its status: the provider's name is new all the same.
_NOTE = text("""
with held as (
    select id, status in ('sending', 'unknown') as waiting from message
    where id = any (:ids) and practice_id = :practice_id
    order by id for update
), noted as (
    update message m
    set attempts = m.attempts + 1, claimed_at = null, provider_ref = taken.provider_ref,
        sent_at = coalesce(m.sent_at, :now),
        status = case when held.waiting then 'sent' else m.status end,
        reason = case when held.waiting then null else m.reason end,
        settled_at = case when held.waiting then :now else m.settled_at end
    from held
    join unnest(cast(:ids as bigint[]), cast(:refs as text[])) as taken (id, provider_ref) using (id)
    where m.id = held.id
    returning m.id, m.attempts
)
insert into message_event (practice_id, message_id, at, kind, detail)
select :practice_id, id, :now, 'sent', jsonb_build_object('attempt', attempts) from noted order by id
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
