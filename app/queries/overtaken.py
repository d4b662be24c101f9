"""Letters that wait to be printed and are not true any more (product G1, D3, E5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Confirmation, Lifecycle, status_of
from app.domain.rules import STATUSES
from app.domain.timing import RuleType
from app.models import AppointmentRow, Message, MessageLine, RuleRow


class Overtaken(StrEnum):
    """What came between writing and printing; ``words`` are the sentence that staff read."""

    words: str

    def __new__(cls, value: str, words: str) -> Overtaken:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    CANCELLED = "cancelled", "The visit was cancelled meanwhile. Do not send it."
    MOVED = "moved", "The visit has changed meanwhile. Do not send it."
    ANSWERED = "answered", "The family answered meanwhile. Do not send it."
    OVER = "over", "The visit is over. Do not send it."


_WRONG = (Overtaken.CANCELLED, Overtaken.MOVED)


def overtaken(session: Session, message_ids: Collection[int]) -> dict[int, Overtaken]:
    """Those of these messages that must not leave any more.

    One visit that was cancelled or changed makes a letter wrong; an answer does once it holds for every
    child. What is about no visit stays true. A mailing's letter is judged by its type.
    """
    rows = session.execute(
        select(MessageLine, AppointmentRow, RuleRow.statuses, Message.type)
        .join(AppointmentRow, AppointmentRow.id == MessageLine.appointment_id)
        .join(Message, Message.id == MessageLine.message_id)
        .outerjoin(RuleRow, RuleRow.id == MessageLine.rule_id)
        .where(MessageLine.message_id.in_(message_ids))
        .order_by(MessageLine.id)
    )
    found: dict[int, list[Overtaken | None]] = defaultdict(list)
    for line, visit, statuses, kind in rows:
        suits = STATUSES[RuleType(kind)] if line.rule_id is None else statuses
        found[line.message_id].append(_of_line(line, visit, suits))
    judged = {message_id: _of_letter(lines) for message_id, lines in found.items()}
    return {message_id: each for message_id, each in judged.items() if each}


def _of_letter(lines: list[Overtaken | None]) -> Overtaken | None:
    wrong = next((each for each in lines if each in _WRONG), None)
    return wrong or (lines[0] if all(lines) else None)


def _of_line(line: MessageLine, visit: AppointmentRow, statuses: Collection[str]) -> Overtaken | None:
    lifecycle = Lifecycle(visit.lifecycle)
    wanted = status_of(lifecycle, Confirmation(visit.confirmation)) in statuses
    if not wanted and lifecycle is Lifecycle.CANCELLED:
        return Overtaken.CANCELLED
    if visit.version != line.version:
        return Overtaken.MOVED
    if wanted:
        return None
    return Overtaken.ANSWERED if lifecycle is Lifecycle.SCHEDULED else Overtaken.OVER
