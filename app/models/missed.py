"""Whom a mailing did not reach: those it can be tried again with (product K1 to K4)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.mailing import Mailing
from app.models.mailing_facts import is_about_visits

# What failed, waited too long or was stopped did surely not arrive. Whoever got another message of the same
# mailing, or of one made from it, needs none: also where nobody knows whether it arrived. A visit that staff
# sent again by hand passed on to that message, and the old one speaks of none.
_MISSED = text("""
with recursive made as (
    select id from mailing where practice_id = :practice_id and id = :mailing_id
    union
    select m.id from mailing m join made on m.reused_from_id = made.id where m.practice_id = :practice_id
), told as (
    select m.contact_id, l.appointment_id, m.mailing_id, m.status, m.reason
    from message m left join message_line l on l.message_id = m.id
    where m.practice_id = :practice_id and m.mailing_id in (select id from made) and m.contact_id is not null
), missed as (
    select distinct contact_id, appointment_id from told
    where mailing_id = :mailing_id and (appointment_id is not null or not :about_visits)
      and (status in ('failed', 'bounced', 'expired') or status = 'cancelled' and reason = 'mailing_stopped')
)
select contact_id, appointment_id from missed
where not exists (
    select from told
    where told.contact_id = missed.contact_id
      and told.status in ('planned', 'queued', 'no_credit', 'sending', 'unknown', 'sent', 'delivered')
      and (told.appointment_id is null or told.appointment_id in (select m.appointment_id from missed m))
)
order by contact_id, appointment_id
""")


@dataclass(frozen=True, slots=True)
class Missed:
    """``contact_ids`` did not get it, and ``appointment_ids`` are the visits it would have told them of:
    none for a mailing that is not about visits. Both in their order.
    """

    contact_ids: tuple[int, ...]
    appointment_ids: tuple[int, ...]


def missed_by(session: Session, mailing: Mailing) -> Missed:
    """Whom a mailing of the session's practice that is over did not reach, nor another made from it."""
    asked = {
        "practice_id": session.info["practice_id"],
        "mailing_id": mailing.id,
        "about_visits": is_about_visits(mailing),
    }
    rows = session.execute(_MISSED, asked).all()
    return Missed(
        tuple(sorted({row.contact_id for row in rows})),
        tuple(sorted({row.appointment_id for row in rows if row.appointment_id is not None})),
    )
