"""Small worlds for the planner: a family with everything that can keep a message back, on odd nights.

``worlds()`` gives plain values; tests/builders/settled.py writes one into a database.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from app.domain.appointments import Confirmation, Lifecycle
from app.domain.contacts import Authority
from app.domain.preferences import Channel, Preference
from app.domain.rules import ANCHORS, NOT_OF_A_VISIT, STATUSES, NewPatients
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, RuleType, Unit
from tests.builders.clinic import EVERY_CONSENT
from tests.builders.world import Booked, OwnHours, Person, RuleSet, Step, World

ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "America/St_Johns",
    "America/Santiago",
    "Europe/London",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
)
# Nights on which the clock changes in one of these zones, one on which it does not, and the day Apia skipped.
NIGHTS = (
    date(2026, 3, 8),
    date(2026, 11, 1),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2026, 4, 5),
    date(2026, 10, 4),
    date(2026, 9, 6),
    date(2026, 9, 27),
    date(2026, 6, 15),
    date(2011, 12, 30),
)
WINDOWS = (
    (time(8), time(20)),
    (time(0), time(0)),
    (time(1, 30), time(2, 45)),
    (time(10), time(10, 30)),
    (time(17), time(18)),
    (time(0), time(23, 59)),
    (time(2), time(3)),
)
QUARTER = timedelta(minutes=15)


def _spans(least: timedelta, most: timedelta) -> st.SearchStrategy[timedelta]:
    return st.integers(least // QUARTER, most // QUARTER).map(lambda quarters: quarters * QUARTER)


def _some(options: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(options)).map(lambda chosen: tuple(sorted(chosen)))


@st.composite
def _ties(draw: st.DrawFn) -> tuple[str, bool, tuple[str, ...], tuple[str, ...]] | None:
    kind = draw(st.integers(0, 9))
    if kind < 7:
        return "blank", False, tuple(EVERY_CONSENT), ()
    if kind == 7:
        return None
    withdrawn = draw(_some(("reminders:text", "reminders:email")))
    given = draw(_some(("reminders:text", "reminders:email", "reminders:voice")))
    return (
        draw(st.sampled_from([each.value for each in Authority])),
        draw(st.integers(0, 4)) == 0,
        tuple(each for each in given if each not in withdrawn),
        withdrawn,
    )


@st.composite
def _people(draw: st.DrawFn, children: int) -> Person:
    usual = draw(st.integers(0, 4)) < 4
    address = st.sampled_from((None, "good", "good", "good", "problem", "suppressed", "text", "voice"))
    return Person(
        prefers="text" if usual else draw(st.sampled_from((None, *(each.value for each in Preference)))),
        cell=draw(st.sampled_from(("good",) * 6 + ("text", "voice"))) if usual else draw(address),
        email=draw(address),
        ties=tuple(draw(_ties()) for _ in range(children)),
        home=draw(address),
        fax=draw(address),
        mail=draw(address),
    )


@st.composite
def _marked(draw: st.DrawFn, people: list[Person], children: int) -> list[Person]:
    """Now and then a child has its own contact, an alternative or a held one, at most one of each."""
    own = [draw(st.sampled_from((None, None, *range(len(people))))) for _ in range(children)]
    alternative = [draw(st.sampled_from((None,) * 4 + tuple(range(len(people))))) for _ in range(children)]
    held = [draw(st.sampled_from((None,) * 6 + tuple(range(len(people))))) for _ in range(children)]
    return [
        replace(
            person,
            own=frozenset(child for child in range(children) if own[child] == number),
            alternative=frozenset(child for child in range(children) if alternative[child] == number),
            held=frozenset(child for child in range(children) if held[child] == number),
        )
        for number, person in enumerate(people)
    ]


@st.composite
def _appointments(draw: st.DrawFn, children: int, starts: tuple[timedelta, ...]) -> Booked:
    apart = st.sampled_from((0, 0, 2, 4, 5, 10)).map(lambda quarters: quarters * QUARTER)
    near = draw(st.sampled_from(starts)) + draw(apart)
    start = near if draw(st.integers(0, 3)) < 3 else draw(_spans(timedelta(days=-1), timedelta(days=5)))
    lifecycle = draw(st.sampled_from(("scheduled",) * 12 + tuple(each.value for each in Lifecycle)))
    # Hypothesis prefers small numbers: nought is what most often leads to a message.
    booked_before = timedelta(days=9) - draw(_spans(timedelta(0), timedelta(days=12)))
    return Booked(
        child=draw(st.integers(0, children - 1)),
        location=draw(st.integers(0, 1)),
        start=start,
        booked_before=booked_before,
        moved_before=draw(st.one_of(st.none(), st.none(), _spans(timedelta(days=-3), timedelta(days=3)))),
        lifecycle=lifecycle,
        confirmation=draw(st.sampled_from(("none",) * 8 + tuple(each.value for each in Confirmation))),
        cancelled_by=draw(st.sampled_from(("parent", "staff", "feed", None))),
        cancelled_before=min(booked_before, draw(_spans(timedelta(days=-2), timedelta(days=4)))),
        visit_type=draw(st.sampled_from(("Check-up", "Shot"))),
        quiet=draw(st.integers(0, 4)) == 4,
        blocked=draw(st.integers(0, 14)) == 14,
        replan=draw(st.booleans()),
        minutes=draw(st.sampled_from((20, 20, 45, 600))),
    )


_hours = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        OwnHours, st.sampled_from(WINDOWS), st.sampled_from((frozenset(range(7)), frozenset({0, 3, 6})))
    ),
)
_ages = st.sampled_from(((None, None),) * 4 + ((13, None), (None, 12), (12, 13), (0, 0)))


@st.composite
def _rules(draw: st.DrawFn) -> RuleSet:
    kind = draw(st.sampled_from(sorted(set(RuleType) - NOT_OF_A_VISIT)))
    anchor = draw(st.sampled_from(sorted(ANCHORS[kind])))
    fixed = anchor in (Anchor.CHANGE, Anchor.CANCELLATION)
    unit = draw(st.sampled_from(list(Unit)))
    most = {Unit.MINUTES: 90, Unit.HOURS: 30, Unit.DAYS: 4, Unit.WEEKS: 1}[unit]
    least = 1 if anchor is Anchor.START else 0
    statuses = STATUSES[kind]
    return RuleSet(
        type=kind.value,
        anchor=anchor.value,
        amount=0 if fixed else draw(st.integers(least, most)),
        unit=unit.value,
        statuses=tuple(
            sorted(
                draw(st.sets(st.sampled_from(sorted(statuses)), min_size=1))
                if draw(st.booleans())
                else statuses
            )
        ),
        visit_types=draw(st.sampled_from(((), (), (), ("Shot",)))),
        one_location=draw(st.integers(0, 6)) == 6,
        useful=draw(st.sampled_from((None, None, None, 0, 60, 3000))),
        enabled_before=timedelta(days=20) - draw(_spans(timedelta(0), timedelta(days=21))),
        ages=draw(_ages),
        new_patients=draw(st.sampled_from(("all",) * 4 + tuple(each.value for each in NewPatients))),
        hours=draw(_hours),
        channel=draw(st.sampled_from((None,) * 6 + tuple(each.value for each in Channel))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """One practice, one family, a few automated messages, and the clock turned a few times."""
    children = draw(st.integers(1, 3))
    starts = tuple(draw(st.lists(_spans(timedelta(days=0), timedelta(days=3)), min_size=1, max_size=2)))
    night = draw(st.sampled_from(NIGHTS))
    people = draw(st.lists(_people(children), min_size=1, max_size=2))
    return World(
        zone=draw(st.sampled_from(ZONES)),
        other_zone=draw(st.one_of(st.none(), st.sampled_from(ZONES))),
        middle=datetime.combine(night, time(12), UTC),
        window=draw(st.sampled_from(WINDOWS)),
        days=draw(
            st.sampled_from((frozenset(range(7)), frozenset(range(5)), frozenset({0, 3}), frozenset({6})))
        ),
        mode=draw(st.sampled_from([each.value for each in SiblingMode])),
        holidays=tuple(draw(st.lists(st.tuples(st.integers(-2, 5), st.booleans()), max_size=3, unique=True))),
        settle=draw(st.sampled_from((0, 5, 90))),
        children=tuple(draw(st.integers(0, 14)) == 14 for _ in range(children)),
        births=tuple(draw(_births(night)) for _ in range(children)),
        confidential=draw(st.sampled_from((None, None, ("shot", 13), ("CHECK-UP", 12)))),
        other_hours=draw(_hours),
        people=tuple(draw(_marked(people, children))),
        booked=tuple(draw(st.lists(_appointments(children, starts), min_size=2, max_size=4))),
        rules=tuple(draw(st.lists(_rules(), min_size=2, max_size=5))),
        steps=tuple(draw(st.lists(_steps(), min_size=4, max_size=7))),
    )


def _births(night: date) -> st.SearchStrategy[date | None]:
    """Around a thirteenth birthday, the odd one on February 29, or not known."""
    near = st.integers(-4, 4).map(lambda days: night.replace(year=night.year - 13) + timedelta(days=days))
    return st.one_of(near, near, st.sampled_from((None, date(2012, 2, 29), date(2024, 2, 29))))


@st.composite
def _steps(draw: st.DrawFn) -> Step:
    return Step(
        after=draw(
            st.one_of(_spans(QUARTER, timedelta(hours=3)), _spans(timedelta(hours=3), timedelta(days=2)))
        ),
        change=draw(st.sampled_from(("nothing", "confirm", "staff", "feed", "parent", "move"))),
        appointment=draw(st.integers(0, 3)),
    )
