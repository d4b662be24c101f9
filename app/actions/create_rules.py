"""The automated messages a new practice starts with (product E1, E3, E8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.domain.preferences import Channel, Purpose
from app.domain.rules import STATUSES, ChannelMode
from app.domain.timing import Anchor, RuleType, Unit
from app.models import RuleRow


class _Start(NamedTuple):
    name: str
    type: RuleType
    anchor: Anchor
    amount: int = 0
    unit: Unit = Unit.DAYS
    enabled: bool = True
    own: Mapping[str, Any] = MappingProxyType({})


_TEN = time(10)
_VIDEO = {"visit_types": ["Telehealth"]}
_TO_STAFF = {"at_time": _TEN, "channel_mode": ChannelMode.FIXED, "channel": Channel.EMAIL}

_FIRST_RULES = (
    _Start("Initial confirmation", RuleType.INITIAL_CONFIRMATION, Anchor.CREATION),
    _Start("Confirmation request", RuleType.CONFIRMATION_REQUEST, Anchor.START, 3),
    _Start("Reminder", RuleType.REMINDER, Anchor.START, 1),
    _Start("Same-day reminder", RuleType.REMINDER, Anchor.START, 2, Unit.HOURS, enabled=False),
    _Start("Appointment moved", RuleType.MOVED, Anchor.CHANGE),
    _Start("Cancelled by the practice", RuleType.CANCELLED_BY_PRACTICE, Anchor.CANCELLATION),
    _Start("Missed visit", RuleType.MISSED, Anchor.AFTER_START, 2, Unit.HOURS, enabled=False),
    _Start("After the visit", RuleType.FOLLOW_UP, Anchor.END, 1, enabled=False),
    _Start("Video visit tomorrow", RuleType.TELEHEALTH_FIRST, Anchor.START, 1, enabled=False, own=_VIDEO),
    _Start(
        "Video visit soon", RuleType.TELEHEALTH_SECOND, Anchor.START, 30, Unit.MINUTES,
        enabled=False, own=_VIDEO,
    ),
    _Start(
        "Birthday greeting", RuleType.BIRTHDAY, Anchor.DATE, enabled=False,
        own={"purpose": Purpose.NOTICES, "at_time": _TEN, "age_to": 17},
    ),
    _Start(
        "Recall", RuleType.RECALL, Anchor.DATE, enabled=False,
        own={"purpose": Purpose.RECALLS, "at_time": _TEN, "tries": 3, "try_every_days": 14},
    ),
    _Start("Waitlist offer", RuleType.WAITLIST_OFFER, Anchor.FREED),
    _Start("Staff renewal", RuleType.STAFF_RENEWAL, Anchor.DUE, 60, own=_TO_STAFF),
    _Start("Staff renewal, two weeks", RuleType.STAFF_RENEWAL, Anchor.DUE, 14, own=_TO_STAFF),
)  # fmt: skip


def create_default_rules(session: Session, now: datetime) -> Sequence[RuleRow]:
    """Write the first automated messages of the session's practice, turned on as of ``now`` (UTC).

    What asks or reminds of a coming visit is on, and so is the offer of a freed time, which goes only where
    staff or the waitlist rules offer one, and what reminds staff of something of theirs that ends. The rest
    are drafts: whether to send a second reminder, a word after the visit, greetings or recalls is the
    practice's own choice. What was planned before ``now`` is not made up for (E6).
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
        **start.own,
    )
