"""What staff must put right so that families can be reached, the next visit first (product G6, C3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.address_health import FixKind
from app.domain.problems import Problem, ProblemKind
from app.queries.fix_items import FixItem, count_fixes, open_items
from app.queries.visit_problems import visit_problems

AHEAD = timedelta(days=7)
"""How far ahead families who cannot be reached at all are looked for."""

MOST = 300


class FixFilter(StrEnum):
    """Which part of the list; "" is all of it."""

    ALL = ""
    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"
    UNREACHABLE = "unreachable"


_KINDS = {
    FixKind.HARD: FixFilter.HARD,
    FixKind.SOFT: FixFilter.SOFT,
    FixKind.COMPLAINT: FixFilter.COMPLAINT,
}


@dataclass(frozen=True, slots=True)
class FixEntry:
    """A line of the list: a number or address, or else a child about whom nobody can be messaged."""

    item: FixItem | None = None
    unreachable: Problem | None = None

    @property
    def part(self) -> FixFilter:
        """Where it belongs."""
        return _KINDS[self.item.kind] if self.item else FixFilter.UNREACHABLE

    @property
    def at(self) -> datetime | None:
        """The next visit (UTC)."""
        if self.item:
            return self.item.next_visit
        return self.unreachable.at if self.unreachable else None


@dataclass(frozen=True, slots=True)
class FixList:
    """The lines of the part asked for, how many each part has, and how many tasks beyond 300 are left out.

    ``failed`` is how many numbers and addresses wait, as the navigation counts them on every page.
    """

    entries: tuple[FixEntry, ...]
    counts: dict[FixFilter, int]
    left_out: int
    failed: int


def fix_list(session: Session, now: datetime, part: FixFilter) -> FixList:
    """The next visit first; what has no visit to come stands at the end."""
    items = open_items(session, now, MOST)
    entries = [FixEntry(item=each) for each in items] + _unreachable(session, now, items)
    entries.sort(key=lambda each: (each.at is None, each.at or now))
    counts = Counter(each.part for each in entries)
    counts[FixFilter.ALL] = len(entries)
    shown = tuple(each for each in entries if part in (FixFilter.ALL, each.part))
    failed = count_fixes(session)
    return FixList(shown, {each: counts[each] for each in FixFilter}, failed - len(items), failed)


def _unreachable(session: Session, now: datetime, items: list[FixItem]) -> list[FixEntry]:
    """Children with a visit in the next 7 days; a family whose number is on the list already is left out."""
    listed = {person.family_id for item in items for person in item.people}
    return [
        FixEntry(unreachable=each)
        for each in visit_problems(session, now, now + AHEAD)
        if each.kind is ProblemKind.NOBODY_REACHABLE and each.family_id not in listed
    ]
