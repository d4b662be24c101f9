"""What a generated world consists of: plain values, with times counted from its middle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Person:
    """A contact; ``ties`` holds (authority, ended, consents, withdrawn) for each child it has.

    ``own`` and ``alternative`` are the children whose own and whose alternative contact it is, ``held`` those
    it says are not its own. An address is good, has a problem, is suppressed, or stopped a channel.
    """

    prefers: str | None
    cell: str | None
    email: str | None
    ties: tuple[tuple[str, bool, tuple[str, ...], tuple[str, ...]] | None, ...]
    home: str | None = None
    own: frozenset[int] = frozenset()
    alternative: frozenset[int] = frozenset()
    held: frozenset[int] = frozenset()
    fax: str | None = None
    mail: str | None = None


@dataclass(frozen=True)
class Booked:
    """An appointment; times are counted from the middle of the world."""

    child: int
    location: int
    start: timedelta
    booked_before: timedelta
    moved_before: timedelta | None
    lifecycle: str
    confirmation: str
    cancelled_by: str | None
    cancelled_before: timedelta
    visit_type: str
    quiet: bool
    blocked: bool
    replan: bool
    minutes: int = 20


@dataclass(frozen=True)
class OwnHours:
    """Delivery times of a rule or a location."""

    window: tuple[time, time]
    days: frozenset[int]


@dataclass(frozen=True)
class RuleSet:
    """One automated message as generated."""

    type: str
    anchor: str
    amount: int
    unit: str
    statuses: tuple[str, ...]
    visit_types: tuple[str, ...]
    one_location: bool
    useful: int | None
    enabled_before: timedelta
    ages: tuple[int | None, int | None] = (None, None)
    new_patients: str = "all"
    hours: OwnHours | None = None
    channel: str | None = None
    escalate: timedelta | None = None


@dataclass(frozen=True)
class Step:
    """A turn of the clock after a while, and what happens to an appointment before the next."""

    after: timedelta
    change: str
    appointment: int


@dataclass(frozen=True)
class World:
    """Everything of one example."""

    zone: str
    other_zone: str | None
    middle: datetime
    window: tuple[time, time]
    days: frozenset[int]
    mode: str
    holidays: tuple[tuple[int, bool], ...]
    settle: int
    children: tuple[bool, ...]
    births: tuple[date | None, ...]
    confidential: tuple[str, int] | None
    other_hours: OwnHours | None
    people: tuple[Person, ...]
    booked: tuple[Booked, ...]
    rules: tuple[RuleSet, ...]
    steps: tuple[Step, ...]
