"""The usage page of the Message center: what was bought, used and is left (product L4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.plans import Unit
from app.queries.credit_course import CreditCourse, credit_course
from app.queries.latest_purchases import Bought, latest_purchases
from app.queries.usage_report import (
    NOTHING,
    MonthUsed,
    UsageAsked,
    UsageBy,
    Used,
    bought,
    months_used,
    unit_since,
    used_by,
)


@dataclass(frozen=True, slots=True)
class UsagePage:
    """``course`` is None under an unlimited plan, which has no balance: then only messages are counted.

    ``bought`` is of the period, as are ``months`` and ``parts``, what was used by the question asked.
    """

    course: CreditCourse | None
    bought: Decimal
    months: tuple[MonthUsed, ...]
    parts: tuple[Used, ...]
    purchases: tuple[Bought, ...]

    @property
    def unit(self) -> Unit | None:
        return self.course.unit if self.course else None

    @property
    def used(self) -> Decimal:
        return sum((each.cost for each in self.months), NOTHING)


def usage_page(
    session: Session, now: datetime, practice_id: int, asked: UsageAsked, question: UsageBy, place: ZoneInfo
) -> UsagePage:
    """``place`` is the practice's zone."""
    course = credit_course(session, now, practice_id, place)
    if course is not None:
        asked = replace(asked, since=unit_since(session, course.unit))
    return UsagePage(
        course=course,
        bought=bought(session, course.unit, asked, place) if course else NOTHING,
        months=months_used(session, asked, place),
        parts=used_by(session, question, asked, place),
        purchases=latest_purchases(session),
    )
