"""Which channels of a practice really send, and which messages never do (product L5)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.preferences import Channel

_LIVE = text("""
select s.channel from channel_setup s join practice p on p.id = s.practice_id
where s.practice_id = :practice_id and s.activated_at is not null and not p.demo
""")

# A message speaks of children by its lines; a notice's alert, a link and words written to one person by
# theirs. Whoever has a real child too gets what speaks of that child, and nothing about the invented one.
_ABOUT_SAMPLES = text("""
with sample as materialized (
    select c.id
    from feed_source f join patient c on c.practice_id = f.practice_id and c.source_id = f.id
    where f.practice_id = :practice_id and f.sample
), asked as (
    select id, contact_id, notice_id, link_id from message
    where practice_id = :practice_id and id = any (:ids) and exists (select from sample)
), about (message_id, patient_id) as (
    select l.message_id, a.patient_id
    from asked q join message_line l on l.message_id = q.id join appointment a on a.id = l.appointment_id
    union all
    select q.id, p.patient_id from asked q join message_patient p on p.message_id = q.id
    union all
    select q.id, a.patient_id
    from asked q join notice_line l on l.notice_id = q.notice_id join appointment a on a.id = l.appointment_id
    union all
    select q.id, a.patient_id
    from asked q
    join link_appointment l on l.link_id = q.link_id join appointment a on a.id = l.appointment_id
), told as (
    select * from about
    union all
    select q.id, p.patient_id from asked q join patient_contact p on p.contact_id = q.contact_id
    where not exists (select from about b where b.message_id = q.id)
)
select message_id from told group by message_id
having bool_and(patient_id in (select id from sample))
""")


def live_channels(session: Session) -> frozenset[Channel]:
    """The channels the session's practice has activated; none of a demo practice, which never sends."""
    found = session.scalars(_LIVE, {"practice_id": session.info["practice_id"]})
    return frozenset(Channel(word) for word in found)


def about_samples(session: Session, message_ids: Collection[int]) -> frozenset[int]:
    """Those of these messages of the session's practice that speak of sample children only.

    They end in the sandbox whatever is activated: the numbers of invented families are nobody's.
    """
    asked = {"practice_id": session.info["practice_id"], "ids": list(message_ids)}
    return frozenset(session.scalars(_ABOUT_SAMPLES, asked))
