"""The children of a notice: what changed for each, how the visit stands, and who took the time since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.answers import NoticeKind
from app.domain.appointments import Confirmation, Lifecycle, Status, status_of
from app.domain.waitlists import SlotState
from app.models import (
    AppointmentEvent,
    AppointmentRow,
    Location,
    Notice,
    NoticeLine,
    Patient,
    Practice,
    Provider,
    Slot,
    StaffUser,
)
from app.queries.waitlist_fit import filled_by, fits

DECISIONS = ("confirmed", "cancelled", "kept")


@dataclass(frozen=True, slots=True)
class NoticeChild:
    """A line: one child, what changed, how the visit stands now. Instants are UTC; ``zone`` is the place's.

    ``waits`` says that staff have not decided about it since the notice came. Of a freed time, ``fits`` is
    how many of the waitlist it would suit, ``offered_from`` (UTC) since when or from when on it is offered to
    them, None if it is not, and ``filled_by`` the child who took it, empty while nobody has.
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
    filled_by: str = ""
    fits: int = 0
    offered_from: datetime | None = None


def notice_children(
    session: Session, now: datetime, notice_ids: Sequence[int]
) -> dict[int, list[NoticeChild]]:
    """By notice, as of ``now`` (UTC), the visit that comes first at the top."""
    lines = _lines(session, notice_ids)
    freed = {
        line.appointment_id for several in lines.values() for line in several
        if line.status is Status.CANCELLED and line.starts_at > now
    }  # fmt: skip
    suits, taken = fits(session, now, freed), filled_by(session, freed)
    offered = _offered(session, freed)
    return {
        number: [
            replace(
                line,
                filled_by=taken.get(line.appointment_id, ""),
                fits=suits.get(line.appointment_id, 0),
                offered_from=offered.get(line.appointment_id),
            )
            for line in several
        ]
        for number, several in lines.items()
    }


def _lines(session: Session, notice_ids: Sequence[int]) -> Mapping[int, list[NoticeChild]]:
    rows = session.execute(
        select(
            NoticeLine,
            AppointmentRow,
            Patient,
            func.coalesce(Provider.name, "").label("provider"),
            func.coalesce(Location.timezone, Practice.timezone).label("zone"),
            or_(NoticeLine.undone_at.is_not(None), _acted()).label("decided"),
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


def _offered(session: Session, appointment_ids: Collection[int]) -> Mapping[int, datetime]:
    """Those whose time goes to the waitlist, with the moment from which on it does."""
    slots = session.execute(
        select(Slot.appointment_id, Slot.offer_from).where(
            Slot.appointment_id.in_(appointment_ids), Slot.state == SlotState.OFFERING
        )
    )
    return {row.appointment_id: row.offer_from for row in slots}


def _acted() -> ColumnElement[bool]:
    return exists().where(
        AppointmentEvent.appointment_id == NoticeLine.appointment_id,
        AppointmentEvent.staff_id.is_not(None),
        AppointmentEvent.kind.in_(DECISIONS),
        AppointmentEvent.at >= Notice.created_at,
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
    )
