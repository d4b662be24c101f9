"""Which conversations are there, and which wait for somebody (product I3)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.models import Department, Reply

PAGE = 50

# A conversation is what one contact wrote, or one number that nobody on file has, and what we wrote by hand.
_THREADS = text("""
with said as (
  select r.contact_id, case when r.contact_id is null then r.address else '' end as number,
         r.received_at as at, r.id, true as theirs, r.body, r.channel, r.department_id,
         r.needs_staff and r.seen_at is null as unread
  from reply r where r.practice_id = :practice_id
  union all
  select m.contact_id, case when m.contact_id is null then m.address else '' end,
         coalesce(m.sent_at, m.created_at), m.id, false, m.body, m.channel, null, false
  from message m where m.practice_id = :practice_id and m.type = 'private'
), thread as (
  select contact_id, number, max(at) as at, max(id) as last_id,
         count(*) filter (where unread) as unread,
         (array_agg(body order by at desc, theirs, id desc))[1] as last_words,
         (array_agg(theirs order by at desc, theirs, id desc))[1] as last_theirs,
         (array_agg(channel order by at desc, theirs, id desc))[1] as last_channel,
         (array_agg(department_id order by at desc, id desc) filter (where theirs))[1] as department_id
  from said group by contact_id, number
)
select t.*, coalesce(c.name, '') as name, coalesce(d.name, '') as department, k.children
from thread t
left join contact c on c.id = t.contact_id
left join department d on d.id = t.department_id
left join lateral (
  select string_agg(p.first_name, ', ' order by p.first_name) as children
  from patient_contact pc join patient p on p.id = pc.patient_id where pc.contact_id = t.contact_id
) k on true
where (cast(:department_id as bigint) is null or t.department_id = :department_id)
  and (not :unread or t.unread > 0)
  and (:words = '' or c.name ilike :words or k.children ilike :words
       or (:digits <> '%%' and (t.number like :digits or exists (
         select from address a
         where a.id in (c.cell_id, c.home_id, c.work_phone_id) and a.value like :digits))))
  and (cast(:at as timestamptz) is null
       or (t.unread > 0, t.at, t.last_id) < (cast(:waits as boolean), cast(:at as timestamptz), :last_id))
order by t.unread > 0 desc, t.at desc, t.last_id desc
limit :limit
""")


@dataclass(frozen=True, slots=True)
class ConversationsAsked:
    """Filters of the list: a department, only what is unread, words of a name or digits of a number."""

    department_id: int | None = None
    unread: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the next page begins: ``waits`` says that the last line was unread, ``at`` is UTC."""

    waits: bool
    at: datetime
    last_id: int


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One conversation: with a contact, or with ``number`` alone. ``last_theirs``: did they speak last?"""

    contact_id: int | None
    number: str
    name: str
    children: str
    department: str
    unread: int
    at: datetime
    last_words: str
    last_theirs: bool
    last_channel: str
    last_id: int


def conversation_list(
    session: Session, asked: ConversationsAsked, mark: Mark | None = None, limit: int = PAGE
) -> tuple[list[ThreadLine], Mark | None]:
    """Unread first, then the newest; and where the next page begins, if there is one."""
    digits = "".join(each for each in asked.words if each.isascii() and each.isdigit())
    rows = session.execute(
        _THREADS,
        {
            "practice_id": session.info["practice_id"],
            "department_id": asked.department_id,
            "unread": asked.unread,
            "words": f"%{_plain(asked.words)}%" if asked.words else "",
            "digits": f"%{digits}%",
            "waits": mark.waits if mark else None,
            "at": mark.at if mark else None,
            "last_id": mark.last_id if mark else None,
            "limit": limit + 1,
        },
    ).all()
    lines = [_line(row) for row in rows[:limit]]
    last = lines[-1] if len(rows) > limit else None
    return lines, Mark(last.unread > 0, last.at, last.last_id) if last else None


def count_unread(session: Session) -> int:
    """How many replies of the practice a person must still read."""
    waiting = select(func.count(Reply.id)).where(Reply.needs_staff, Reply.seen_at.is_(None))
    return session.scalar(waiting) or 0


def departments_with_unread(session: Session) -> Sequence[tuple[int, str, int]]:
    """Every department as id, name and number of unread replies, by name."""
    waiting = Reply.needs_staff & Reply.seen_at.is_(None)
    rows = session.execute(
        select(Department.id, Department.name, func.count(Reply.id))
        .outerjoin(Reply, (Reply.department_id == Department.id) & waiting)
        .group_by(Department.id, Department.name)
        .order_by(Department.name)
    )
    return [(number, name, unread) for number, name, unread in rows]


def _plain(words: str) -> str:
    """Signs that would stand for anything mean themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _line(row: Any) -> ThreadLine:
    return ThreadLine(
        contact_id=row.contact_id,
        number=row.number,
        name=row.name,
        children=row.children or "",
        department=row.department,
        unread=row.unread,
        at=row.at,
        last_words=row.last_words,
        last_theirs=row.last_theirs,
        last_channel=row.last_channel,
        last_id=row.last_id,
    )
