"""The automated messages a new practice starts with (product E1, E3, E8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.domain.rules import STATUSES
from app.domain.timing import Anchor, RuleType, Unit
from app.models import RuleRow


class _Start(NamedTuple):
    name: str
    type: RuleType
    anchor: Anchor
    amount: int = 0
    unit: Unit = Unit.DAYS
    enabled: bool = True


_FIRST_RULES = (
    _Start("Initial confirmation", RuleType.INITIAL_CONFIRMATION, Anchor.CREATION),
    _Start("Confirmation request", RuleType.CONFIRMATION_REQUEST, Anchor.START, 3),
    _Start("Reminder", RuleType.REMINDER, Anchor.START, 1),
    _Start("Same-day reminder", RuleType.REMINDER, Anchor.START, 2, Unit.HOURS, enabled=False),
    _Start("Appointment moved", RuleType.MOVED, Anchor.CHANGE),
    _Start("Cancelled by the practice", RuleType.CANCELLED_BY_PRACTICE, Anchor.CANCELLATION),
)


def create_default_rules(session: Session, now: datetime) -> Sequence[RuleRow]:
    """Write the first automated messages of the session's practice, turned on as of ``now`` (UTC).

    The same-day reminder is a draft: a second reminder is the practice's own choice. What was planned
    before ``now`` is not made up for (E6).
    """
    rows = [_row(each, now) for each in _FIRST_RULES]
    session.add_all(rows)
    session.flush()
    return rows


def _row(start: _Start, now: datetime) -> RuleRow:
    return RuleRow(
        name=start.name,
        type=start.type,
        anchor=start.anchor,
        amount=start.amount,
        unit=start.unit,
        statuses=sorted(STATUSES[start.type]),
        state="enabled" if start.enabled else "draft",
        enabled_at=now if start.enabled else None,
        changed_at=now,
    )
