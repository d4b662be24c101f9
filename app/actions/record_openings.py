"""Note who looked at parents' links (product M1): a measurement, and nothing is decided by it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.visitors import TOO_QUICK, Fetch, sorted_out

# Whoever is there in the moment an email leaves is the scanner in front of the mailbox.
_NOTE = text("""
with seen as (
  select l.practice_id, f.link_id, f.at, f.person and not exists (
    select from message m
    where m.contact_id = l.contact_id and m.link_id = l.id and m.channel = 'email'
      and m.sent_at between f.at - cast(:too_quick as interval) and f.at + cast(:too_quick as interval)
  ) as person
  from unnest(cast(:links as bigint[]), cast(:moments as timestamptz[]), cast(:people as boolean[]))
    as f (link_id, at, person)
  join link l on l.id = f.link_id
)
insert into link_opening (practice_id, link_id, by, first_at, last_at, times)
select practice_id, link_id, case when person then 'person' else 'machine' end, min(at), max(at), count(*)
from seen group by 1, 2, 3 order by 2, 3
on conflict (link_id, by) do update set
  first_at = least(link_opening.first_at, excluded.first_at),
  last_at = greatest(link_opening.last_at, excluded.last_at),
  times = link_opening.times + excluded.times
""")


def record_openings(session: Session, fetches: Iterable[Fetch]) -> None:
    """The session may see every practice; a link that is gone meanwhile is left out."""
    known = sorted_out(fetches)
    if known:
        session.execute(
            _NOTE,
            {
                "links": [each.link_id for each in known],
                "moments": [each.at for each in known],
                "people": [each.person for each in known],
                "too_quick": TOO_QUICK,
            },
        )
