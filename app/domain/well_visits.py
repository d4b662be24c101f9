"""The check-ups of a growing child: when each is due, and which visit counts for it (product K5)."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.languages import Bilingual

MONTHS_A_YEAR = 12
SHORTEST_MONTH = 28
LAST_YEAR = 21
_WORDS_OF_A_WELL_VISIT = ("well", "check", "physical")


@dataclass(frozen=True, slots=True)
class CheckUp:
    """One check-up of the table, due ``months`` and ``days`` after the birth.

    ``key`` is its name in addresses; ``words`` name the age, such as "3 to 5 days", "6 months", "4 years".
    """

    key: str
    words: Bilingual
    months: int = 0
    days: int = 0


def _of_months(number: int) -> CheckUp:
    spanish = "1 mes" if number == 1 else f"{number} meses"
    return CheckUp(f"{number}m", Bilingual(f"{number} month{'s'[: number > 1]}", spanish), months=number)


def _of_years(number: int) -> CheckUp:
    words = Bilingual(f"{number} years", f"{number} años")
    return CheckUp(f"{number}y", words, months=number * MONTHS_A_YEAR)


# The first is due the day after the birth: on the day itself the family has other things to do.
CHECK_UPS = (
    CheckUp("newborn", Bilingual("newborn", "recién nacido"), days=1),
    CheckUp("3d", Bilingual("3 to 5 days", "3 a 5 días"), days=3),
    *(_of_months(number) for number in (1, 2, 4, 6, 9, 12, 15, 18, 24, 30)),
    *(_of_years(number) for number in range(3, LAST_YEAR + 1)),
)
_MONTHS = [each.months for each in CHECK_UPS]
_BEFORE = dict(zip(CHECK_UPS[1:], CHECK_UPS, strict=False))


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    in_every_month = day.day <= SHORTEST_MONTH
    return date(year, month + 1, day.day if in_every_month else min(day.day, monthrange(year, month + 1)[1]))


def due_day(birth_date: date, check_up: CheckUp) -> date:
    """From which day on a child is due for the check-up."""
    return add_months(birth_date, check_up.months) + timedelta(days=check_up.days)


def check_up_before(check_up: CheckUp) -> CheckUp | None:
    """The one before it in the table."""
    return _BEFORE.get(check_up)


def counts_from(birth_date: date, check_up: CheckUp) -> date:
    """A well visit from this day on counts for the check-up: half-way from the one before.

    Rounded down to a whole day; for the first it is the day of birth.
    """
    before = _BEFORE.get(check_up)
    earlier = due_day(birth_date, before) if before else birth_date
    return earlier + (due_day(birth_date, check_up) - earlier) // 2 if before else birth_date


def latest_check_up(birth_date: date, day: date) -> CheckUp | None:
    """The last check-up a child has reached by ``day``; None before the first and from 22 years on."""
    if day >= add_months(birth_date, (LAST_YEAR + 1) * MONTHS_A_YEAR):
        return None
    months_begun = (day.year - birth_date.year) * MONTHS_A_YEAR + day.month - birth_date.month
    # Asked for every child on every turn of the clock, so what is due in later months is not even looked at.
    possible = CHECK_UPS[: bisect_right(_MONTHS, months_begun)]
    return next((each for each in reversed(possible) if due_day(birth_date, each) <= day), None)


def born_for(check_up: CheckUp, day: date) -> Iterator[date]:
    """The birth dates for which the check-up is due on ``day``: several where months differ in length."""
    around = add_months(day - timedelta(days=check_up.days), -check_up.months)
    for offset in range(-3, 4):
        birth_date = around + timedelta(days=offset)
        if due_day(birth_date, check_up) == day:
            yield birth_date


@dataclass(frozen=True, slots=True)
class BirthSpan:
    """Who was born from ``first`` to ``last``, both included, is due for this check-up and no later one."""

    check_up: CheckUp
    first: date
    last: date


def births_due(day: date) -> tuple[BirthSpan, ...]:
    """Every check-up with the birth dates for which it is the latest one reached by ``day``."""
    too_old = _last_born(CheckUp("", Bilingual("", ""), months=(LAST_YEAR + 1) * MONTHS_A_YEAR), day)
    lasts = [_last_born(each, day) for each in CHECK_UPS]
    firsts = [later + timedelta(days=1) for later in (*lasts[1:], too_old)]
    return tuple(map(BirthSpan, CHECK_UPS, firsts, lasts))


def _last_born(check_up: CheckUp, day: date) -> date:
    """The youngest who has reached the check-up by ``day``."""
    born = add_months(day - timedelta(days=check_up.days), -check_up.months) + timedelta(days=3)
    while due_day(born, check_up) > day:
        born -= timedelta(days=1)
    return born


def is_well_visit(visit_type: str, marked: Collection[str]) -> bool:
    """Does a visit of this type count as a check-up?

    ``marked`` are the lower-case names of the types that the practice marked as well visits. If it marked
    none, a name with "well", "check" or "physical" in it counts.
    """
    name = visit_type.lower()
    return name in marked if marked else any(word in name for word in _WORDS_OF_A_WELL_VISIT)
