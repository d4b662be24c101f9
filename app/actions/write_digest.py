"""The one email a day that tells a department at opening what came while it was closed (product J2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions.render_alert import alert_facts
from app.actions.render_message import PAPER
from app.actions.write_notice import COMING_AGAIN
from app.domain.outcomes import MessageStatus
from app.domain.preferences import Channel
from app.domain.wording.department_digest import DepartmentDigest, department_digest
from app.models import Department, Message, Notice, NoticeLine
from app.queue import nudge

DIGEST = "department_digest"


def write_digest(
    session: Session,
    now: datetime,
    department: Department,
    today: date,
    notices: Sequence[Notice],
    base_url: str,
) -> bool:
    """Queue the email about ``notices`` and mark them; False when the department had its email ``today``.

    ``today`` is the practice's local day, ``base_url`` where staff sign in. What comes too late for the
    email of its day stands in that of the next, if still nobody has looked.
    """
    facts = [alert_facts(session, each, _variant(session, each), base_url) for each in notices]
    if not _queue(session, now, department, today, department_digest(facts)):
        return False
    for notice in notices:
        notice.digested_at = now
    nudge(session, "deliver")
    return True


def _variant(session: Session, notice: Notice) -> str:
    """Has the family taken all of it back meanwhile?"""
    standing = select(NoticeLine.id).where(NoticeLine.notice_id == notice.id, NoticeLine.undone_at.is_(None))
    return "" if session.scalar(select(standing.exists())) else COMING_AGAIN


def _queue(
    session: Session, now: datetime, department: Department, today: date, digest: DepartmentDigest
) -> bool:
    values = {
        "practice_id": department.practice_id,
        "key": f"digest:{department.id}:{today.isoformat()}",
        "type": DIGEST,
        "department_id": department.id,
        "channel": Channel.EMAIL,
        "address": department.email,
        "language": "en",
        "status": MessageStatus.QUEUED,
        "subject": digest.subject,
        "body": PAPER.get_template("messages/department_digest/body.txt").render(digest=digest),
        "html": PAPER.get_template("messages/department_digest/body.html").render(digest=digest),
        "due_at": now,
        "created_at": now,
    }
    once = insert(Message).values(values).on_conflict_do_nothing().returning(Message.id)
    return session.scalar(once) is not None
