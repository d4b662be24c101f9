"""One day of the practice: every visit with its family, its last message and its answer (product M3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.answers import Choice, NoticeKind
from app.domain.appointments import Confirmation, Lifecycle, status_of
from app.domain.day_sheet import DayAnswer, Reached, day_answer
from app.domain.outcomes import MessageStatus

# The row's xmin is the number of the transaction that wrote it: what a page has not seen yet is every
# row written by a transaction that was not finished when the page was made. Nothing slips through, as
# it would between running numbers, which are given out before the commit.
SHEET_ROWS = """
select a.id, a.starts_at, a.minutes, a.visit_type, a.lifecycle, a.confirmation, a.blocked, a.changed_at,
       coalesce(l.timezone, pr.timezone) as zone, l.name as location,
       p.first_name, p.last_name, p.birth_date, p.family_id,
       coalesce(d.name, '') as provider, a.provider_id,
       c.id as contact_id, coalesce(c.name, '') as contact, coalesce(c.language, '') as language,
       m.id as message_id, m.channel, m.status as message_status, m.sent_at, m.due_at, m.reason,
       t.reached, t.lost,
       w.choice, w.via, w.received_at, n.change as waiting, n.notice_id, coalesce(u.unread, 0) as unread,
       greatest(a.stamp, t.mark, w.mark, n.mark, u.mark) as mark
from chosen a
join patient p on p.id = a.patient_id
join location l on l.id = a.location_id
join practice pr on pr.id = a.practice_id
left join provider d on d.id = a.provider_id
left join lateral (
  select (array_agg(m.id order by m.status in ('skipped', 'cancelled', 'expired'), m.id desc))[1] as id,
         bool_or(m.status in ('planned', 'queued', 'sending', 'unknown', 'sent', 'delivered')) as reached,
         bool_or(m.status in ('failed', 'bounced', 'suppressed')) as lost,
         max(m.xmin::text::bigint) as mark
  from message_line ml join message m on m.id = ml.message_id
  where ml.appointment_id = a.id and ml.version = a.version
) t on true
left join message m on m.id = t.id
left join lateral (
  select w.choice, w.via, w.received_at, w.xmin::text::bigint as mark
  from answer w where w.appointment_id = a.id and w.undone_at is null
  order by w.received_at desc, w.id desc limit 1
) w on true
left join lateral (
  select nl.change, nl.notice_id, greatest(nl.xmin::text::bigint, no.xmin::text::bigint) as mark
  from notice_line nl join notice no on no.id = nl.notice_id
  where nl.appointment_id = a.id and nl.undone_at is null and no.state <> 'done'
    and not exists (select from appointment_event e
                    where e.appointment_id = a.id and e.staff_id is not null and e.at >= no.created_at
                      and e.kind in ('confirmed', 'cancelled', 'kept'))
  order by nl.id desc limit 1
) n on true
left join lateral (
  select pc.contact_id from patient_contact pc
  where pc.patient_id = a.patient_id and pc.end_date is null order by pc.position limit 1
) f on true
left join contact c on c.id = coalesce(m.contact_id, f.contact_id)
left join lateral (
  select count(*) filter (where r.needs_staff and r.seen_at is null) as unread,
         max(r.xmin::text::bigint) as mark
  from reply r where r.contact_id = c.id and r.received_at > a.starts_at - interval '30 days'
) u on true
order by a.starts_at, a.id
"""
"""Each of the appointments ``chosen``, a query of their columns and of xmin as ``stamp``."""

_OF_THE_DAY = """
with chosen as (
  select *, xmin::text::bigint as stamp from appointment
  where practice_id = :practice_id and starts_at >= :start and starts_at < :end
    and lifecycle not in ('rescheduled', 'entered_in_error')
)
"""
_DAY = text(f"{_OF_THE_DAY}{SHEET_ROWS}")

_HORIZON = text("""
select pg_snapshot_xmin(pg_current_snapshot())::text from practice where id = :practice_id
""")


@dataclass(frozen=True, slots=True)
class DayVisit:
    """One row of the sheet. Instants are UTC, ``zone`` is the location's; ``mark`` tells fresh from seen.

    ``message_id`` is the last message about this version of the appointment, whatever became of it.
    ``unread`` counts what this contact wrote that nobody has read.
    """

    id: int
    starts_at: datetime
    minutes: int
    visit_type: str
    zone: str
    location: str
    child: str
    birth_date: date | None
    family_id: int
    provider: str
    contact_id: int | None
    contact: str
    language: str
    answer: DayAnswer
    blocked: bool
    may_cancel: bool
    message_id: int | None
    channel: str | None
    message_status: MessageStatus | None
    message_at: datetime | None
    reason: str | None
    choice: Choice | None
    via: str
    answered_at: datetime | None
    notice_id: int | None
    unread: int
    changed_at: datetime
    mark: int


def horizon(session: Session, practice_id: int) -> int:
    """The number below which every transaction has ended; take it before reading the sheet."""
    number: str = session.execute(_HORIZON, {"practice_id": practice_id}).scalar_one()
    # Rows keep only the lower half of the number.
    return int(number) & 0xFFFFFFFF


def day_sheet(session: Session, practice_id: int, start: datetime, end: datetime) -> list[DayVisit]:
    """Every visit from ``start`` until before ``end`` (UTC), by time. One statement, whatever the day."""
    rows = session.execute(_DAY, {"practice_id": practice_id, "start": start, "end": end})
    return list(sheet_visits(rows))


def next_day_with_visits(session: Session, practice_id: int, after: datetime) -> datetime | None:
    """The start of the first visit at or after ``after`` (UTC) that still stands."""
    found: datetime | None = session.scalar(
        text("""
            select starts_at from appointment
            where practice_id = :practice_id and starts_at >= :after and lifecycle = 'scheduled'
            order by starts_at limit 1
        """),
        {"practice_id": practice_id, "after": after},
    )
    return found


def sheet_visits(rows: Iterable[Any]) -> Iterator[DayVisit]:
    """Rows of ``SHEET_ROWS`` as the sheet shows them; what is not on the schedule any more is left out."""
    for row in rows:
        status = status_of(Lifecycle(row.lifecycle), Confirmation(row.confirmation))
        answer = day_answer(status, NoticeKind(row.waiting) if row.waiting else None, _reached(row))
        if answer is not None:
            yield _visit(row, answer)


def _reached(row: Any) -> Reached:
    if row.reached:
        return Reached.SOMEBODY
    return Reached.LOST if row.lost else Reached.NOBODY


def _visit(row: Any, answer: DayAnswer) -> DayVisit:
    return DayVisit(
        id=row.id,
        starts_at=row.starts_at,
        minutes=row.minutes,
        visit_type=row.visit_type,
        zone=row.zone,
        location=row.location,
        child=f"{row.first_name} {row.last_name}",
        birth_date=row.birth_date,
        family_id=row.family_id,
        provider=row.provider,
        contact_id=row.contact_id,
        contact=row.contact,
        language=row.language,
        answer=answer,
        blocked=row.blocked,
        may_cancel=row.lifecycle == Lifecycle.SCHEDULED,
        message_id=row.message_id,
        channel=row.channel,
        message_status=MessageStatus(row.message_status) if row.message_status else None,
        message_at=row.sent_at or row.due_at,
        reason=row.reason,
        choice=Choice(row.choice) if row.choice else None,
        via=row.via or "",
        answered_at=row.received_at,
        notice_id=row.notice_id,
        unread=row.unread,
        changed_at=row.changed_at,
        mark=row.mark,
    )
