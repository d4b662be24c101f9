"""Make the links of contacts for their visits, or find those they have (product H1)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

# The database keeps two tries at once from making two links. Everybody makes them in the same order, so
# two workers with the same families wait for each other at most.
_MINT = text("""
insert into link (practice_id, contact_id, visit_key, created_at)
select :practice_id, wanted.contact_id, wanted.visit_key, :now
from unnest(cast(:contacts as bigint[]), cast(:visits as bigint[])) as wanted (contact_id, visit_key)
order by wanted.contact_id, wanted.visit_key
on conflict do nothing
""")

# One look into the index for each link, whatever the planner believes of the size of the tables.
_JOIN = text("""
with found as (
    select live.id, wanted.contact_id, wanted.visit_key
    from unnest(cast(:contacts as bigint[]), cast(:visits as bigint[])) as wanted (contact_id, visit_key)
    cross join lateral (
        select * from link
        where link.contact_id = wanted.contact_id and link.visit_key = wanted.visit_key
          and link.revoked_at is null
        offset 0
    ) as live
    where live.practice_id = :practice_id
), joined as (
    insert into link_appointment (practice_id, link_id, appointment_id)
    select :practice_id, found.id, member.appointment_id
    from found
    join unnest(
        cast(:member_contacts as bigint[]), cast(:member_visits as bigint[]), cast(:members as bigint[])
    ) as member (contact_id, visit_key, appointment_id) using (contact_id, visit_key)
    order by found.id, member.appointment_id
    on conflict do nothing
)
select contact_id, visit_key, id from found
""")


class LinkWanted(NamedTuple):
    """A contact, and the appointments of the visit, of which the first names it."""

    contact_id: int
    appointment_ids: tuple[int, ...]

    @property
    def visit_key(self) -> int:
        """The appointment that the link is kept under."""
        return self.appointment_ids[0]

    def members(self) -> Iterator[tuple[int, int, int]]:
        """Contact, name of the visit and appointment, for each appointment."""
        return ((self.contact_id, self.visit_key, number) for number in self.appointment_ids)


def links_for(session: Session, now: datetime, wanted: Collection[LinkWanted]) -> dict[tuple[int, int], int]:
    """The ids of live links by contact and first appointment, in two statements however many there are.

    The session must be of one practice. Asking again gives the same links; an appointment that
    joined a visit since becomes one of its members. A revoked link is never given out again.
    """
    pairs = sorted({(each.contact_id, each.visit_key) for each in wanted})
    members = sorted({row for each in wanted for row in each.members()})
    if not pairs:
        return {}
    asked = {
        "practice_id": session.info["practice_id"],
        "contacts": [contact_id for contact_id, _ in pairs],
        "visits": [visit_key for _, visit_key in pairs],
    }
    session.execute(_MINT, {**asked, "now": now})
    joining = {
        "member_contacts": [contact_id for contact_id, _, _ in members],
        "member_visits": [visit_key for _, visit_key, _ in members],
        "members": [number for _, _, number in members],
    }
    rows = session.execute(_JOIN, {**asked, **joining})
    return {(row.contact_id, row.visit_key): row.id for row in rows}


def link_for(session: Session, now: datetime, contact_id: int, appointment_ids: Sequence[int]) -> int:
    """The id of the contact's live link for the visit, which begins with ``appointment_ids[0]``."""
    wanted = LinkWanted(contact_id, tuple(appointment_ids))
    return links_for(session, now, [wanted])[contact_id, wanted.visit_key]
