"""Tell a department what a parent answered, in the answer's own commit (product J1, D5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.answers import NoticeKind
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.wording.alert_words import ESCALATED
from app.models import Department, Message, Notice, NoticeLine
from app.models.routing_facts import subjects_of, switchboard
from app.queue import nudge

ALERT = "department_notice"
COMING_AGAIN = "coming_again"

# A notice about several children carries the name of what cannot wait.
_MOST_URGENT_FIRST = (
    NoticeKind.LATE,
    NoticeKind.CONFLICT,
    NoticeKind.CANCEL_REQUESTED,
    NoticeKind.CANCELLED,
    NoticeKind.MAYBE_CANCEL,
    NoticeKind.MOVE_REQUESTED,
    NoticeKind.WRONG_PERSON,
    NoticeKind.TIME_TAKEN,
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
) -> list[int]:
    """A notice with a line for each change, and its alerts on the way; the ids of the notices.

    The children of one visit may go to different departments: then each gets a notice with the lines
    that are its own. Empty when the practice wants no notice of any of them (D5).
    """
    return [
        _write_one(session, now, department, lines, contact_id, link_id, via)
        for department, lines in _told(session, changes, contact_id, link_id)
    ]


def _write_one(
    session: Session,
    now: datetime,
    department: Department,
    lines: Sequence[Change],
    contact_id: int | None,
    link_id: int | None,
    via: str,
) -> int:
    notice = Notice(
        department_id=department.id,
        contact_id=contact_id,
        link_id=link_id,
        kind=min((each.change for each in lines), key=_MOST_URGENT_FIRST.index),
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
    """Queue the email about a notice, and the text where the department wants one (J1), each once for
    each ``key``. Without an address the page must do.
    """
    if department.email:
        _queue(session, now, department.id, notice_id, key, variant, Channel.EMAIL, department.email)
    if department.text_number:
        text_key = f"{key}:text"
        _queue(
            session, now, department.id, notice_id, text_key, variant, Channel.TEXT, department.text_number
        )
    if department.email or department.text_number:
        nudge(session, "deliver")


def escalate_alert(session: Session, now: datetime, department: Department, notice_id: int) -> None:
    """Queue the email to the second address, once for a notice: nobody had looked at it (J2)."""
    key, address = f"escalate:{notice_id}", department.second_email
    _queue(session, now, department.id, notice_id, key, ESCALATED, Channel.EMAIL, address)
    nudge(session, "deliver")


def _queue(
    session: Session,
    now: datetime,
    department_id: int,
    notice_id: int,
    key: str,
    variant: str,
    channel: Channel,
    address: str,
) -> None:
    message = Message(
        key=key,
        type=ALERT,
        department_id=department_id,
        notice_id=notice_id,
        channel=channel,
        address=address,
        language="en",
        status=MessageStatus.QUEUED,
        variant=variant,
        due_at=now,
        created_at=now,
    )
    session.add(message)
    session.flush()


def _told(
    session: Session, changes: Sequence[Change], contact_id: int | None, link_id: int | None
) -> list[tuple[Department, list[Change]]]:
    """Who is told of which changes, the departments in the order in which they come up."""
    board = switchboard(session)
    subjects = subjects_of(session, {each.appointment_id for each in changes}, contact_id, link_id)
    told: dict[int, list[Change]] = {}
    for each in changes:
        way = board.route(each.change, subjects[each.appointment_id])
        if way is not None:
            told.setdefault(way.department_id, []).append(each)
    return [(board.departments[department_id], lines) for department_id, lines in told.items()]


def _line(notice_id: int, each: Change) -> NoticeLine:
    return NoticeLine(
        notice_id=notice_id, appointment_id=each.appointment_id, answer_id=each.answer_id, change=each.change
    )
