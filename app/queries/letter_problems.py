"""Letters that nobody printed for more than two working days (product G1, M3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.local_time import local_day, zone
from app.domain.problems import Problem, ProblemKind
from app.domain.working_days import working_days_since
from app.models import Holiday, Message, Practice
from app.queries.letters import WAITING
from app.queries.overtaken import overtaken

PATIENCE = 2


def forgotten_letters(session: Session, now: datetime) -> list[Problem]:
    """One problem for all of them; those that are of no use any more are not counted."""
    useful = or_(Message.expires_at.is_(None), Message.expires_at > now)
    rows = session.execute(select(Message.id, Message.sent_at).where(*WAITING, useful)).all()
    if not rows:
        return []
    place = zone(session.get_one(Practice, session.info["practice_id"]).timezone)
    closed = set(session.scalars(select(Holiday.day).where(Holiday.location_id.is_(None))))
    today = local_day(now, place)
    late = [
        row.id for row in rows if working_days_since(local_day(row.sent_at, place), today, closed) > PATIENCE
    ]
    number = len(late) - len(overtaken(session, late))
    one = "1 letter has waited to be printed for more than two working days."
    many = f"{number} letters have waited to be printed for more than two working days."
    return [Problem(ProblemKind.LETTERS_WAITING, one if number == 1 else many)] if number else []
