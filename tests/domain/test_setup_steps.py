"""How far a practice has come is seen from what is there, and from ticks only where nothing shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.setup_steps import (
    TICKED,
    GoLiveStep,
    SetupFacts,
    SetupStep,
    next_step,
    ready_to_go_live,
    steps_done,
)

NOTHING = SetupFacts(False, False, False, False, False, 1, frozenset())


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"has_phone": True}, SetupStep.PRACTICE),
        ({"rules_changed": True}, SetupStep.RULES),
        ({"ticked": frozenset({"rules"})}, SetupStep.RULES),
        ({"has_visits": True}, SetupStep.VISITS),
        ({"own_words": True}, SetupStep.WORDS),
        ({"ticked": frozenset({"words"})}, SetupStep.WORDS),
        ({"answered": True}, SetupStep.TRIAL),
    ],
)
def test_each_fact_makes_one_step_done(facts: dict[str, object], step: SetupStep) -> None:
    assert steps_done(NOTHING) == frozenset()
    assert steps_done(replace(NOTHING, **facts)) == {step}  # type: ignore[arg-type]


@pytest.mark.parametrize("step", [SetupStep.PRACTICE, SetupStep.VISITS, SetupStep.TRIAL])
def test_a_tick_does_not_stand_in_for_a_fact(step: SetupStep) -> None:
    assert steps_done(replace(NOTHING, ticked=frozenset({step.value}))) == frozenset()


def test_the_next_step_is_the_first_that_is_open() -> None:
    assert next_step(frozenset()) is SetupStep.PRACTICE
    assert next_step({SetupStep.PRACTICE, SetupStep.VISITS}) is SetupStep.RULES
    assert next_step(set(SetupStep)) is None


def test_going_live_needs_every_condition() -> None:
    assert ready_to_go_live(NOTHING) == frozenset()
    ticked = replace(NOTHING, ticked=frozenset({*TICKED, "two_administrators", "trial_answered"}))
    assert ready_to_go_live(ticked) == set(TICKED)
    assert ready_to_go_live(replace(ticked, administrators=2, answered=True)) == set(GoLiveStep)
