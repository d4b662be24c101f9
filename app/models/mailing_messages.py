"""How far a mailing is: its messages by status, and what is known of the first (product K4)."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.mailings import FIRST, FirstOutcomes
from app.domain.outcomes import MessageStatus

_COUNTS = text("""
select status, count(*) as number from message
where practice_id = :practice_id and mailing_id = :mailing_id
group by status
""")

# What never went into the queue, or was taken out of it again, says nothing about how sending goes.
# A message that failed once and is tried again counts as failed until it arrives (G4), also while it waits
# for a mailing that was paused; when it leaves again nobody waits for it a second time.
_FIRST = text("""
with first as (
    select status, resends, sent_at from message
    where practice_id = :practice_id and mailing_id = :mailing_id
      and (resends > 0 or status not in ('planned', 'skipped', 'cancelled', 'expired'))
    order by id limit :first
)
select count(*) as known, count(*) filter (where status = 'planned') as held,
    count(*) filter (where status in ('failed', 'bounced') or (resends > 0 and status <> 'delivered'))
        as failed,
    count(*) filter (where status = 'delivered') as arrived,
    count(*) filter (where status in ('sent', 'unknown') and resends = 0) as taken,
    max(sent_at) filter (where resends = 0) as last_left_at
from first
""")


def message_counts(session: Session, mailing_id: int) -> Counter[MessageStatus]:
    """The messages of a mailing of the session's practice, by status."""
    rows = session.execute(_COUNTS, _asked(session, mailing_id))
    return Counter({MessageStatus(row.status): row.number for row in rows})


def first_outcomes(session: Session, mailing_id: int, planned: int) -> tuple[int, FirstOutcomes]:
    """How many of the first were let go, and what came of them; ``planned`` wait for it."""
    row = session.execute(_FIRST, {**_asked(session, mailing_id), "first": FIRST}).one()
    let_go = row.known - row.held
    sample = min(FIRST, let_go + planned)
    return let_go, FirstOutcomes(sample, row.failed, row.arrived, row.taken, row.last_left_at)


def _asked(session: Session, mailing_id: int) -> dict[str, int]:
    return {"practice_id": session.info["practice_id"], "mailing_id": mailing_id}
