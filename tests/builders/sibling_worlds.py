"""Worlds about siblings only: nothing else keeps a message back, so who goes with whom decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import strategies as st

from app.domain.siblings import SiblingMode
from tests.builders.clinic import EVERY_CONSENT
from tests.builders.world import Booked, Person, RuleSet, Step, World
from tests.builders.worlds import QUARTER, worlds

_TIE = ("blank", False, tuple(EVERY_CONSENT), ())
_COMING = ("confirmed", "out_of_reach", "scheduled")
_WINDOWS = ((time(0), time(0)), (time(8), time(20)))


@st.composite
def _booked(draw: st.DrawFn) -> Booked:
    return Booked(
        child=draw(st.integers(0, 2)),
        location=draw(st.sampled_from((0, 0, 0, 1))),
        start=draw(st.integers(0, 10)) * QUARTER,
        booked_before=timedelta(days=9),
        moved_before=None,
        lifecycle="scheduled",
        confirmation=draw(st.sampled_from(("none", "none", "none", "confirmed"))),
        cancelled_by=None,
        cancelled_before=QUARTER,
        visit_type=draw(st.sampled_from(("Check-up", "Check-up", "Shot"))),
        quiet=False,
        blocked=False,
        replan=draw(st.booleans()),
    )


@st.composite
def _rule(draw: st.DrawFn) -> RuleSet:
    amount, unit = draw(st.sampled_from(((1, "days"), (22, "hours"), (23, "hours"))))
    return RuleSet(
        type="reminder",
        anchor="start",
        amount=amount,
        unit=unit,
        statuses=_COMING,
        visit_types=(),
        one_location=False,
        useful=draw(st.sampled_from((None, None, 23 * 60))),
        enabled_before=timedelta(days=20),
    )


@st.composite
def _step(draw: st.DrawFn) -> Step:
    change = draw(st.sampled_from(("nothing", "nothing", "nothing", "confirm", "staff", "move")))
    return Step(QUARTER * draw(st.integers(1, 5)), change, draw(st.integers(0, 3)))


@st.composite
def sibling_worlds(draw: st.DrawFn) -> World:
    """Three children, one or two parents, visits quarters of an hour apart, a clock that turns often."""
    people = draw(st.integers(1, 2))
    usual = Person(prefers="text", cell="good", email=None, ties=(_TIE,) * 3, own=frozenset({0, 1, 2}))
    other = replace(usual, own=frozenset())
    return replace(
        draw(worlds()),
        window=draw(st.sampled_from(_WINDOWS)),
        days=frozenset(range(7)),
        holidays=(),
        mode=draw(st.sampled_from([each.value for each in SiblingMode])),
        children=(False, False, False),
        births=(None, None, None),
        confidential=draw(st.sampled_from((None, None, ("Shot", 13)))),
        other_hours=None,
        people=(usual, other)[:people],
        booked=tuple(draw(st.lists(_booked(), min_size=2, max_size=4))),
        rules=tuple(draw(st.lists(_rule(), min_size=1, max_size=2))),
        steps=(
            Step(timedelta(hours=draw(st.integers(16, 30))), "nothing", 0),
            *draw(st.lists(_step(), min_size=5, max_size=8)),
        ),
    )
