"""A notice as the desk sees it: who told us what, who has it, how each visit stands (product J1 to J3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.domain.answers import NoticeKind, NoticeState
from app.models import Address, Contact, Department, Notice, StaffUser
from app.queries.notice_children import NoticeChild, called_without_answer, notice_children


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """One notice with its lines, who told us, who saw it, who has it and who finished it.

    Instants are UTC. ``phone`` is the contact's first number (E.164), empty where there is none.
    ``called`` is who called last without an answer, and when. ``escalated_at`` says when the second
    address was told that nobody had looked.
    """

    id: int
    kind: NoticeKind
    state: NoticeState
    department: str
    contact: str
    phone: str
    via: str
    created_at: datetime
    seen_by: str
    seen_at: datetime | None
    done_by: str
    done_at: datetime | None
    assigned_to: int | None
    assignee: str
    note: str
    snoozed_until: datetime | None
    escalated_at: datetime | None
    called: tuple[str, datetime] | None
    lines: tuple[NoticeChild, ...]

    def rests(self, now: datetime) -> bool:
        """Was it put off until later?"""
        return self.snoozed_until is not None and self.snoozed_until > now


def notice_rows() -> Select[*tuple[Any, ...]]:
    """Every notice with the names that stand beside it; the caller says which."""
    seen, done, held = aliased(StaffUser), aliased(StaffUser), aliased(StaffUser)
    phone = func.coalesce(Contact.cell_id, Contact.home_id, Contact.work_phone_id)
    return (
        select(
            Notice,
            Department.name.label("department"),
            func.coalesce(Contact.name, "").label("contact"),
            func.coalesce(Address.value, "").label("phone"),
            func.coalesce(seen.name, "").label("seen_by"),
            func.coalesce(done.name, "").label("done_by"),
            func.coalesce(held.name, "").label("assignee"),
        )
        .join(Department, Department.id == Notice.department_id)
        .outerjoin(Contact, Contact.id == Notice.contact_id)
        .outerjoin(Address, Address.id == phone)
        .outerjoin(seen, seen.id == Notice.seen_by)
        .outerjoin(done, done.id == Notice.done_by)
        .outerjoin(held, held.id == Notice.assigned_to)
    )


def notice_items(session: Session, now: datetime, wanted: Select[*tuple[Any, ...]]) -> list[NoticeItem]:
    """The notices of ``wanted``, made from ``notice_rows``, in its order, as of ``now`` (UTC)."""
    rows = session.execute(wanted).all()
    ids = [row.Notice.id for row in rows]
    lines: Mapping[int, Sequence[NoticeChild]] = defaultdict(tuple, notice_children(session, now, ids))
    called = called_without_answer(session, ids)
    return [_item(row, tuple(lines[row.Notice.id]), called.get(row.Notice.id)) for row in rows]


def notice_item(session: Session, now: datetime, notice_id: int) -> NoticeItem | None:
    """One notice, or None when the practice has no such notice."""
    return next(iter(notice_items(session, now, notice_rows().where(Notice.id == notice_id))), None)


def _item(row: Any, lines: tuple[NoticeChild, ...], called: tuple[str, datetime] | None) -> NoticeItem:
    notice = row.Notice
    return NoticeItem(
        id=notice.id,
        kind=NoticeKind(notice.kind),
        state=NoticeState(notice.state),
        department=row.department,
        contact=row.contact,
        phone=row.phone,
        via=notice.via,
        created_at=notice.created_at,
        seen_by=row.seen_by,
        seen_at=notice.seen_at,
        done_by=row.done_by,
        done_at=notice.done_at,
        assigned_to=notice.assigned_to,
        assignee=row.assignee,
        note=notice.note,
        snoozed_until=notice.snoozed_until,
        escalated_at=notice.escalated_at,
        called=called,
        lines=lines,
    )
