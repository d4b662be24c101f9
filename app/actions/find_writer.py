"""Who writes to us from a phone number (product I1, C6)."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

# A number may be shared: then it is whoever we last wrote to there.
_WRITER = text("""
select c.id
from address a
join contact c on c.practice_id = a.practice_id and a.id in (c.cell_id, c.home_id, c.work_phone_id)
left join lateral (
  select max(m.id) as last from message m
  where m.contact_id = c.id and m.channel = 'text' and m.address = a.value and m.sent_at is not null
) t on true
where a.practice_id = :practice_id and a.kind = 'phone' and a.value = :number and c.merged_into_id is null
order by t.last desc nulls last, c.cell_id = a.id desc, c.id
limit 1
""")


def find_writer(session: Session, number: str) -> int | None:
    """The contact of the session's practice who has ``number`` (E.164); None if nobody on file does."""
    found: int | None = session.scalar(
        _WRITER, {"practice_id": session.info["practice_id"], "number": number}
    )
    return found
