"""What waits in the Cancellations inbox, and what was done (product J1, J2)?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.answers import NoticeKind, NoticeState
from app.domain.appointments import Confirmation, Lifecycle, Status, status_of
from app.models import (
    AppointmentEvent,
    AppointmentRow,
    Contact,
    Department,
    Location,
    Notice,
    NoticeLine,
    Patient,
    Practice,
    Provider,
    StaffUser,
)

DECISIONS = ("confirmed", "cancelled", "kept")


@dataclass(frozen=True, slots=True)
class NoticeChild:
    """A line: one child, what changed, how the visit stands now. Instants are UTC; ``zone`` is the place's.

    ``waits`` says that staff have not decided about it since the notice came.
    """

    appointment_id: int
    child: str
    family_id: int
    starts_at: datetime
    zone: str
    minutes: int
    visit_type: str
    provider: str
    change: NoticeKind
    undone: bool
    waits: bool
    status: Status


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One notice with its lines, who told us, who saw it and who finished it."""

    id: int
    kind: NoticeKind
    state: NoticeState
    department: str
    contact: str
    via: str
    created_at: datetime
    seen_by: str
    done_by: str
    done_at: datetime | None
    lines: tuple[NoticeChild, ...]


def count_open(session: Session) -> int:
    """How many notices of the practice are not done."""
    return session.scalar(select(func.count(Notice.id)).where(Notice.state != NoticeState.DONE)) or 0


def open_notices(session: Session, limit: int) -> list[NoticeItem]:
    """What is not done, the visit that comes first at the top."""
    first = (
        select(func.min(AppointmentRow.starts_at))
        .join(NoticeLine, NoticeLine.appointment_id == AppointmentRow.id)
        .where(NoticeLine.notice_id == Notice.id)
        .scalar_subquery()
    )
    wanted = _notices().where(Notice.state != NoticeState.DONE).order_by(first, Notice.id).limit(limit)
    return _with_lines(session, wanted)


def done_notices(session: Session, limit: int) -> list[NoticeItem]:
    """What was done, the latest first."""
    wanted = _notices().where(Notice.state == NoticeState.DONE)
    return _with_lines(session, wanted.order_by(Notice.done_at.desc(), Notice.id.desc()).limit(limit))


def notice_item(session: Session, notice_id: int) -> NoticeItem | None:
    """One notice, or None when the practice has no such notice."""
    return next(iter(_with_lines(session, _notices().where(Notice.id == notice_id))), None)


def _notices() -> Select[*tuple[Any, ...]]:
    seen, done = aliased(StaffUser), aliased(StaffUser)
    return (
        select(
            Notice,
            Department.name.label("department"),
            Contact.name.label("contact"),
            seen.name.label("seen_by"),
            done.name.label("done_by"),
        )
        .join(Department, Department.id == Notice.department_id)
        .outerjoin(Contact, Contact.id == Notice.contact_id)
        .outerjoin(seen, seen.id == Notice.seen_by)
        .outerjoin(done, done.id == Notice.done_by)
    )


def _with_lines(session: Session, wanted: Select[*tuple[Any, ...]]) -> list[NoticeItem]:
    rows = session.execute(wanted).all()
    lines = _lines(session, [row.Notice.id for row in rows])
    return [_item(row, tuple(lines[row.Notice.id])) for row in rows]


def _item(row: Any, lines: tuple[NoticeChild, ...]) -> NoticeItem:
    notice = row.Notice
    return NoticeItem(
        id=notice.id,
        kind=NoticeKind(notice.kind),
        state=NoticeState(notice.state),
        department=row.department,
        contact=row.contact or "",
        via=notice.via,
        created_at=notice.created_at,
        seen_by=row.seen_by or "",
        done_by=row.done_by or "",
        done_at=notice.done_at,
        lines=lines,
    )


def _lines(session: Session, notice_ids: Sequence[int]) -> dict[int, list[NoticeChild]]:
    acted = exists().where(
        AppointmentEvent.appointment_id == NoticeLine.appointment_id,
        AppointmentEvent.staff_id.is_not(None),
        AppointmentEvent.kind.in_(DECISIONS),
        AppointmentEvent.at >= Notice.created_at,
    )
    rows = session.execute(
        select(
            NoticeLine,
            AppointmentRow,
            Patient,
            func.coalesce(Provider.name, "").label("provider"),
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
            or_(NoticeLine.undone_at.is_not(None), acted).label("decided"),
        )
        .join(Notice, Notice.id == NoticeLine.notice_id)
        .join(AppointmentRow, AppointmentRow.id == NoticeLine.appointment_id)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(NoticeLine.notice_id.in_(notice_ids))
        .order_by(AppointmentRow.starts_at, NoticeLine.id)
    )
    lines: dict[int, list[NoticeChild]] = defaultdict(list)
    for row in rows:
        lines[row.NoticeLine.notice_id].append(_line(row))
    return lines


def _line(row: Any) -> NoticeChild:
    visit, child = row.AppointmentRow, row.Patient
    return NoticeChild(
        appointment_id=visit.id,
        child=f"{child.first_name} {child.last_name}",
        family_id=child.family_id,
        starts_at=visit.starts_at,
        zone=row.zone,
        minutes=visit.minutes,
        visit_type=visit.visit_type,
        provider=row.provider,
        change=NoticeKind(row.NoticeLine.change),
        undone=row.NoticeLine.undone_at is not None,
        waits=not row.decided and visit.lifecycle == Lifecycle.SCHEDULED,
        status=status_of(Lifecycle(visit.lifecycle), Confirmation(visit.confirmation)),
    )
