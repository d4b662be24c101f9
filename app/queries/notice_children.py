"""The children of a notice: what changed for each, how the visit stands, and who took the time since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.answers import NoticeKind
from app.domain.appointments import Confirmation, Lifecycle, Status, status_of
from app.domain.waitlists import SlotState
from app.models import (
    AppointmentEvent,
    AppointmentRow,
    Location,
    Notice,
    NoticeLine,
    Offer,
    Patient,
    Practice,
    Provider,
    Slot,
    StaffUser,
    WaitlistEntry,
)

DECISIONS = ("confirmed", "cancelled", "kept")


@dataclass(frozen=True, slots=True)
class NoticeChild:
    """A line: one child, what changed, how the visit stands now. Instants are UTC; ``zone`` is the place's.

    ``waits`` says that staff have not decided about it since the notice came. ``filled_by`` is the child
    of the waitlist who took the freed time, empty while nobody has.
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
    filled_by: str


def notice_children(session: Session, notice_ids: Sequence[int]) -> dict[int, list[NoticeChild]]:
    """By notice, the visit that comes first at the top."""
    rows = session.execute(
        select(
            NoticeLine,
            AppointmentRow,
            Patient,
            func.coalesce(Provider.name, "").label("provider"),
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
            or_(NoticeLine.undone_at.is_not(None), _acted()).label("decided"),
            func.coalesce(_filled_by().scalar_subquery(), "").label("filled_by"),
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


def called_without_answer(session: Session, notice_ids: Sequence[int]) -> Mapping[int, tuple[str, datetime]]:
    """Who called last about each notice since it came and reached nobody, and when."""
    rows = session.execute(
        select(NoticeLine.notice_id, StaffUser.name, AppointmentEvent.at)
        .join(Notice, Notice.id == NoticeLine.notice_id)
        .join(AppointmentEvent, AppointmentEvent.appointment_id == NoticeLine.appointment_id)
        .join(StaffUser, StaffUser.id == AppointmentEvent.staff_id)
        .where(
            NoticeLine.notice_id.in_(notice_ids),
            AppointmentEvent.kind == "called",
            AppointmentEvent.at >= Notice.created_at,
        )
        .order_by(AppointmentEvent.at)
    )
    return {row.notice_id: (row.name, row.at) for row in rows}


def _acted() -> ColumnElement[bool]:
    return exists().where(
        AppointmentEvent.appointment_id == NoticeLine.appointment_id,
        AppointmentEvent.staff_id.is_not(None),
        AppointmentEvent.kind.in_(DECISIONS),
        AppointmentEvent.at >= Notice.created_at,
    )


def _filled_by() -> Select[str]:
    taker = aliased(Patient)
    return (
        select(taker.first_name + " " + taker.last_name)
        .select_from(Slot)
        .join(Offer, Offer.id == Slot.filled_by)
        .join(WaitlistEntry, WaitlistEntry.id == Offer.entry_id)
        .join(taker, taker.id == WaitlistEntry.patient_id)
        .where(Slot.appointment_id == NoticeLine.appointment_id, Slot.state == SlotState.FILLED)
        .order_by(Slot.id.desc())
        .limit(1)
        .correlate(NoticeLine)
    )


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
        filled_by=row.filled_by,
    )
