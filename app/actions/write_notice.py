"""Tell a department what a parent answered, in the answer's own commit (product J1, D5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import NoticeKind
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.routing import department_for
from app.models import DeliveryRulesRow, Department, Message, Notice, NoticeLine
from app.models.facts import delivery_rules_facts
from app.queue import nudge

ALERT = "department_notice"
COMING_AGAIN = "coming_again"

# A notice about several children carries the name of what cannot wait.
_MOST_URGENT_FIRST = (
    NoticeKind.LATE,
    NoticeKind.CONFLICT,
    NoticeKind.CANCEL_REQUESTED,
    NoticeKind.CANCELLED,
    NoticeKind.MOVE_REQUESTED,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What changed for one child, and the answer that did it."""

    appointment_id: int
    answer_id: int | None
    change: NoticeKind


def write_notice(
    session: Session,
    now: datetime,
    changes: Sequence[Change],
    contact_id: int | None,
    link_id: int | None,
    via: str = "link",
) -> int | None:
    """One notice with a line for each change, and its alert email on the way; the notice's id.

    None when the practice wants no notice of any of them (D5).
    """
    told = _to_be_told(session, changes)
    if told is None:
        return None
    department, lines = told
    kind = min((each.change for each in lines), key=_MOST_URGENT_FIRST.index)
    notice = Notice(
        department_id=department.id,
        contact_id=contact_id,
        link_id=link_id,
        kind=kind,
        via=via,
        created_at=now,
    )
    session.add(notice)
    session.flush()
    session.add_all(_line(notice.id, each) for each in lines)
    send_alert(session, now, department, notice.id, f"notice:{notice.id}")
    return notice.id


def send_alert(
    session: Session, now: datetime, department: Department, notice_id: int, key: str, variant: str = ""
) -> None:
    """Queue the email about a notice, once for each ``key``; without an address the page must do."""
    if not department.email:
        return
    message = Message(
        key=key,
        type=ALERT,
        department_id=department.id,
        notice_id=notice_id,
        channel=Channel.EMAIL,
        address=department.email,
        language="en",
        status=MessageStatus.QUEUED,
        variant=variant,
        due_at=now,
        created_at=now,
    )
    session.add(message)
    session.flush()
    nudge(session, "deliver")


def _to_be_told(session: Session, changes: Sequence[Change]) -> tuple[Department, list[Change]] | None:
    rules = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    departments = {each.id: each for each in session.scalars(select(Department).order_by(Department.id))}
    chosen = [(department_for(each.change, rules, list(departments)), each) for each in changes]
    lines = [each for department_id, each in chosen if department_id is not None]
    ids = [department_id for department_id, _ in chosen if department_id is not None]
    return (departments[ids[0]], lines) if lines else None


def _line(notice_id: int, each: Change) -> NoticeLine:
    return NoticeLine(
        notice_id=notice_id, appointment_id=each.appointment_id, answer_id=each.answer_id, change=each.change
    )
