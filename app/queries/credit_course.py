"""How a balance went down and up lately, and what was spent (product L4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.local_time import day_begins, local_day
from app.domain.plans import PlanKind, Unit, days_left

LOOKED_BACK = 28
"""Days whose pace a forecast goes on with."""

# Entries are written in the order of their time, so the period begins where going back meets an older one.
_DAYS = text("""
with older as (
  select max(id) as id from (
    select id from ledger_entry where practice_id = :practice_id and at < :first order by id desc limit 1
  ) e
)
select (e.at at time zone :zone)::date as day, sum(e.amount) as change,
  -sum(e.amount) filter (where e.kind in ('reserve', 'give_back')) as spent
from ledger_entry e, older
where e.practice_id = :practice_id and e.id > coalesce(older.id, 0) and e.at >= :first and e.unit = :unit
group by 1
""")
_PLAN = text("""
select kind, unit, balance, reserved, since from plan
where practice_id = :practice_id and kind <> :unlimited
""")


@dataclass(frozen=True, slots=True)
class CreditCourse:
    """``days`` of the practice, oldest first, with what was left at the end of each; the last is today.

    ``spent`` is what went in ``counted`` days, the last of them today; ``reserved`` is put aside for messages
    on their way and no longer in ``left``.
    """

    unit: Unit
    left: Decimal
    reserved: Decimal
    days: tuple[tuple[date, Decimal], ...]
    spent: Decimal
    counted: int

    @property
    def lasts(self) -> int | None:
        """For how many days it is enough at this pace; None when nothing was spent."""
        return days_left(self.left, self.spent, self.counted)


def credit_course(session: Session, now: datetime, practice_id: int, place: ZoneInfo) -> CreditCourse | None:
    """None under an unlimited plan, which has no balance. ``place`` is the practice's zone."""
    asked = {"practice_id": practice_id}
    plan = session.execute(_PLAN, {**asked, "unlimited": PlanKind.UNLIMITED.value}).one_or_none()
    if plan is None:
        return None
    today = local_day(now, place)
    first = max(today - timedelta(days=LOOKED_BACK - 1), min(local_day(plan.since, place), today))
    begins = day_begins(first, place)
    rows = session.execute(_DAYS, {**asked, "first": begins, "zone": place.key, "unit": plan.unit}).all()
    changes = {row.day: row.change for row in rows}
    return CreditCourse(
        unit=Unit(plan.unit),
        left=plan.balance,
        reserved=plan.reserved,
        days=_days(first, today, plan.balance, changes),
        spent=sum((row.spent or Decimal(0) for row in rows), Decimal(0)),
        counted=(today - first).days + 1,
    )


def _days(
    first: date, today: date, left: Decimal, changes: dict[date, Decimal]
) -> tuple[tuple[date, Decimal], ...]:
    """Back from what is left now, taking back each day's changes."""
    found = []
    for number in range((today - first).days + 1):
        day = today - timedelta(days=number)
        found.append((day, left))
        left -= changes.get(day, Decimal(0))
    return tuple(reversed(found))
