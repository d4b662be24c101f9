"""Worlds in which nobody answers: rules with further channels, and families that more than one reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from app.domain.rules import STATUSES
from app.domain.timing import Anchor, RuleType
from tests.builders.clinic import EVERY_CONSENT
from tests.builders.sibling_worlds import sibling_worlds
from tests.builders.world import Person, RuleSet, World
from tests.builders.worlds import QUARTER, worlds

_WAITS = (QUARTER, timedelta(hours=1), timedelta(hours=4), timedelta(hours=14), timedelta(days=1))
_TIE = ("blank", False, tuple(EVERY_CONSENT), ())
_SOME = ("reminders:email", "reminders:voice")


@st.composite
def _asking(draw: st.DrawFn, rule: RuleSet) -> RuleSet:
    """Most rules ask and go on; those that only tell stay as they are, or go on and need not."""
    wait = draw(st.one_of(st.sampled_from(_WAITS), st.none()))
    if draw(st.integers(0, 4)) == 4:
        return replace(rule, escalate=None if rule.channel else wait)
    asks = RuleType.CONFIRMATION_REQUEST
    anchor = rule.anchor if rule.anchor in (Anchor.START, Anchor.CREATION) else Anchor.START.value
    if anchor == Anchor.CREATION and draw(st.booleans()):
        asks = RuleType.INITIAL_CONFIRMATION
    return replace(
        rule,
        type=asks.value,
        anchor=anchor,
        amount=max(rule.amount, 1),
        statuses=tuple(sorted(STATUSES[asks])),
        channel=rule.channel if wait is None else None,
        escalate=wait,
    )


@st.composite
def _reachable(draw: st.DrawFn, person: Person) -> Person:
    """Mostly somebody whom every channel reaches; a child may be told of over fewer."""
    if draw(st.integers(0, 4)) == 4:
        return person
    ties = tuple(
        ("blank", False, _SOME, ()) if draw(st.integers(0, 4)) == 4 else _TIE for _ in range(len(person.ties))
    )
    return replace(
        person,
        prefers=draw(st.sampled_from(("email", "email", "text"))),
        email="good",
        cell="good",
        ties=ties,
    )


@st.composite
def step_worlds(draw: st.DrawFn) -> World:
    """Any world, or one of siblings, whose rules go on over further channels."""
    world = draw(st.one_of(worlds(), sibling_worlds()))
    return replace(
        world,
        people=tuple(draw(_reachable(each)) for each in world.people),
        rules=tuple(draw(_asking(each)) for each in world.rules),
    )
