"""A mailing as the rule book sees it: who may do what with it, and the rule its visits are judged by."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Status
from app.domain.audiences import ABOUT_VISITS, AudienceKind
from app.domain.preferences import Channel, Purpose
from app.domain.rules import STATUSES, ChannelMode, Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.models.among import among
from app.models.mailing import Mailing

# When an automated message of the same type would go: what it says does not depend on it.
_TIMINGS = {
    RuleType.INITIAL_CONFIRMATION: Timing(Anchor.CREATION),
    RuleType.CONFIRMATION_REQUEST: Timing(Anchor.START, 1, Unit.DAYS),
    RuleType.REMINDER: Timing(Anchor.START, 1, Unit.DAYS),
    RuleType.MOVED: Timing(Anchor.CHANGE),
    RuleType.CANCELLED_BY_PRACTICE: Timing(Anchor.CANCELLATION),
    RuleType.MISSED: Timing(Anchor.END),
    RuleType.FOLLOW_UP: Timing(Anchor.END),
    RuleType.TELEHEALTH_FIRST: Timing(Anchor.START, 1, Unit.DAYS),
    RuleType.TELEHEALTH_SECOND: Timing(Anchor.START, 1, Unit.HOURS),
}


def is_about_visits(row: Mailing) -> bool:
    """Does each message speak of visits, in words made when it is sent, with a link to answer by?"""
    return row.audience.get("kind") == AudienceKind.VISITS and row.type in ABOUT_VISITS


def rule_of_mailing(row: Mailing) -> Rule:
    """What an automated message would be that says the same: a visit is judged by it, and put into words.

    Only for a mailing that is about visits. Its id is that of the mailing and of no rule.
    """
    kind = RuleType(row.type)
    fixed = fixed_channel(row)
    return Rule(
        id=row.id,
        type=kind,
        timing=_TIMINGS[kind],
        statuses=_statuses(row, kind),
        enabled_at=row.confirmed_at or row.created_at,
        purpose=Purpose(row.purpose),
        channel_mode=ChannelMode.FIXED if fixed else ChannelMode.PREFERENCE,
        channel=fixed,
        template_set_id=row.template_set_id,
    )


def fixed_channel(row: Mailing) -> Channel | None:
    """The channel that every contact is reached over, whatever each prefers; None where that is followed."""
    return Channel(row.channel) if row.channel and not row.audience.get("only_preferred") else None


def _statuses(row: Mailing, kind: RuleType) -> frozenset[Status]:
    """Those staff chose, as far as the type may speak of them: an ask ends with the answer (E7)."""
    chosen = frozenset(Status(word) for word in row.audience.get("statuses", ()))
    return (chosen & STATUSES[kind]) or STATUSES[kind]


def mailings_of(session: Session, ids: Collection[int]) -> dict[int, Mailing]:
    """Mailings of the session's practice by id."""
    return {row.id: row for row in session.scalars(select(Mailing).where(among(Mailing.id, ids)))}
