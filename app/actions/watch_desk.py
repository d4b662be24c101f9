"""See that somebody looks at what families answered (product J2).

What nobody looked at within 15 minutes of office hours goes to the department's second address, once.
What came while the department was closed stands in one email at its opening. What is older than
``TELL_WITHIN`` of office time is told to nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.actions.write_digest import write_digest
from app.actions.write_notice import escalate_alert
from app.domain.answers import NoticeState
from app.domain.desk_hours import DeskHours, goes_to_digest, goes_to_second
from app.domain.local_time import local_day, zone
from app.models import Department, Holiday, Notice, NoticeLine, Practice
from app.work import work, work_everywhere

LOOK_BACK = timedelta(days=21)
"""The oldest notices looked at; whether one is still told is decided by office hours."""


@dataclass
class Watched:
    """How many notices went to a second address, and how many departments got their email at opening."""

    escalated: int = 0
    digests: int = 0


def watch_desk(now: datetime, base_url: str, practice_id: int | None = None) -> Watched:
    """Look at ``now`` (UTC) for every practice, or for one, in a transaction of its own each.

    ``base_url`` is where staff sign in. Looking again for the same moment changes nothing.
    """
    watched = Watched()
    for each in _practices(now, practice_id):
        with work(each) as session:
            _watch(session, now, base_url, watched)
    return watched


def _practices(now: datetime, practice_id: int | None) -> Sequence[int]:
    practices = (
        select(Notice.practice_id)
        .join(Department, Department.id == Notice.department_id)
        .join(Practice, Practice.id == Notice.practice_id)
        .where(_asks(now), ~Practice.setting_up)
        .distinct()
        .order_by(Notice.practice_id)
    )
    if practice_id is not None:
        practices = practices.where(Notice.practice_id == practice_id)
    with work_everywhere() as session:
        return session.scalars(practices).all()


def _asks(now: datetime) -> ColumnElement[bool]:
    """Nobody has looked, and there is somebody who has not been told so."""
    second = and_(Department.second_email != "", Notice.escalated_at.is_(None))
    digest = and_(Department.email != "", Notice.digested_at.is_(None))
    recent = Notice.created_at > now - LOOK_BACK
    return and_(Notice.state == NoticeState.NEW, recent, or_(second, digest))


def _watch(session: Session, now: datetime, base_url: str, watched: Watched) -> None:
    practice = session.get_one(Practice, session.info["practice_id"])
    holidays = frozenset(session.scalars(select(Holiday.day).where(Holiday.location_id.is_(None))))
    overnight: dict[int, list[Notice]] = defaultdict(list)
    for notice, department, since in _unseen(session, now):
        hours = _hours(practice, department, holidays)
        if department.second_email and not notice.escalated_at and goes_to_second(hours, since, now):
            escalate_alert(session, now, department, notice.id)
            notice.escalated_at = now
            watched.escalated += 1
        if department.email and not notice.digested_at and goes_to_digest(hours, since, now):
            overnight[department.id].append(notice)
    today = local_day(now, zone(practice.timezone))
    for department_id, notices in overnight.items():
        department = session.get_one(Department, department_id)
        watched.digests += write_digest(session, now, department, today, notices, base_url)


def _unseen(session: Session, now: datetime) -> Iterator[tuple[Notice, Department, datetime]]:
    """Each with the moment since which it waits: an answer taken back brings a notice back.

    Somebody who looks at one right now holds it: then it is left out.
    """
    taken_back = (
        select(func.max(NoticeLine.undone_at)).where(NoticeLine.notice_id == Notice.id).scalar_subquery()
    )
    rows = session.execute(
        select(Notice, Department, func.greatest(Notice.created_at, taken_back).label("since"))
        .join(Department, Department.id == Notice.department_id)
        .where(_asks(now))
        .order_by(Notice.id)
        .with_for_update(of=Notice, skip_locked=True)
    )
    yield from ((row.Notice, row.Department, row.since) for row in rows.all())


def _hours(practice: Practice, department: Department, holidays: frozenset[date]) -> DeskHours:
    """The department's own hours, or the practice's. A place's own holidays close the place only."""
    return DeskHours(
        department.opens_at or practice.opens_at,
        department.closes_at or practice.closes_at,
        department.open_days,
        holidays,
        zone(practice.timezone),
    )
