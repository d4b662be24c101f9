"""What of the staff ends, when, and when were they last reminded (product E1)?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar_words import long_date
from app.domain.languages import Language
from app.domain.local_time import local_day, zone
from app.domain.renewal_words import days_left_words
from app.domain.renewals import SOON, told_by
from app.domain.timing import RuleType
from app.domain.wording.staff_mail import RENEWAL, RenewalFacts, StaffMail, renewal_mail
from app.models import Message, Practice, RuleRow, StaffRenewal, StaffUser


class Part(StrEnum):
    """Which of them are shown."""

    ALL = "all"
    OVERDUE = "overdue"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """One thing that ends. ``overdue`` and ``soon`` are of the practice's day; ``told_at`` is UTC, None while
    nobody was reminded of this day. ``closed`` says that the person's account is closed."""

    id: int
    staff_id: int
    person: str
    what: str
    due_on: date
    left: str
    overdue: bool
    soon: bool
    told_at: datetime | None
    closed: bool

    def is_in(self, part: Part) -> bool:
        """Does it stand in this list?"""
        return part is Part.ALL or (self.overdue if part is Part.OVERDUE else self.soon)


@dataclass(frozen=True, slots=True)
class RenewalsPage:
    """What ends first comes first. ``practice`` is its name, ``people`` are names by id of those who can be
    chosen; ``rules`` says whether any reminder of it is turned on."""

    practice: str
    lines: tuple[RenewalLine, ...]
    people: Mapping[int, str]
    rules: bool

    def count(self, part: Part) -> int:
        """How many stand in this list."""
        return sum(each.is_in(part) for each in self.lines)

    def reminder(self, line: RenewalLine) -> StaffMail:
        """What the person would read if the reminder went now; nothing opens from it."""
        due = f"{long_date(line.due_on, Language.ENGLISH)}, {line.due_on.year}"
        facts = RenewalFacts(line.what, line.person, due, line.left, own=True)
        return renewal_mail(line.person, self.practice, facts, "")


def renewals_page(session: Session, now: datetime) -> RenewalsPage:
    """Of the session's practice at ``now`` (UTC)."""
    rule = select(RuleRow.id).where(RuleRow.type == RuleType.STAFF_RENEWAL, RuleRow.enabled_at.is_not(None))
    open_accounts = select(StaffUser).where(StaffUser.disabled_at.is_(None)).order_by(StaffUser.name)
    return RenewalsPage(
        practice=session.get_one(Practice, session.info["practice_id"]).name,
        lines=renewal_lines(session, now),
        people={each.id: each.name for each in session.scalars(open_accounts)},
        rules=session.scalar(rule.limit(1)) is not None,
    )


def renewal_lines(session: Session, now: datetime, staff_id: int | None = None) -> tuple[RenewalLine, ...]:
    """Everybody's, or those of one person."""
    practice = session.get_one(Practice, session.info["practice_id"])
    today, told = local_day(now, zone(practice.timezone)), _told(session)
    wanted = (
        select(StaffRenewal, StaffUser)
        .join(StaffUser, StaffUser.id == StaffRenewal.staff_id)
        .where(StaffRenewal.done_at.is_(None), StaffRenewal.removed_at.is_(None))
        .order_by(StaffRenewal.due_on, StaffUser.name, StaffRenewal.id)
    )
    if staff_id is not None:
        wanted = wanted.where(StaffRenewal.staff_id == staff_id)
    return tuple(
        _line(row, staff, today, told.get((row.id, row.due_on))) for row, staff in session.execute(wanted)
    )


def _line(row: StaffRenewal, staff: StaffUser, today: date, told_at: datetime | None) -> RenewalLine:
    return RenewalLine(
        id=row.id,
        staff_id=staff.id,
        person=staff.name,
        what=row.what,
        due_on=row.due_on,
        left=days_left_words(row.due_on, today),
        overdue=row.due_on < today,
        soon=today <= row.due_on <= today + SOON,
        told_at=told_at,
        closed=staff.disabled_at is not None,
    )


def _told(session: Session) -> dict[tuple[int, date], datetime]:
    """When people were last reminded, by renewal and its day."""
    sent = select(Message.key, Message.sent_at).where(Message.type == RENEWAL, Message.sent_at.is_not(None))
    found: dict[tuple[int, date], datetime] = {}
    for key, at in session.execute(sent.order_by(Message.sent_at)):
        _, renewal_id, due_on = told_by(key)
        if at is not None:
            found[renewal_id, due_on] = at
    return found
