"""Small worlds for greetings: children, their visits and rules on a date, around odd days and nights.

``greeting_worlds()`` gives plain values; ``settle_greetings`` writes one into a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.appointments import Lifecycle
from app.domain.well_visits import CHECK_UPS, add_months
from app.models import DeliveryRulesRow, Holiday, Location, Practice, RuleRow, VisitType
from tests.builders.clinic import EVERY_CONSENT, Clinic, make_clinic
from tests.builders.worlds import NIGHTS, WINDOWS, ZONES

HOURS = timedelta(hours=1)
# Days that are odd for birthdays, beside the nights that are odd for clocks.
DAYS = (*NIGHTS, date(2026, 2, 28), date(2024, 2, 28), date(2024, 2, 29), date(2026, 3, 31), date(2026, 3, 1))


@dataclass(frozen=True)
class Child:
    """``born`` is None where the chart has none; visits are (days from the middle, state, type, place)."""

    born: date | None
    dead: bool
    visits: tuple[tuple[int, str, str, int], ...]
    prefers: str | None
    consents: tuple[str, ...]


@dataclass(frozen=True)
class DateRule:
    """A birthday greeting, or a recall if it has tries. ``enabled`` is in hours before the middle."""

    at: time
    ages: tuple[int | None, int | None]
    tries: int | None
    every: int
    useful: int | None
    enabled: int
    hours: tuple[time, time, frozenset[int]] | None
    one_place: bool


@dataclass(frozen=True)
class GreetingWorld:
    zone: str
    other_zone: str | None
    middle: datetime
    window: tuple[time, time]
    days: frozenset[int]
    other_hours: tuple[time, time, frozenset[int]] | None
    holidays: tuple[int, ...]
    marked: tuple[str, ...]
    children: tuple[Child, ...]
    rules: tuple[DateRule, ...]
    steps: tuple[tuple[timedelta, int, str], ...]


@st.composite
def _births(draw: st.DrawFn, middle: date) -> date | None:
    near = middle + timedelta(days=draw(st.integers(-2, 2)))
    kind = draw(st.integers(0, 9))
    if kind == 9:
        return None
    if kind == 8:
        return draw(st.sampled_from((date(2020, 2, 29), date(2024, 2, 29), date(2016, 2, 29))))
    if kind >= 5:
        return add_months(near, -12 * draw(st.integers(1, 23)))
    check_up = draw(st.sampled_from(CHECK_UPS))
    tried = draw(st.sampled_from((0, 0, 0, 1, 7, 14, 28)))
    return add_months(near - timedelta(days=check_up.days + tried), -check_up.months)


@st.composite
def _children(draw: st.DrawFn, middle: date) -> Child:
    visit = st.tuples(
        st.sampled_from((-800, -731, -730, -200, -60, -10, -2, 1, 9, 300)),
        st.sampled_from(("completed", "scheduled", *(each.value for each in Lifecycle))),
        st.sampled_from(("Sick visit", "Sick visit", "Check-up", "WELL child", "Annual")),
        st.integers(0, 1),
    )
    usual, active = draw(st.integers(0, 4)) < 4, draw(st.integers(0, 3)) < 3
    long_ago = [(-400, "completed", "Sick visit", 0)] if active else []
    return Child(
        born=draw(_births(middle)),
        dead=draw(st.integers(0, 9)) == 9,
        visits=(*long_ago, *draw(st.lists(visit, max_size=2))),
        prefers="text" if usual else draw(st.sampled_from((None, "email", "no_contact", "cell_phone"))),
        consents=tuple(EVERY_CONSENT) if usual else ("notices:text",),
    )


@st.composite
def _rules(draw: st.DrawFn) -> DateRule:
    recall = draw(st.booleans())
    own = st.tuples(
        st.just(time(9)), st.just(time(11)), st.sampled_from((frozenset(range(7)), frozenset({2})))
    )
    return DateRule(
        at=draw(st.sampled_from((time(10), time(10), time(2, 30), time(0), time(23, 45), time(18)))),
        ages=draw(st.sampled_from(((None, None), (None, 17), (2, 10), (0, 1)))),
        tries=draw(st.integers(1, 5)) if recall else None,
        every=draw(st.sampled_from((1, 7, 14))),
        useful=draw(st.sampled_from((None, None, None, 0, 60, 6000))),
        enabled=draw(st.sampled_from((900, 900, 900, 60, 30, 4))),
        hours=draw(st.one_of(st.none(), st.none(), own)),
        one_place=draw(st.integers(0, 5)) == 5,
    )


@st.composite
def greeting_worlds(draw: st.DrawFn) -> GreetingWorld:
    """One practice with two offices, a few children and rules, and the clock turned a few times."""
    day = draw(st.sampled_from(DAYS))
    days = st.sampled_from((frozenset(range(7)), frozenset(range(7)), frozenset(range(5)), frozenset({3})))
    after = st.integers(-40, 160).map(lambda quarters: (abs(quarters) + 24) * timedelta(minutes=15))
    step = st.tuples(after, st.integers(0, 6), st.sampled_from(("nothing", "book", "cancel", "consent")))
    return GreetingWorld(
        zone=draw(st.sampled_from(ZONES)),
        other_zone=draw(st.one_of(st.none(), st.sampled_from(ZONES))),
        middle=datetime.combine(day, time(12), UTC),
        window=draw(st.sampled_from((*[(time(0), time(0))] * 6, *WINDOWS))),
        days=draw(days),
        other_hours=draw(st.one_of(st.none(), st.just((time(7), time(9), frozenset(range(7)))))),
        holidays=tuple(draw(st.sets(st.integers(-2, 3), max_size=2))),
        marked=draw(st.sampled_from(((), (), ("annual",)))),
        children=tuple(draw(st.lists(_children(day), min_size=4, max_size=7))),
        rules=tuple(draw(st.lists(_rules(), min_size=2, max_size=4))),
        steps=tuple(draw(st.lists(step, min_size=3, max_size=5))),
    )


def settle_greetings(session: Session, world: GreetingWorld) -> Clinic:
    """Write ``world``; the clinic it is in."""
    clinic = make_clinic(session, timezone=world.zone)
    session.get_one(Practice, clinic.practice_id).created_at = world.middle - timedelta(days=60)
    usual = session.scalars(select(DeliveryRulesRow)).one()
    usual.window_from, usual.window_to, usual.days = *world.window, sorted(world.days)
    own = world.other_hours or (None, None, None)
    other = clinic.add(Location(name="North Office", timezone=world.other_zone, **_hours(own))).id
    for name in world.marked:
        clinic.add(VisitType(name=name.title(), well_visit=True))
    for offset in world.holidays:
        clinic.add(Holiday(day=world.middle.date() + timedelta(days=offset), location_id=None))
    for number, child in enumerate(world.children):
        _add_child(clinic, world, child, number, (clinic.location_id, other))
    for number, rule in enumerate(world.rules):
        _add_rule(clinic, world, rule, number)
    return clinic


def _hours(own: Any) -> dict[str, Any]:
    since, until, days = own
    return {"window_from": since, "window_to": until, "days": days if days is None else sorted(days)}


def _add_child(
    clinic: Clinic, world: GreetingWorld, child: Child, number: int, places: tuple[int, ...]
) -> None:
    row = clinic.child(f"Child {number}", birth_date=child.born)
    row.deceased_at = world.middle if child.dead else None
    clinic.parent(
        f"Parent {number}",
        row,
        prefers_notices=child.prefers,
        prefers_recalls=child.prefers,
        link_consents=list(child.consents),
    )
    for days, state, kind, place in child.visits:
        add_visit(clinic, row, world.middle + timedelta(days=days), state, kind, places[place])


def add_visit(clinic: Clinic, child: Any, at: datetime, state: str, kind: str, location_id: int) -> Any:
    cancelled = {"cancelled_at": at, "cancelled_by": "feed"} if state == "cancelled" else {}
    return clinic.visit(child, at, lifecycle=state, visit_type=kind, location_id=location_id, **cancelled)


def _add_rule(clinic: Clinic, world: GreetingWorld, rule: DateRule, number: int) -> RuleRow:
    return clinic.rule(
        "recall" if rule.tries else "birthday_greeting",
        name=f"Rule {number}",
        anchor="date",
        amount=0,
        statuses=[],
        purpose="recalls" if rule.tries else "notices",
        at_time=rule.at,
        age_from=rule.ages[0],
        age_to=rule.ages[1],
        tries=rule.tries,
        try_every_days=rule.every if rule.tries else None,
        last_useful_minutes=rule.useful,
        location_ids=[clinic.location_id] if rule.one_place else [],
        enabled_at=world.middle - rule.enabled * HOURS,
        **(_hours(rule.hours) if rule.hours else {}),
    )
