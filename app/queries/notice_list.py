"""The notices of the departments for scripts, with the keys of the contract (`notice list --json`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Department, Notice, NoticeLine, StaffUser


def notice_list(session: Session) -> list[dict[str, Any]]:
    """Every notice, oldest first, with a line for each child. Instants are ISO 8601 in UTC."""
    lines = _lines_by_notice(session)
    notices = session.execute(
        select(Notice, Department.name, StaffUser.name)
        .join(Department, Department.id == Notice.department_id)
        .outerjoin(StaffUser, StaffUser.id == Notice.assigned_to)
        .order_by(Notice.id)
    )
    return [
        _as_keys(notice, department, held, lines.get(notice.id, [])) for notice, department, held in notices
    ]


def _lines_by_notice(session: Session) -> dict[int, list[dict[str, Any]]]:
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in session.scalars(select(NoticeLine).order_by(NoticeLine.id)):
        told = {
            "appointment_id": line.appointment_id,
            "change": line.change,
            "undone": line.undone_at is not None,
        }
        lines.setdefault(line.notice_id, []).append(told)
    return lines


def _as_keys(
    notice: Notice, department: str, held: str | None, lines: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "id": notice.id,
        "department": department,
        "kind": notice.kind,
        "state": notice.state,
        "created_at": notice.created_at.isoformat(),
        "seen_at": _said(notice.seen_at),
        "done_at": _said(notice.done_at),
        "assigned_to": held,
        "snoozed_until": _said(notice.snoozed_until),
        "escalated_at": _said(notice.escalated_at),
        "digested_at": _said(notice.digested_at),
        "lines": lines,
    }


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
