"""What waits in the Cancellations inbox, what rests until later, and what was done (product J1, J2)?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from app.domain.answers import NoticeState
from app.models import AppointmentRow, Contact, Notice, NoticeLine, Patient
from app.queries.notice_items import NoticeItem, notice_items, notice_rows


class Tab(StrEnum):
    """The three lists of the page."""

    OPEN = "open"
    MINE = "mine"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DeskAsked:
    """Which list, for whom, and its filters: a department, words of a child's or a parent's name."""

    tab: Tab = Tab.OPEN
    staff_id: int | None = None
    department_id: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """What stands beside the tabs: what asks for somebody, what is one's own of it, what was done today.

    ``last_done_at`` (UTC) is when the last one was done, whenever that was.
    """

    open: int
    mine: int
    done_today: int
    last_done_at: datetime | None


def count_open(session: Session, now: datetime) -> int:
    """How many notices of the practice ask for somebody; those that rest do not."""
    return session.scalar(select(func.count(Notice.id)).where(_awake(now))) or 0


def desk_counts(session: Session, now: datetime, day_began: datetime, staff_id: int) -> DeskCounts:
    """``day_began`` (UTC) is the practice's last midnight, ``staff_id`` whoever looks."""
    count = func.count(Notice.id)
    done = Notice.state == NoticeState.DONE
    waiting = select(count, count.filter(Notice.assigned_to == staff_id)).where(_awake(now))
    asked, own = session.execute(waiting).one()
    today = select(count).where(done, Notice.done_at >= day_began)
    last = select(func.max(Notice.done_at)).where(done)
    return DeskCounts(asked, own, session.scalar(today) or 0, session.scalar(last))


def open_notices(session: Session, now: datetime, asked: DeskAsked, limit: int) -> list[NoticeItem]:
    """What is not done, the visit that comes first at the top; what rests stands at the end."""
    first = (
        select(func.min(AppointmentRow.starts_at))
        .join(NoticeLine, NoticeLine.appointment_id == AppointmentRow.id)
        .where(NoticeLine.notice_id == Notice.id)
        .scalar_subquery()
    )
    wanted = _asked(asked).where(Notice.state != NoticeState.DONE)
    return notice_items(session, now, wanted.order_by(~_awake(now), first, Notice.id).limit(limit))


def done_notices(
    session: Session, now: datetime, asked: DeskAsked, before: tuple[datetime, int] | None, limit: int
) -> list[NoticeItem]:
    """What was done, the latest first. ``before`` is the moment (UTC) and id of the last one shown."""
    wanted = _asked(asked).where(Notice.state == NoticeState.DONE)
    if before is not None:
        wanted = wanted.where(tuple_(Notice.done_at, Notice.id) < before)
    return notice_items(session, now, wanted.order_by(Notice.done_at.desc(), Notice.id.desc()).limit(limit))


def notices_with(session: Session, now: datetime, ids: Collection[int]) -> list[NoticeItem]:
    """The practice's own of these, in the order in which they came."""
    return notice_items(session, now, notice_rows().where(Notice.id.in_(ids)).order_by(Notice.id))


def _awake(now: datetime) -> ColumnElement[bool]:
    rested = or_(Notice.snoozed_until.is_(None), Notice.snoozed_until <= now)
    return and_(Notice.state != NoticeState.DONE, rested)


def _asked(asked: DeskAsked) -> Select[*tuple[Any, ...]]:
    return notice_rows().where(
        Notice.assigned_to == asked.staff_id if asked.tab is Tab.MINE else true(),
        Notice.department_id == asked.department_id if asked.department_id else true(),
        _named(asked.words) if asked.words else true(),
    )


def _named(words: str) -> ColumnElement[bool]:
    """A child of the notice or its contact is called so, or has this chart number."""
    name = Patient.first_name + " " + Patient.last_name
    children = (
        select(NoticeLine.id)
        .join(AppointmentRow, AppointmentRow.id == NoticeLine.appointment_id)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .where(
            NoticeLine.notice_id == Notice.id,
            or_(name.icontains(words, autoescape=True), Patient.external_id == words),
        )
    )
    return or_(children.exists(), Contact.name.icontains(words, autoescape=True))
